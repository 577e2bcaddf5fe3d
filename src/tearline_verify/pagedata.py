"""A release's own data files, read strictly: JSON without double keys, zstd without anything beside.

Promises: a page line has exactly its keys in the writer's order, every value of exactly its type (to
Python 1, 1.0 and true are equal; here they are not), its words are what its text says at their places,
and no second frame, skipped frame or byte follows. Does not compare with the PDF; ``probes.channels``
does.
"""

# ruff: noqa: ANN401, PLR2004 - values read from JSON; four sides, 100 %
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import zstandard

from tearline_verify.leaks import Box, GrammarError

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = [
    "type", "schema_version", "record", "page", "width", "height", "turn", "confidence", "text",
    "words", "deletions",
]  # fmt: skip
COLUMNS = ("start", "end", "left", "top", "right", "bottom", "confidence")
DELETION = ["area", "codes", "amount", "policy"]
POLICIES = {"exact", "moved", "line"}
AMOUNTS = {"passage", "page", "record"}
LIMIT = 1 << 30
_MAGIC = b"\x28\xb5\x2f\xfd"


def strict(text: str | bytes) -> Any:
    """Return a JSON value; a key given twice, or a number that is none, is refused."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except (ValueError, RecursionError):
        refuse("not one JSON value")


def is_whole(value: object) -> bool:
    """Say whether a value is a whole number, 0 or more; true and 1.0 are none."""
    return type(value) is int and value >= 0


def is_exactly(value: object, wanted: object) -> bool:
    """Say whether a value is the one wanted, of its very type."""
    return type(value) is type(wanted) and value == wanted


def are_texts(value: object) -> bool:
    """Say whether a value is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def plain_text(value: object, most: int) -> bool:
    """Say whether a value is text that can all be seen, not empty, of at most so many characters."""
    return isinstance(value, str) and 0 < len(value) <= most and value.isprintable()


def refuse(what: str) -> NoReturn:
    """Raise ``GrammarError``."""
    raise GrammarError(what)


def _constant(_: str) -> NoReturn:
    refuse("a number that is none")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) != len(pairs):
        refuse("a key given twice")
    return dict(pairs)


@dataclass(frozen=True, slots=True)
class DataWord:
    """A word of the page data: text, place in the page's text, box (None where it has none)."""

    text: str
    start: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion as the page data, or the manifest, tells it."""

    area: Box
    codes: tuple[str, ...]
    amount: str
    policy: str


@dataclass(frozen=True, slots=True)
class DataPage:
    """One page of the page data, accepted."""

    number: int
    width: int
    height: int
    turn: int
    confidence: float | None
    text: str
    words: tuple[DataWord, ...]
    deletions: tuple[Deletion, ...]
    line: bytes


def lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines of a ``.jsonl.zst`` file: one frame, nothing beside it, every line ended."""
    if not data.startswith(_MAGIC):
        refuse("not one zstd frame")
    reader = zstandard.ZstdDecompressor().decompressobj()
    try:
        text = reader.decompress(data)
    except zstandard.ZstdError:
        refuse("a zstd frame that does not decode")
    if reader.unused_data or not reader.eof or len(text) > LIMIT:
        refuse("bytes beside the zstd frame")
    if not text.endswith(b"\n"):
        refuse("a last line without its end")
    yield from text[:-1].split(b"\n")


def page(line: bytes, record: str, number: int) -> DataPage:
    """Return one line as a page of ``record``; raises ``GrammarError``."""
    row = strict(line)
    if not isinstance(row, dict) or list(row) != KEYS:
        refuse("a page with a key too many or too few")
    again = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    if again.encode("utf-8", "replace") != line:
        refuse("a page that is not in its canonical form")
    fixed = {"type": "page", "schema_version": 1, "record": record, "page": number}
    if not all(is_exactly(row[key], value) for key, value in fixed.items()):
        refuse("a page of another record, number or version")
    if not is_whole(row["turn"]) or row["turn"] not in (0, 90, 180, 270):
        refuse("a page turned in no known way")
    if row["confidence"] is not None and not _tenths(row["confidence"]):
        refuse("a page's confidence is no number of tenths")
    if not isinstance(row["text"], str) or not _sizes(row["width"], row["height"]):
        refuse("a page's text or size is of the wrong type")
    if not isinstance(row["deletions"], list):
        refuse("a page's deletions are no list")
    deletions = tuple(deletion(d) for d in row["deletions"])
    return DataPage(
        number, row["width"], row["height"], row["turn"],
        row["confidence"], row["text"], tuple(_words(row)),
        deletions, line,
    )  # fmt: skip


def _words(row: dict[str, Any]) -> Iterator[DataWord]:
    columns, text = row["words"], row["text"]
    if not isinstance(columns, dict) or list(columns) != list(COLUMNS):
        refuse("the words have a column too many or too few, or in another order")
    if not all(isinstance(column, list) for column in columns.values()):
        refuse("a column of the words is no list")
    if len({len(columns[name]) for name in COLUMNS}) != 1:
        refuse("the words' columns are not of one length")
    last = 0
    for start, end, *sides, sure in zip(*(columns[name] for name in COLUMNS), strict=True):
        if not (is_whole(start) and is_whole(end) and last <= start < end <= len(text)):
            refuse("a word is not at a place of its page's text")
        if text[last:start].strip():
            refuse("text between the words that is no word")
        if sure is not None and not _tenths(sure):
            refuse("a word's confidence is no number of tenths")
        box = None
        if any(side is not None for side in sides):
            if not all(is_whole(side) for side in sides):
                refuse("a word's box is not of whole numbers")
            box = (sides[0], sides[1], sides[2], sides[3])
            if box[0] > box[2] or box[1] > box[3]:
                refuse("a word's box is inside out")
        last = end
        yield DataWord(text[start:end], start, box)
    if text[last:].strip():
        refuse("text after the words that is no word")


def deletion(value: Any) -> Deletion:
    """Return a deletion as told in the page data."""
    if not isinstance(value, dict) or list(value) != DELETION:
        refuse("a deletion with a key too many or too few, or in another order")
    area, codes = value["area"], value["codes"]
    if not isinstance(area, list) or len(area) != 4 or not all(map(is_whole, area)):
        refuse("a deletion's area is not four whole numbers")
    if not are_texts(codes):
        refuse("a deletion's codes are not text")
    if value["policy"] not in POLICIES or value["amount"] not in AMOUNTS:
        refuse("a deletion's amount or policy is not of the fixed phrases")
    box = (area[0], area[1], area[2], area[3])
    return Deletion(box, tuple(codes), value["amount"], value["policy"])


def _tenths(value: object) -> bool:
    """Say whether a value is a confidence as it is written: 0.0 to 100.0, one decimal at most."""
    return (
        isinstance(value, float)
        and 0 <= value <= 100
        and not str(value).startswith("-")
        and round(value, 1) == value
    )


def _sizes(width: object, height: object) -> bool:
    return is_whole(width) and is_whole(height) and width != 0 and height != 0
