"""A portal that has read its modules and done nothing more: what it is asked for, a line of JSON each, it does in processes that it forks.

Reading takes two seconds of the processor, and a test of processes that are killed needs many of them. Here no rule runs, no database is
asked and no thread begins before a fork, so that a child is what a process is that was started by itself: it runs the same module.

`python -m tests.portal.warm`, in the environment of the portal. Of {"code": …} a child says what it printed; of {"words": [module, …],
"log": …, "most": …} the line is the child's number, and no file of it may get longer than `most` bytes.
"""

import io
import json
import os
import resource
import runpy
import signal
import sys
import threading
import traceback
from contextlib import redirect_stdout, suppress
from importlib import import_module

READ = (
    "comity.portal.wsgi",
    "comity.portal.jobs.management.commands.work",
    "comity.portal.demo.make",
    "granian.cli",
)


def serve() -> None:
    import_module("comity.portal.serving")  # sets Django up
    for name in READ:
        import_module(name)
    from django.db import connections

    connections.close_all()
    assert threading.active_count() == 1
    signal.signal(signal.SIGCHLD, _reap)
    for line in sys.stdin:
        asked = json.loads(line)
        if child := os.fork():
            if "words" in asked:
                _tell(child)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()  # a group of its own: what it starts is killed with it
        if "code" in asked:
            _say(asked["code"])
        else:
            _become(**asked)
        return


def _reap(_sign: int, _frame: object) -> None:
    """Children that ended: what they took of the processor counts as ours, as a test's own children's would."""
    with suppress(ChildProcessError):  # none is left
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _tell(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _say(code: str) -> None:
    from comity.portal.tenants.fence import open_for_migration
    from comity.portal.tenants.gates import Actor, actor_for
    from comity.portal.tenants.models import Person

    def who(email: str, organisation: str) -> Actor:
        return actor_for(Person.objects.get(email=email), programme="hedgerow", organisation=organisation)

    open_for_migration()
    failed = ""
    with redirect_stdout(io.StringIO()) as said:
        try:
            exec(code, {"who": who})  # noqa: S102 -- a test's own
        except Exception:  # noqa: BLE001 -- whatever it is, the test is told
            failed = traceback.format_exc()
    _tell({"said": said.getvalue(), "failed": failed})


def _become(words: list[str], log: str, most: int | None) -> None:
    for at, path in ((0, os.devnull), (1, log), (2, log)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        os.dup2(opened, at)
        os.close(opened)
    if most is not None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    sys.argv[:] = words
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    serve()
