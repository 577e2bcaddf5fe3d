"""Files on their way into a collection: in a folder of its own, whole or not at all, until they are taken in.

Promises: what is kept survives the end of the desk, however it ends, with who sent it and when; a name that
somebody gave a file is never a path: it is the last part of what was sent, without what cannot be seen, in a
folder of a name of ours. The folder is its owner's alone and lies in the collection.
Does not look into any file: what one is, a worker finds out.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

FOLDER = "incoming"
LONGEST = 180  # bytes of a name
_ENDING = 20  # bytes of one's ending
_DAY = 86_400
_TOKEN = re.compile(r"[0-9]{20}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is kept: its name as cleaned, who sent it and when, its bytes' hash and number.

    ``taken``: its bytes are in the collection already, and it is still to be read and searched.
    """

    token: str
    name: str
    who: str
    at: str
    sha256: str
    size: int
    taken: bool = False


class Incoming:
    """The folder of one collection. Threads share it."""

    def __init__(self, root: Path) -> None:
        """Take a collection's folder; nothing is made before the first file."""
        self.folder = root / FOLDER

    def begin(self, name: str) -> tuple[Path, BinaryIO]:
        """Return a folder of its own and in it an empty file of this name, open for writing."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        part = self.folder / f"{time.time_ns():020d}-{secrets.token_hex(6)}.part"
        part.mkdir(mode=0o700)
        descriptor = os.open(part / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return part, os.fdopen(descriptor, "wb")

    def keep(self, part: Path, kept: Waiting) -> Waiting:
        """Keep a file that was written: from here on it is waiting, whatever happens to the desk."""
        kept = replace(kept, token=part.name.removesuffix(".part"))
        self._tell(kept)
        part.rename(part.with_name(kept.token))
        return kept

    def waiting(self) -> list[Waiting]:
        """Return what is kept, in the order it came; what a killed desk left half-done is taken away."""
        return sorted(self._found(), key=lambda one: one.token)

    def path(self, one: Waiting) -> Path:
        """Return where a waiting file lies."""
        return self.folder / one.token / one.name

    def taken(self, one: Waiting) -> None:
        """Say that a file's bytes are in the collection; the copy here goes."""
        self._tell(replace(one, taken=True))
        shutil.rmtree(self.folder / one.token, ignore_errors=True)

    def done(self, one: Waiting) -> None:
        """Say that nothing is left to do for a file."""
        self._note(one.token).unlink(missing_ok=True)
        shutil.rmtree(self.folder / one.token, ignore_errors=True)

    @staticmethod
    def drop(part: Path) -> None:
        """Take a file away that is not kept."""
        shutil.rmtree(part, ignore_errors=True)

    def held(self) -> int:
        """Return how many bytes are waiting."""
        return sum(one.size for one in self._found() if not one.taken)

    def _tell(self, one: Waiting) -> None:
        """Write down what is known of a file, whole or not at all."""
        aside = self.folder / f"{one.token}.new"
        with aside.open("w", encoding="utf-8") as stream:
            json.dump(asdict(one), stream)
            stream.flush()
            os.fsync(stream.fileno())
        aside.chmod(0o600)
        aside.replace(self._note(one.token))

    def _note(self, token: str) -> Path:
        return self.folder / f"{token}.json"

    def _found(self) -> Iterator[Waiting]:
        for note in self.folder.glob("*.json") if self.folder.is_dir() else ():
            try:
                told: dict[str, Any] = json.loads(note.read_text("utf-8"))
                one = Waiting(**told)
            except (OSError, ValueError, TypeError):
                continue  # taken away meanwhile, or none of ours
            named = one.name == Path(one.name).name and one.name not in ("", "..")
            sound = one.token == note.stem and _TOKEN.fullmatch(one.token) and named
            if sound and (one.taken or self.path(one).is_file()):
                yield one

    def sweep(self) -> None:
        """Take away what was begun a day ago and never kept: its sender is gone."""
        for left in self.folder.glob("*.part") if self.folder.is_dir() else ():
            if left.stat().st_mtime < time.time() - _DAY:
                shutil.rmtree(left, ignore_errors=True)


def plain_name(given: str) -> str:
    """Return a stranger's name for a file as only a name: no folder, nothing unseen, not hidden."""
    text = unicodedata.normalize("NFC", given.encode("utf-8", "replace").decode())
    last = re.split(r"[/\\]", text)[-1]
    kinds = ((one, unicodedata.category(one)) for one in last)
    seen = "".join(" " if kind[0] == "Z" else one for one, kind in kinds if kind[0] != "C")
    seen = re.sub(r'[:*?"<>|]', "_", seen).strip(" .")
    stem, dot, ending = seen.rpartition(".")
    if not stem:
        stem, dot, ending = seen, "", ""
    room = LONGEST - len(_cut(ending, _ENDING).encode()) - len(dot)
    return ((_cut(stem, room).strip(" .") or "file") + dot + _cut(ending, _ENDING)).strip(" .")


def _cut(text: str, most: int) -> str:
    """Return as much of a text as fits into so many bytes, no character halved."""
    return text.encode()[:most].decode("utf-8", "ignore")
