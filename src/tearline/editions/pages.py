"""Released pages as data: one JSON line a page, zstd-compressed, for readers, search, comparison.

Promises: a function of the views and the record's public name alone; ``text[start:end]`` is the
word for every word. Columns instead of objects, for a page has hundreds of words. Coordinates are
whole 1/100 points, origin top left of the page as shown.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from tearline.model.edition import PageView
    from tearline.model.page import Word

SCHEMA_VERSION = 1
LEVEL = 9


class PageData:
    """A page-data file being written: ``add`` a view at a time, then ``close``."""

    def __init__(self, record: str, target: Path) -> None:
        """Open ``target``; ``record`` is the public name each line carries."""
        self._record = record
        self._file = target.open("wb")
        packer = zstandard.ZstdCompressor(
            level=LEVEL, threads=0, write_checksum=True, write_content_size=False
        )
        self._packed = packer.stream_writer(self._file)

    def add(self, view: PageView) -> None:
        """Write one page's line."""
        data = to_json(view, self._record)
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
        self._packed.write(line.encode("utf-8", "replace"))

    def close(self) -> None:
        """End the frame and the file; closing twice does nothing."""
        self._packed.close()  # type: ignore[no-untyped-call]
        self._file.close()


def write_pages(views: Iterable[PageView], record: str, target: Path) -> None:
    """Write ``views`` as page data to ``target``; the caller writes aside and renames."""
    out = PageData(record, target)
    try:
        for view in views:
            out.add(view)
    finally:
        out.close()


def to_json(view: PageView, record: str) -> dict[str, Any]:
    """Return a view as the JSON object of its line."""
    return {
        "type": "page",
        "schema_version": SCHEMA_VERSION,
        "record": record,
        "page": view.number,
        "width": view.width,
        "height": view.height,
        "turn": view.turn,
        "confidence": _tenths(view.confidence),
        "text": view.text,
        "words": _columns(view.words),
        "deletions": [
            {
                "area": deletion.area.as_list(),
                "codes": list(deletion.codes),
                "amount": deletion.amount,
                "policy": deletion.policy.value,
            }
            for deletion in view.deletions
        ],
    }


def _columns(words: Iterable[Word]) -> dict[str, list[Any]]:
    """Return words as columns; a word without a box has null sides."""
    listed = list(words)
    sides = [(None,) * 4 if word.area is None else word.area.as_list() for word in listed]
    left, top, right, bottom = ([side[i] for side in sides] for i in range(4))
    return {
        "start": [word.start for word in listed],
        "end": [word.end for word in listed],
        "left": left,
        "top": top,
        "right": right,
        "bottom": bottom,
        "confidence": [_tenths(word.confidence) for word in listed],
    }


def _tenths(confidence: float | None) -> float | None:
    """Return a confidence to one decimal, for more says nothing."""
    return None if confidence is None else round(confidence, 1)


def read_pages(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the pages of a released page-data file as JSON objects, in order."""
    with (
        path.open("rb") as file,
        zstandard.ZstdDecompressor().stream_reader(file) as plain,
        io.TextIOWrapper(plain, "utf-8", newline="\n") as lines,
    ):
        for line in lines:
            yield json.loads(line)


def page_sizes(path: Path) -> list[tuple[int, int]]:
    """Return each page's (width, height) in 1/100 points, from a released page-data file."""
    return [(page["width"], page["height"]) for page in read_pages(path)]
