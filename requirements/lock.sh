#!/bin/sh
# Resolve pyproject.toml into hashed requirements files that name no index and no host, so that they install
# from whatever registry or mirror the reader's machine is set up for.
set -eu
uv=$(realpath "$1")
cd "$(dirname "$0")"
compile() { "$uv" pip compile -q --universal --python-version 3.11 --no-annotate --no-header --generate-hashes "$@"; }
compile bootstrap.in -o bootstrap.txt
compile --all-extras --group ../pyproject.toml:test --group ../pyproject.toml:lint ../pyproject.toml -o dev.txt
compile --extra portal ../pyproject.toml -c dev.txt -o app.txt
compile --extra portal --extra postgres --extra s3 ../pyproject.toml -c dev.txt -o server.txt
