"""Pages, views and editions as bytes: one compressed column blob each, the same bytes for the same value.

A page's words are columns, not rows: at 80,000 pages and 300 words that is what keeps the catalog small.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import zstandard

from tearline.model.area import Area
from tearline.model.edition import (
    Bitmap,
    Deletion,
    Edition,
    PageView,
    PixelMode,
    ReleasedFile,
    Status,
)
from tearline.model.guide import WidthPolicy
from tearline.model.page import Hidden, Page, TextSource, Word

LEVEL = 6
SCHEMA_VERSION = 1


def _pack(value: Any) -> bytes:  # noqa: ANN401 - JSON has no narrower type
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return zstandard.ZstdCompressor(level=LEVEL).compress(text.encode("utf-8", "surrogatepass"))


def _unpack(blob: bytes) -> Any:  # noqa: ANN401 - JSON has no narrower type
    return json.loads(
        zstandard.ZstdDecompressor().decompress(blob).decode("utf-8", "surrogatepass")
    )


def words_as_columns(words: tuple[Word, ...]) -> dict[str, list[Any]]:
    """Return the words' columns: start, end, area ([l, t, r, b] or null), confidence."""
    return {
        "start": [w.start for w in words],
        "end": [w.end for w in words],
        "area": [w.area.as_list() if w.area else None for w in words],
        "confidence": [w.confidence for w in words],
    }


def _words(columns: dict[str, list[Any]], text: str) -> tuple[Word, ...]:
    rows = zip(
        columns["start"], columns["end"], columns["area"], columns["confidence"], strict=True
    )
    return tuple(
        Word(text[start:end], start, end, Area(*area) if area else None, confidence)
        for start, end, area, confidence in rows
    )


def pack_page(page: Page) -> bytes:
    """Return a page as bytes."""
    return _pack(
        {
            "schema_version": SCHEMA_VERSION,
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "text": page.text,
            "words": words_as_columns(page.words),
            "source": page.source,
            "reader": page.reader,
            "version": page.version,
            "confidence": page.confidence,
            "turn": page.turn,
            "hidden": [[h.text, h.area.as_list() if h.area else None, h.how] for h in page.hidden],
        }
    )


def unpack_page(blob: bytes) -> Page:
    """Return the page that ``pack_page`` made these bytes of."""
    row = _unpack(blob)
    return Page(
        number=row["number"],
        width=row["width"],
        height=row["height"],
        text=row["text"],
        words=_words(row["words"], row["text"]),
        source=TextSource(row["source"]),
        reader=row["reader"],
        version=row["version"],
        confidence=row["confidence"],
        turn=row["turn"],
        hidden=tuple(Hidden(t, Area(*a) if a else None, how) for t, a, how in row["hidden"]),
    )


def pack_views(views: tuple[PageView, ...]) -> bytes:
    """Return the views of one page as bytes."""
    return _pack(
        [
            {
                "schema_version": SCHEMA_VERSION,
                "number": v.number,
                "width": v.width,
                "height": v.height,
                "bitmap": [
                    v.bitmap.mode,
                    v.bitmap.width,
                    v.bitmap.height,
                    base64.b64encode(v.bitmap.data).decode("ascii"),
                ],
                "text": v.text,
                "words": words_as_columns(v.words),
                "deletions": [_deletion_row(d) for d in v.deletions],
                "confidence": v.confidence,
                "turn": v.turn,
            }
            for v in views
        ]
    )


def unpack_views(blob: bytes) -> tuple[PageView, ...]:
    """Return the views that ``pack_views`` made these bytes of."""
    return tuple(
        PageView(
            number=row["number"],
            width=row["width"],
            height=row["height"],
            bitmap=_bitmap(row["bitmap"]),
            text=row["text"],
            words=_words(row["words"], row["text"]),
            deletions=tuple(_deletion(d) for d in row["deletions"]),
            confidence=row["confidence"],
            turn=row["turn"],
        )
        for row in _unpack(blob)
    )


def _bitmap(row: list[Any]) -> Bitmap:
    mode, width, height, data = row
    return Bitmap(PixelMode(mode), width, height, base64.b64decode(data))


def _deletion_row(deletion: Deletion) -> list[Any]:
    return [
        deletion.page,
        deletion.area.as_list(),
        list(deletion.codes),
        deletion.amount,
        deletion.policy,
    ]


def _deletion(row: list[Any]) -> Deletion:
    page, area, codes, amount, policy = row
    return Deletion(page, Area(*area), tuple(codes), amount, WidthPolicy(policy))


def pack_edition(edition: Edition) -> bytes:
    """Return an edition's row as bytes."""
    return _pack(
        {
            "schema_version": SCHEMA_VERSION,
            "record": edition.record,
            "numbers": list(edition.numbers),
            "status": edition.status,
            "pages": edition.pages,
            "files": [[f.path, f.sha256, f.size] for f in edition.files],
            "deletions": [_deletion_row(d) for d in edition.deletions],
            "note": edition.note,
            "page_sizes": [list(size) for size in edition.page_sizes],
        }
    )


def unpack_edition(blob: bytes) -> Edition:
    """Return the edition that ``pack_edition`` made these bytes of."""
    row = _unpack(blob)
    return Edition(
        record=row["record"],
        numbers=tuple(row["numbers"]),
        status=Status(row["status"]),
        pages=row["pages"],
        files=tuple(ReleasedFile(*f) for f in row["files"]),
        deletions=tuple(_deletion(d) for d in row["deletions"]),
        note=row["note"],
        page_sizes=tuple((w, h) for w, h in row["page_sizes"]),
    )
