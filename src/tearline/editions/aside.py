"""The folder a release is built in, beside the one it will be: ours alone, renamed whole or thrown away.

A folder that this collection did not make is never written to, swept or removed, nor one behind a
symbolic link: a small file beside it says whose it is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from pathlib import Path

from tearline.editions import edition
from tearline.errors import UsageError


def part_of(out: Path) -> Path:
    """Return the folder that OUT is built in."""
    return out.with_name(f"{out.name}.part")


def _mark_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.part-of")


def prepare(out: Path, owner: str) -> Path:
    """Make (or take up again) the folder for OUT; UsageError where it is somebody else's."""
    if not out.name:
        raise UsageError(f"{out} is no name for a release", "Name a folder that is not there yet.")
    part, mark = part_of(out), _mark_of(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if part.is_symlink() or (part.exists() and not _is_ours(part, mark, owner)):
            raise UsageError(
                f"{part} is there, and this collection did not make it",
                "Move it away, or name another folder.",
            )
        mark.write_text(owner, "utf-8")
        part.mkdir(exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise UsageError(
            f"{out.parent} cannot be written to ({error.strerror})", "Name another folder."
        ) from None
    edition.prepare(part)
    return part


def _is_ours(part: Path, mark: Path, owner: str) -> bool:
    return part.is_dir() and mark.is_file() and mark.read_text("utf-8") == owner


def sweep(part: Path, wanted: set[str]) -> None:
    """Remove what an earlier, killed run with other decisions left in the folder, and empty folders."""
    for path in sorted(part.rglob("*")):
        if path.is_file() and path.relative_to(part).as_posix() not in wanted:
            path.unlink()
    for folder in edition.FOLDERS:
        with contextlib.suppress(OSError):  # it holds something, as it mostly does
            (part / folder).rmdir()


def publish(out: Path) -> None:
    """Let anyone read what was verified (workers write for the owner alone), and rename the folder."""
    part = part_of(out)
    for path in (part, *part.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    os.replace(part, out)
    _mark_of(out).unlink(missing_ok=True)


def discard(out: Path) -> None:
    """Remove what was built and may not be published."""
    shutil.rmtree(part_of(out), ignore_errors=True)
    _mark_of(out).unlink(missing_ok=True)
