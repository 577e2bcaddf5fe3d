"""A bad day: the disk is full for every blob beyond the Nth. Run as ``disk_full.py N WORDS...``."""

import errno
import sys


def main():
    left = int(sys.argv[1])

    from tearline.store.blobs import Blobs

    write = Blobs._write

    def full(self, sha256, data):
        nonlocal left
        left -= 1
        if left < 0:
            import os

            real = os.replace

            def no_room(*_):
                raise OSError(errno.ENOSPC, "No space left on device")

            os.replace = no_room
            try:
                return write(self, sha256, data)
            finally:
                os.replace = real
        return write(self, sha256, data)

    Blobs._write = full

    from tearline.cli import main as tearline

    sys.argv = ["tearline", *sys.argv[2:]]
    tearline()


if __name__ == "__main__":
    main()
