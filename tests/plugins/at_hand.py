"""Run commands in processes forked from one that has loaded everything: each command's own process, no start.

Reads JSON lines from stdin: argv, cwd, env, and the files for stdout and stderr; answers each with its exit
code. Hash seeds and loaded modules are the same in every command: what must hold between processes of their
own is tested by `anew` runs.
"""

import atexit
import importlib
import json
import os
import pkgutil
import sys
import traceback


def load():
    """Import all of tearline, but the language model and what runs when it is imported."""
    import tearline

    for module in pkgutil.walk_packages(tearline.__path__, "tearline."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def run(order):
    """Be the command: never returns."""
    code = 1
    try:
        os.chdir(order["cwd"])
        os.environ.clear()
        os.environ.update(order["env"])
        for path, fd in ((order["out"], 1), (order["err"], 2)):
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(opened, fd)
            os.close(opened)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        sys.argv = ["tearline", *order["argv"]]
        from tearline.cli import main

        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    load()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            answers.close()
            run(json.loads(line))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        answers.write(f"{status}\n")
