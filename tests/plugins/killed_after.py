"""A bad day: kill -9 of the parent right after its Nth commit or rename.

Run as ``killed_after.py N FILE WORDS...``: every commit of the catalog or the log, and every rename, is
counted; the Nth ends the process as the kernel would. The count reached is written to FILE, so that a
run with a large N tells how many there are.
"""

import os
import signal
import sqlite3
import sys
from pathlib import Path


def main():
    limit, counter = int(sys.argv[1]), Path(sys.argv[2])
    parent = os.getpid()
    count = 0

    def counted():
        nonlocal count
        if os.getpid() != parent:
            return
        count += 1
        counter.write_text(str(count))
        if count >= limit:
            os.kill(parent, signal.SIGKILL)

    replace = os.replace

    def replaced(*args, **kwargs):
        replace(*args, **kwargs)
        counted()

    os.replace = replaced

    import sqlalchemy as sa

    # SQLAlchemy commits through the driver's own commit(); the log says COMMIT itself.
    sa.event.listen(sa.Engine, "commit", lambda _: None)
    do_commit = sa.create_engine("sqlite://").dialect.__class__.do_commit

    def committed(self, connection):
        wrote = connection.in_transaction
        do_commit(self, connection)
        if wrote:
            counted()

    sa.create_engine("sqlite://").dialect.__class__.do_commit = committed

    connect = sqlite3.connect

    class Log(sqlite3.Connection):
        def execute(self, statement, *args):
            result = super().execute(statement, *args)
            if statement == "COMMIT":
                counted()
            return result

    def connected(*args, **kwargs):
        kwargs.setdefault("factory", Log)
        return connect(*args, **kwargs)

    sqlite3.connect = connected

    from tearline.cli import main as tearline

    sys.argv = ["tearline", *sys.argv[3:]]
    tearline()


if __name__ == "__main__":
    main()
