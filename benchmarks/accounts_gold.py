"""The gold reading of pages of our own writing: what a person read in them, as places in their text.

Each page is ``NAME.txt`` and ``NAME.json``; texts in the JSON are quoted from their line, ``text@2`` for the second
time they stand in it. ``before`` was written and annotated before the code that reads pages, ``after`` by somebody
who had not seen that code; ``more``, ``further`` and ``unseen`` by
others again. All but ``unseen`` were looked at since. All names in them are made up.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

GOLD = Path(__file__).parent / "gold"
HALVES = ("before", "more", "after", "further", "unseen")
OF_TEXT = ("body", "standfirst")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of the gold: its spans, and the row it was written in."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bound:
    """A commitment of the gold: who is bound, to which act, and the row it was written in."""

    obligor: Span | None
    act: Span | None
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with its gold. ``labels`` by line from 1."""

    name: str
    text: str
    lines: tuple[Span, ...]
    labels: dict[int, str]
    articles: list[dict[str, Any]]
    published: str | None
    statements: tuple[Said, ...]
    dates: tuple[tuple[Span, date | None, date | None], ...]
    commitments: tuple[Bound, ...]
    incidents: tuple[tuple[tuple[Span, ...], dict[str, Any]], ...]


def pages(half: str) -> list[GoldPage]:
    """Return the pages of a half, none where it has none."""
    return [_page(path) for path in sorted((GOLD / half).glob("*.txt"))]


def _page(path: Path) -> GoldPage:
    text = path.read_text("utf-8")
    gold = json.loads(path.with_suffix(".json").read_text("utf-8"))
    lines, at = [], 0
    for line in text.split("\n"):
        lines.append((at, at + len(line)))
        at += len(line) + 1

    def place(number: int, words: str | None) -> Span | None:
        return None if words is None else _place(text, lines[number - 1], words)

    def seen(number: int, words: str | None) -> Span | None:
        """Return where words stand; None where the gold has them from another line."""
        try:
            return place(number, words)
        except ValueError:
            return None

    said = tuple(
        Said(
            place(row["line"], row["source"]),
            place(row["line"], row["cue"]),
            tuple(
                span for words in row["content"] if words and (span := place(row["line"], words))
            ),
            row,
        )
        for row in gold["statements"]
    )
    dates = tuple(
        (span, _day(row["first"]), _day(row["last"]))
        for row in gold["dates"]
        if (span := place(row["line"], row["text"]))
    )
    bound = tuple(
        Bound(seen(row["line"], row["obligor"]), seen(row["line"], row["act"]), row)
        for row in gold["commitments"]
    )
    tuple(
        (tuple(span for m in row["mentions"] if (span := place(m["line"], m["text"]))), row)
        for row in gold["incidents"]
    )
    happened = tuple(
        (tuple(span for m in row["mentions"] if (span := place(m["line"], m["text"]))), row)
        for row in gold["incidents"]
    )
    labels = {int(number): label for number, label in gold["labels"].items()}
    return GoldPage(
        path.stem,
        text,
        tuple(lines),
        labels,
        gold["articles"],
        gold["published"],
        said,
        dates,
        bound,
        happened,
    )


def _place(text: str, line: Span, words: str) -> Span:
    """Return where words stand in a line. ValueError: they do not."""
    quoted, _, which = words.rpartition("@")
    times = int(which) if quoted and which.isdigit() else 1
    words = quoted if quoted and which.isdigit() else words
    at = line[0] - 1
    for _ in range(times):
        at = text.index(words, at + 1, line[1])
    return at, at + len(words)


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)
