"""Lines of compressed page data by their number, so that page 900 costs what page 1 does.

Promises: a line is the same as reading the file from its start would give; what was unpacked on the way is
kept packed in small blocks, ``MOST`` bytes of them at most over all files, those longest unused given up
first. A file that is another one than before (place on the disk, size, times) is read anew. Several threads
may ask at once.
Does not prove a file: that is for whoever asks.
"""

from __future__ import annotations

import io
import os
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from typing import BinaryIO

import zstandard

LONGEST_LINE = 1 << 23  # bytes of one page's line; ours have some 30,000
MOST = 16 << 20  # bytes kept; a page takes some 4,000
_BLOCK = 16  # lines
_WINDOW = 1 << 27
_CHUNK = 1 << 20

_Key = tuple[str, int, int, int, int, int]  # path and state of a file, number of a block


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a compressed file; a longer one comes in parts. ZstdError: it is damaged."""
    with path.open("rb") as stream:
        yield from _unpacked(stream)


class PageLines:
    """Lines of compressed files, the latest kept."""

    def __init__(self, most: int = MOST) -> None:
        """Take how many bytes may be kept."""
        self._most, self._held = most, 0
        self._blocks: OrderedDict[_Key, bytes] = OrderedDict()
        self._alone = Lock()

    def line(self, path: Path, number: int) -> bytes | None:
        """Return a line by its number from 1, None where the file ends before. ZstdError: damaged."""
        if number < 1:
            return None
        block, at = divmod(number - 1, _BLOCK)
        with path.open("rb") as stream:
            now = os.fstat(stream.fileno())
            key = (str(path), now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)
            kept = self._kept((*key, block))
            found = None if kept is None else _lines(zstandard.decompress(kept))
            if found is None:
                found = self._read(stream, key, block)
        return found[at] if at < len(found) else None

    def _read(
        self, stream: BinaryIO, key: tuple[str, int, int, int, int], block: int
    ) -> list[bytes]:
        """Return the lines of a block, keeping those before it and as many again after it."""
        wanted: list[bytes] = []
        run: list[bytes] = []
        until = 2 * (block + 1)
        number = 0
        for line in _unpacked(stream):
            run.append(line)
            if len(run) == _BLOCK:
                wanted = run if number == block else wanted
                self._keep((*key, number), run)
                run, number = [], number + 1
                if number == until:
                    return wanted
        if run:
            wanted = run if number == block else wanted
            self._keep((*key, number), run)
        return wanted

    def _kept(self, key: _Key) -> bytes | None:
        with self._alone:
            if key in self._blocks:
                self._blocks.move_to_end(key)
            return self._blocks.get(key)

    def _keep(self, key: _Key, run: list[bytes]) -> None:
        data = zstandard.compress(b"".join(run), 1)
        with self._alone:
            self._held += len(data) - len(self._blocks.pop(key, b""))
            self._blocks[key] = data
            while self._held > self._most:
                self._held -= len(self._blocks.popitem(last=False)[1])


def _unpacked(stream: BinaryIO) -> Iterator[bytes]:
    reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(stream)
    rows = io.BufferedReader(reader, _CHUNK)
    while line := rows.readline(LONGEST_LINE):
        yield line


def _lines(data: bytes) -> list[bytes]:
    return io.BytesIO(data).readlines()
