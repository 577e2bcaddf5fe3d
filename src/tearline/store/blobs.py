"""Content-addressed files: written under a temporary name, renamed when whole, named by their sha256.

A blob that is there is whole: a run killed while writing leaves only a temporary file, which the next
run sweeps. The same bytes twice are one blob.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

import fsspec

from tearline.errors import DiskFullError, TearlineError

CHUNK = 1 << 20


class Blobs:
    """A folder of blobs, ``ab/cd/<sha256>``, reached through fsspec."""

    def __init__(self, root: Path) -> None:
        """Open (and make, if need be) the folder ``root``."""
        self.root = root
        self._fs = fsspec.filesystem("file")
        self._fs.makedirs(str(root), exist_ok=True)

    def path(self, sha256: str) -> Path:
        """Return where the blob of that hash lies, whether or not it is there."""
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def has(self, sha256: str) -> bool:
        """Say whether the blob is there."""
        return bool(self._fs.exists(str(self.path(sha256))))

    def get(self, sha256: str) -> bytes:
        """Return the blob's bytes; TearlineError where it is not there or was changed."""
        return read_blob(str(self.path(sha256)))

    def check(self, sha256: str) -> None:
        """Raise TearlineError where a blob is not there or was changed; memory stays flat."""
        try:
            with self._fs.open(str(self.path(sha256)), "rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
        except FileNotFoundError:
            digest = ""
        if digest != sha256:
            raise _damaged(sha256)

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its sha256."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.has(sha256):
            self._write(sha256, data)
        return sha256

    def put_file(self, source: Path) -> tuple[str, int]:
        """Keep a copy of a file and return its (sha256, size); memory stays flat."""
        digest, size = hashlib.sha256(), 0
        with source.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
        sha256 = digest.hexdigest()
        if not self.has(sha256):
            with source.open("rb") as stream:
                self._write(sha256, stream)
        return sha256, size

    def sweep(self) -> None:
        """Remove what killed runs left half-written; only the holder of the collection's lock may."""
        for leftover in self.root.glob("*/*/.part-*"):
            leftover.unlink(missing_ok=True)

    def _write(self, sha256: str, data: bytes | BinaryIO) -> None:
        """Write under a temporary name in the same folder, check the hash, rename."""
        target = self.path(sha256)
        self._fs.makedirs(str(target.parent), exist_ok=True)
        part = target.parent / f".part-{secrets.token_hex(8)}"
        digest = hashlib.sha256()
        try:
            with self._fs.open(str(part), "wb") as stream:
                if isinstance(data, bytes):
                    stream.write(data)
                    digest.update(data)
                else:
                    while chunk := data.read(CHUNK):
                        stream.write(chunk)
                        digest.update(chunk)
            _check(digest.hexdigest() == sha256, getattr(data, "name", "input"))
            os.replace(part, target)
        except OSError as error:
            part.unlink(missing_ok=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFullError(
                    f"no room left to write in {self.root}",
                    "Free some space and run the same command again: it goes on where it stopped.",
                ) from error
            raise


def read_blob(path: str) -> bytes:
    """Return a blob's bytes by its path (in a worker); TearlineError where they are not its own."""
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        data = b""
    if hashlib.sha256(data).hexdigest() != Path(path).name:
        raise _damaged(Path(path).name)
    return data


def _damaged(sha256: str) -> TearlineError:
    return TearlineError(
        f"the blob {sha256[:16]}… is missing or damaged",
        "Restore the blobs folder from its backup, or remove that blob and add the file again.",
    )


def _check(same: bool, name: str) -> None:
    """Refuse bytes that changed between the first reading and the second."""
    if not same:
        msg = f"a file changed while it was being read: {name}; add it again"
        raise OSError(msg)
