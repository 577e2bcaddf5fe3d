"""Files of a release: written whole or not at all, and named by path, hash and size.

Promises: a file under its own name is complete; what is being written has a name that no release
lists. Does not sync the disk: it guards against killed programs, not against a power cut.
"""

from __future__ import annotations

import os
from hashlib import file_digest
from typing import TYPE_CHECKING

from tearline.model.edition import ReleasedFile

if TYPE_CHECKING:
    from pathlib import Path

ASIDE = ".part"


def aside(path: Path) -> Path:
    """Return the name under which a file is written before it is renamed to ``path``."""
    return path.with_name(path.name + ASIDE)


def replace_file(path: Path, data: bytes) -> None:
    """Write a whole file aside and rename it."""
    part = aside(path)
    try:
        part.write_bytes(data)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def released_file(path: Path, folder: Path) -> ReleasedFile:
    """Return a written file as the manifest names it: path in the folder, sha256, size."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return ReleasedFile(path.relative_to(folder).as_posix(), digest, path.stat().st_size)
