"""Where a result is written before it has a name: a hidden folder beside it, ours alone.

Promises: the result appears under its name whole or not at all, and never over another file. What a
killed run left is removed by the next for the same name; two runs for one name do not meet.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tearline.errors import LockedError, UsageError
from tearline.records.intake import printed


@contextmanager
def aside(out: Path) -> Iterator[Path]:
    """Give a hidden folder beside OUT, ours alone, and remove it; a killed run's is taken over."""
    key = hashlib.sha256(os.fsencode(out.name)).hexdigest()[:16]
    folder = out.absolute().with_name(f".{key}.redact.part")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError as error:
        why = error.strerror or "cannot be written to"
        raise UsageError(f"{printed(folder.parent)}: {why}", "Name another folder.") from None
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise LockedError(f"another run is writing {printed(out)}", "Wait for it.") from None
        try:
            for path in folder.iterdir():
                path.unlink()
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(lock)


def publish(part: Path, out: Path) -> None:
    """Give the result its name, at once and never over another file."""
    mask = os.umask(0o077)
    os.umask(mask)
    part.chmod(0o666 & ~mask)
    with part.open("rb") as stream:
        os.fsync(stream.fileno())
    try:
        os.link(part, out)
    except FileExistsError:
        raise UsageError(f"{printed(out)} is there by now", "Name another file.") from None
    except OSError:  # a file system without links
        if os.path.lexists(out):
            raise UsageError(f"{printed(out)} is there by now", "Name another file.") from None
        part.rename(out)


def digest_of(path: Path) -> str:
    """Return the sha256 of a file; UsageError where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UsageError(f"the file cannot be read: {error.strerror}", "Check it.") from None
