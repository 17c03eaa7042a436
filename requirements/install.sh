#!/bin/sh
# Install one of our locked sets into .venv: `tools`, `app`, `server` (with PostgreSQL and object stores) or `dev`.
# uv is five times faster; where it cannot reach a registry (it ignores pip's configuration), pip does the work.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
pip="$python -m pip install -q --disable-pip-version-check --no-warn-script-location"
export UV_NO_CONFIG=1
[ -z "${SSL_CERT_FILE:-}" ] && export UV_SYSTEM_CERTS=1

case $1 in
tools)
  echo "Setting up .venv (once; about a minute) ..."
  $pip --require-hashes -r requirements/bootstrap.txt 2>.venv/pip.log || { cat .venv/pip.log >&2; exit 1; }
  ;;
app | server | dev)
  .venv/bin/uv pip install -q --python $python --require-hashes -r "requirements/$1.txt" 2>.venv/uv.log ||
    $pip --require-hashes -r "requirements/$1.txt" || { cat .venv/uv.log >&2; exit 1; }
  $pip --no-deps --no-build-isolation -e . 2>.venv/pip.log || { cat .venv/pip.log >&2; exit 1; }
  # Whatever a command or the portal reads is compiled once, here: uv compiles nothing, and where PYTHONDONTWRITEBYTECODE is set,
  # every process would compile it anew, which doubles the time that it takes to start.
  PYTHONDONTWRITEBYTECODE='' DJANGO_SETTINGS_MODULE=comity.portal.settings.test $python -c '
from comity.cli.commands import register_all
register_all()
import comity.portal.serving, comity.portal.urls, comity.portal.wsgi, granian.cli
'
  ;;
esac
