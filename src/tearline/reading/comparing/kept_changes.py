"""What came of a comparison, kept as bytes and read back: changes, problems and the summary.

Promises: what is read back equals what was kept, field by field; bytes of another version, cut short or
altered are None, never a guess. Words in it are what the mask let through when it was made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import zstandard

from tearline.model.area import Area
from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.decoy import ErrorRate
from tearline.reading.comparing.kinds import Evidence, Position, Type

VERSION = 6  # of the form, and of what the comparison means
_DIGEST = 32  # bytes of sha256 before the data
_LARGEST = 1 << 30


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of a comparison."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    summary: Summary


def packed(found: Compared) -> bytes:
    """Return a comparison as bytes."""
    row = {
        "version": VERSION,
        "changes": [asdict(change) for change in found.changes],
        "problems": [asdict(problem) for problem in found.problems],
        "summary": asdict(found.summary),
    }
    data = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    pressed = zstandard.compress(data)
    return hashlib.sha256(pressed).digest() + pressed


def unpacked(data: bytes) -> Compared | None:
    """Return what was kept, None where the bytes are not whole or of another version."""
    digest, pressed = data[:_DIGEST], data[_DIGEST:]
    if hashlib.sha256(pressed).digest() != digest:
        return None
    try:
        raw = zstandard.ZstdDecompressor().decompress(pressed, max_output_size=_LARGEST)
        row = json.loads(raw.decode("utf-8", "surrogatepass"))
        if row["version"] != VERSION:
            return None
        return Compared(
            tuple(Change(**_read(one, _CHANGE)) for one in row["changes"]),
            tuple(Problem(**one) for one in row["problems"]),
            Summary(**_read(row["summary"], _SUMMARY)),
        )
    except (zstandard.ZstdError, ValueError, KeyError, TypeError):
        return None


def _read(row: dict[str, Any], readers: dict[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """Return a row's values as what they were; fields without a reader are plain."""
    return {name: readers[name](value) if name in readers else value for name, value in row.items()}


def _areas(rows: Sequence[dict[str, int]]) -> tuple[Area, ...]:
    return tuple(Area(**row) for row in rows)


def _rate(row: dict[str, Any] | None) -> ErrorRate | None:
    return None if row is None else ErrorRate(**row)


_CHANGE: dict[str, Callable[[Any], Any]] = {
    "type": Type,
    "position": lambda name: None if name is None else Position(name),
    "areas": _areas,
    "old_areas": _areas,
    "seen_in": tuple,
    "evidence": Evidence,
    "error_rate": _rate,
}
_SUMMARY: dict[str, Callable[[Any], Any]] = {
    "counts": lambda rows: {Type(name): count for name, count in rows.items()},
    "proven": _rate,
    "looks": lambda rows: {Evidence(name): count for name, count in rows.items()},
    "rates": lambda rows: {Position(name): ErrorRate(**rate) for name, rate in rows.items()},
    "notes": tuple,
}
