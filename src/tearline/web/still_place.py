"""The folder that a copy is written to: aside, and at its place only when whole.

Promises: nothing half is ever at the place. A folder there is replaced whole where a small file in it says
that this tool wrote it, and refused otherwise; so is a ``.part`` beside it. What a killed run left is
cleared away by the next. Two runs for one place: the second is told.
Does not promise: to keep what others have put into a folder of ours; it is replaced whole.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from tearline.errors import DiskFullError, LockedError, UsageError

MARK = ".tearline-room"  # no address of a room is kept in a file whose name begins with a dot
_SAYS = "Tearline wrote this folder: a reading room in files. Writing it again replaces it whole.\n"


@contextlib.contextmanager
def aside(to: Path, releases: Sequence[Path]) -> Iterator[Path]:
    """Give an empty folder to write to; when all went well it stands at ``to``, and else it is gone.

    UsageError: ``to`` is somebody else's, lies in a release or around one, cannot be written.
    LockedError: another run writes it. DiskFullError: there is no room.
    """
    to = Path(os.path.abspath(to))  # noqa: PTH100 - not resolved: a link at the place is refused
    part, old = to.with_name(f"{to.name}.part"), to.with_name(f"{to.name}.old")
    _allowed(to, releases)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        if not to.exists() and _is_ours(old):
            old.rename(to)  # killed between the two renames below
        with _alone(part):
            try:
                _clear(part)
                (part / MARK).write_text(_SAYS, "utf-8")
                yield part
                _replace(part, to, old)
            finally:
                shutil.rmtree(part, ignore_errors=True)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(
                f"{to}: no room is left to write", "Make room, and run it again."
            ) from error
        why = f"{to} cannot be written ({error.strerror or 'the disk refused it'})"
        raise UsageError(why, "Name a folder in a place that can be written to.") from error


def _allowed(to: Path, releases: Sequence[Path]) -> None:
    """Refuse a place that is not ours to write or to replace."""
    remedy = "Name a folder that is not there yet."
    if not to.name:
        raise UsageError(f"{to} is no folder that can be written", remedy)
    real = to.resolve()
    for release in releases:
        if real.is_relative_to(release.resolve()) or release.resolve().is_relative_to(real):
            why = f"{to} and the release {release} lie in one another"
            raise UsageError(why, "Name a folder outside of every release.")
    for path in (to, to.with_name(f"{to.name}.part"), to.with_name(f"{to.name}.old")):
        if os.path.lexists(path) and not (_is_ours(path) or (path != to and _is_empty(path))):
            raise UsageError(f"{path} is there, and Tearline did not write it", remedy)


def _is_ours(path: Path) -> bool:
    try:
        return not path.is_symlink() and (path / MARK).read_text("utf-8") == _SAYS
    except (OSError, ValueError):
        return False


def _is_empty(path: Path) -> bool:
    """Say whether it is a folder with nothing in it, or with a mark that a killed run began to write."""
    if path.is_symlink() or not path.is_dir():
        return False
    inside = list(path.iterdir())
    return not inside or ([one.name for one in inside] == [MARK] and not inside[0].stat().st_size)


def _clear(folder: Path) -> None:
    """Empty a folder of ours; its mark goes last, so that a run killed here leaves one of ours."""
    for path in sorted(folder.iterdir(), key=lambda one: one.name == MARK):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _replace(part: Path, to: Path, old: Path) -> None:
    if old.exists():
        shutil.rmtree(old)
    if to.exists():
        to.rename(old)
    part.rename(to)
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _alone(part: Path) -> Iterator[None]:
    """Make the folder and hold a lock on it that the system lets go when the process ends."""
    part.mkdir(exist_ok=True)
    held = os.open(part, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ours = part.exists() and os.path.samestat(os.fstat(held), part.stat())
        except BlockingIOError:
            ours = False
        if not ours:
            raise LockedError(f"{part} is being written by another run", "Wait until it has ended.")
        yield
    finally:
        os.close(held)
