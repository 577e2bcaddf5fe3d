"""Names that a list's form shows where no dictionary does: lines and columns of names.

Promises: on a page with at least three lines of ``LAST, FIRST``, every other line of that form is
a candidate, whatever its words; in a table column headed as names, every cell of capitalised
words is one.

Does not promise: anything on a page that is no list.
"""

# ruff: noqa: PLR2004  (scores are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from tearline import tables
from tearline.findings.identifiers.places import known
from tearline.findings.names.shapes import Mention
from tearline.findings.names.things import is_thing
from tearline.findings.names.words import Words
from tearline.model.page import Page
from tearline.text import Folded

LEAST = 3
_LINE = re.compile(
    r"(?:^|\n)[ \d.)*|-]{0,8}(?P<name>(?P<last>[A-Z][A-Za-z01|']{1,20}(?:[ -][A-Z][A-Za-z']{1,20})?)"
    r"(?P<mark>[,.-] {0,2}| {1,2})(?P<first>[A-Z][A-Za-z01|']{0,20})\.?"
    r"(?P<rest>(?: {1,2}[A-Z][A-Za-z]{0,15}\.?){0,2}))"
    r"(?= {3,}|[ |]*(?:\n|$)|  ?[\d#(-])"
)
_HEAD = re.compile(r"\bnam[eo]s?\b|\bemployees?\b|\bpayee\b|\bsurname\b")
_TOWNS = frozenset({"san", "santa", "fort", "new", "port", "saint"})
_NOT_HEAD = re.compile(r"file|company|firm|agency|street|ship|place|code|country|project|city")


def with_lines(words: Words, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions of a page with those that the lines around them make names."""
    mentions = list(found)
    if sum(mention.form == "last" for mention in mentions) < LEAST:
        return mentions
    spans = [(m.start, m.end) for m in mentions]
    added = []
    for match in _LINE.finditer(words.text):
        start, end = match.span("name")
        if not _free(spans, start, end):
            continue
        i = bisect_left(words.starts, start)
        letters = words.letters[2 * i : 2 * bisect_left(words.starts, end) : 2]
        if len(letters) < 2 or set(letters[:2]) & set("QTNL") or letters[:2] == "WW":
            continue
        if _is_town(match["first"] + match["rest"], letters[1]):
            continue
        if match["mark"].isspace() and not set(letters[1:]) & set("GBF"):
            continue  # with its comma lost, only a known given name makes it a name
        first = match["first"].lower()
        added.append(
            Mention(
                start,
                start + len(match["name"].rstrip()),
                "last",
                first if len(first) > 1 else "",
                first[0],
                (match["last"].lower(),),
                0.6,
                "It stands in a list of names, written as they are.",
            )
        )
    return sorted([*mentions, *added], key=lambda m: m.start) if added else mentions


def _is_town(behind: str, letter: str) -> bool:
    """Say whether what stands behind a comma is a state or a country, and no given name."""
    return letter not in "GB" and known(behind.strip(" .")) >= 2


def _free(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Say whether no span (in order, none overlapping) shares a code point with this one."""
    i = bisect_left(spans, (end, -1)) - 1
    return i < 0 or spans[i][1] <= start


def with_columns(
    pages: Sequence[Page],
    folds: Sequence[Folded],
    texts: Sequence[Words],
    mentions: Sequence[Mention],
) -> list[Mention]:
    """Return the mentions of a record with the cells of the columns that are headed as names."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for mention in mentions:
        spans.setdefault(mention.page, []).append((mention.start, mention.end))
    added = []
    for n, layout in enumerate(tables.lay_out(pages)):
        if layout.form is tables.Form.RUNNING:
            continue
        for column in layout.columns:
            if not _HEAD.search(column.head) or _NOT_HEAD.search(column.head):
                continue
            if not _holds_names(texts[n], folds[n], column.cells):
                continue
            for cell in column.cells:
                places = folds[n].places
                start, end = bisect_left(places, cell.start), bisect_left(places, cell.end)
                if _free(spans.get(n, ()), start, end):
                    found = _cell(texts[n], start, end)
                    if found is not None:
                        found.page = n
                        added.append(found)
    return sorted([*mentions, *added], key=lambda m: (m.page, m.start)) if added else list(mentions)


def _holds_names(words: Words, folded: Folded, cells: Sequence[tables.Cell]) -> bool:
    """Say whether at least two in five of a column's cells have a word of the census."""
    named = 0
    for cell in cells:
        start, end = bisect_left(folded.places, cell.start), bisect_left(folded.places, cell.end)
        first, stop = bisect_left(words.starts, start), bisect_left(words.starts, end)
        letters = words.letters[2 * first : 2 * stop : 2]
        named += any(letter in "SBGF" for letter in letters) and ":" not in words.text[start:end]
    return named * 5 >= 2 * len(cells) > 0


def _cell(words: Words, start: int, end: int) -> Mention | None:
    """Return the name that fills a cell, or None where its words are no name's."""
    first, stop = bisect_left(words.starts, start), bisect_left(words.starts, end)
    inside = [i for i in range(first, stop) if words.letters[2 * i] not in "TNJ"]
    letters = "".join(words.letters[2 * i] for i in inside)
    if (
        ":" in words.text[start:end]
        or not 1 <= len(inside) <= 4
        or set(letters) & set("QN")
        or set(letters) <= set("WLI")
    ):
        return None
    low = [words.low(i) for i in inside if words.letters[2 * i] != "I"]
    comma = "," in words.text[start:end]
    behind = words.text[start:end].partition(",")[2].strip()
    if low and (low[0] in _TOWNS or is_thing(words, start, end)):
        return None
    if comma and _is_town(behind, letters[-1]):
        return None
    given = "" if len(low) < 2 else low[1] if comma else low[0]
    surname = low[0] if comma or len(low) < 2 else low[-1]
    return Mention(
        words.starts[inside[0]], words.ends[inside[-1]], "last" if comma else "column", given, "",
        (surname,), 0.78 if len(low) > 1 else _alone(words, inside, letters),
        "It stands in a column headed as names.",
    )  # fmt: skip


def _alone(words: Words, inside: Sequence[int], letters: str) -> float:
    """Return the score of a cell's only name: a surname of the census, or any word."""
    written = words.text[words.starts[inside[0]] : words.ends[inside[-1]]]
    if len(written) > 3 and letters.strip("I") in {"S", "B"}:
        return 0.8
    return 0.76 if len(written) > 3 and letters.strip("I") == "s" and written.isupper() else 0.55
