"""Which mentions stand where a personal identifier stands: same row, same form, same sentence.

Promises: for every identifier found earlier, the names in its table row; on a line of its own the
names of that line; in running text the nearest name of its sentence; in a form the nearest name of
the lines around it; and on a page that lists at least three identifiers, every name that stands as
``LAST, FIRST`` does in a list whose columns were torn apart.

Does not promise: that the identifier is that person's. Standing together is the reason given.
"""

# ruff: noqa: PLR2004  (distances are read best where they stand)
from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tearline import tables
from tearline.findings.names.shapes import Mention
from tearline.model.finding import Finding
from tearline.model.page import Page

IDENTIFIERS = (
    "ssn", "birth_date", "birth_place", "passport", "alien_number", "bank_account", "card",
    "driver_licence", "drivers_licence", "driver_license", "service_number", "source.identity",
)  # fmt: skip
SENTENCE = 200
FORM = 160
LISTED = 3

ROW, LINE, SENTENCE_WHY, FORM_WHY, LIST = (
    "It stands in the same table row as a personal identifier.",
    "It stands on the same line as a personal identifier.",
    "It stands in the same sentence as a personal identifier.",
    "It stands in the same form as a personal identifier.",
    "It stands in a list of names on a page of personal identifiers.",
)


def is_identifier(finding: Finding) -> bool:
    """Say whether a finding is a personal identifier sure enough to tie a name to."""
    kind = finding.kind
    return finding.start is not None and finding.score >= 0.5 and any(
        kind == name or kind.startswith(name + ".") for name in IDENTIFIERS
    )  # fmt: skip


def tied(
    pages: Sequence[Page], mentions: Sequence[Mention], earlier: Sequence[Finding]
) -> dict[int, str]:
    """Return, by place in ``mentions`` (ordered by page index and start), the reason of the tie."""
    number = {page.number: n for n, page in enumerate(pages)}
    marks: dict[int, list[tuple[int, int]]] = {}
    for finding in earlier:
        if is_identifier(finding) and finding.page in number:
            assert finding.start is not None  # noqa: S101  (is_identifier)
            assert finding.end is not None  # noqa: S101
            marks.setdefault(number[finding.page], []).append((finding.start, finding.end))
    if not marks:
        return {}
    rows = tables.lay_out(pages)
    order = [(mention.page, mention.start) for mention in mentions]
    found: dict[int, str] = {}
    for n, spans in sorted(marks.items()):
        low, high = bisect_left(order, (n, -1)), bisect_left(order, (n + 1, -1))
        here = range(low, high)
        if not here:
            continue
        starts = [mentions[i].start for i in here]
        for start, end in spans:
            cells = rows[n].row_at(start, end)
            beside = _in_cells(mentions, low, starts, [(c.start, c.end) for c in cells])
            if beside:
                found.update(dict.fromkeys(beside, ROW))
                continue
            close = _in_text(pages[n].text, mentions, low, starts, (start, end))
            for i, why in close.items():
                found.setdefault(i, why)
        if len(spans) >= LISTED:
            for i in here:
                if mentions[i].form == "last":
                    found.setdefault(i, LIST)
    return found


def _in_cells(
    mentions: Sequence[Mention],
    low: int,
    starts: Sequence[int],
    cells: Sequence[tuple[int, int]],
) -> list[int]:
    """Return the mentions that lie in the cells of one row."""
    found = []
    for start, end in cells:
        i = max(0, bisect_left(starts, start) - 1)
        while i < len(starts) and starts[i] < end:
            if mentions[low + i].end > start:
                found.append(low + i)
            i += 1
    return found


def _in_text(
    text: str,
    mentions: Sequence[Mention],
    low: int,
    starts: Sequence[int],
    span: tuple[int, int],
) -> Mapping[int, str]:
    """Return the mention that a line, a sentence or a form joins to an identifier, if any."""
    at = bisect_left(starts, span[0])
    choices: list[tuple[int, int, str]] = []
    for i in range(max(0, at - 3), min(len(starts), at + 2)):
        mention = mentions[low + i]
        before = mention.end <= span[0]
        between = text[mention.end : span[0]] if before else text[span[1] : mention.start]
        if len(between) > SENTENCE:
            continue
        why = _joined_by(between)
        if why:  # a name behind the number is less likely its bearer than one before it
            choices.append((len(between) + (0 if before else 60), low + i, why))
    if not choices:
        return {}
    _, nearest, why = min(choices)
    return {nearest: why}


def _joined_by(between: str) -> str:
    """Return what joins a name and an identifier with ``between`` in between, or nothing."""
    if "\n" not in between:
        return LINE if len(between) <= 40 and ". " not in between else (
            "" if _ends_sentence(between) else SENTENCE_WHY
        )  # fmt: skip
    lines = between.split("\n")
    if len(between) <= FORM and len(lines) <= 7 and all(len(line) <= 60 for line in lines[1:-1]):
        return FORM_WHY
    return "" if "\n\n" in between or _ends_sentence(between) else SENTENCE_WHY


def _ends_sentence(between: str) -> bool:
    """Say whether a sentence ends in a text: a full stop behind a small letter, then a capital."""
    place = between.find(". ")
    while place >= 0:
        if between[place - 1 : place].islower() and between[place + 2 : place + 3].isupper():
            return True
        place = between.find(". ", place + 1)
    return False
