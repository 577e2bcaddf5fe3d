"""The release note: what a release holds, in words, written from its counts and never typed.

Promises: every number in it is from ``manifest.counts`` or ``manifest.by_code``; records, pages and
redactions are said apart; records that are held or pending are named where the guide lets them be
known, with their fixed phrase. What is said beside the counts (personal numbers released, boxes that
stand no more, records not named) is in numbers and in legal bases alone. A draft says so first.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tearline.editions.files import replace_file
from tearline.editions.manifest import by_code, counts, in_order
from tearline.model.edition import Status
from tearline.model.guide import WidthPolicy

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tearline.model.edition import Edition
    from tearline.model.guide import Guide

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
# What is named one by one, under which heading.
NAMED = (
    (Status.HELD, "Held"),
    (Status.PENDING, "Pending"),
    (Status.WITHHELD_IN_FULL, "Withheld in full"),
    (Status.WITHDRAWN, "Withdrawn"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What a note says beside the counts of its records.

    ``overrides``: the legal basis of each personal number that goes out under two signatures;
    ``gone``: boxes of earlier editions that stand no more; ``unnamed``: records of earlier releases that
    this one neither holds nor names.
    """

    overrides: tuple[str, ...] = ()
    gone: int = 0
    unnamed: int = 0


def write_note(
    editions: Sequence[Edition],
    folder: Path,
    audience: str,
    date: str,
    guide: Guide,
    beside: Beside | None = None,
    *,
    draft: bool = False,
) -> None:
    """Write note.md into the release folder; ``date`` is YYYY-MM-DD."""
    head = _head(audience, date, guide, draft=draft)
    text = "\n".join([*head, *_body(editions, beside or Beside())]) + "\n"
    replace_file(folder / "note.md", text.encode("utf-8", "replace"))


def _head(audience: str, date: str, guide: Guide, *, draft: bool) -> Iterator[str]:
    """Yield what the release is: a draft or not, for whom, of which date, under which guide."""
    yield f"# {'DRAFT, not a release' if draft else 'Release'}"
    yield ""
    if draft:
        yield "This is a draft. No person has decided what it holds. Do not publish it."
        yield ""
    yield f"Audience: {plain(audience)}. Date: {plain(date)}."
    yield f"Guide: {plain(guide.name)}, version {plain(guide.version)}."


def _body(editions: Sequence[Edition], beside: Beside) -> Iterator[str]:
    """Yield what it holds, in counts, then by code and by name, and what was overridden."""
    found = counts(editions)
    yield ""
    yield "| what | how many |"
    yield "|---|---|"
    yield f"| records named in this release | {found['records']:,} |"
    yield f"| of these, released in full | {found['released_in_full']:,} |"
    yield f"| of these, released in part | {found['released_in_part']:,} |"
    yield f"| of these, withheld in full | {found['withheld_in_full']:,} |"
    yield f"| of these, held | {found['held']:,} |"
    yield f"| of these, pending | {found['pending']:,} |"
    yield f"| of these, withdrawn | {found['withdrawn']:,} |"
    yield f"| pages released | {found['pages']:,} |"
    yield f"| redactions | {found['redactions']:,} |"
    yield ""
    yield from _codes(editions)
    for status, title in NAMED:
        yield from _named(editions, status, title)
    yield from _widths(editions)
    yield from _since(beside)
    if beside.overrides:
        yield "## Personal numbers released"
        yield ""
        yield "Each was signed for by two people at sign-ins of their own, on a legal basis:"
        yield ""
        for basis, number in sorted(Counter(beside.overrides).items()):
            yield f"- {plain(basis)} ({number:,})"
        yield ""
    yield (
        "A redaction is one box on one page. Files and their hashes are in manifest.json; "
        "what was checked, and what was not, is in report.html."
    )


def _widths(editions: Sequence[Edition]) -> Iterator[str]:
    """Yield where the picture is not the paper's: lines shifted, or covered to their end."""
    found = Counter(deletion.policy for edition in editions for deletion in edition.deletions)
    moved, line = found[WidthPolicy.MOVED], found[WidthPolicy.LINE]
    if not moved and not line:
        return
    yield "## Boxes that do not tell how much they hide"
    yield ""
    if moved:
        yield (
            f"- Line shifted: {moved:,}. The box has a fixed width, and the rest of its line was moved "
            "behind it; on the paper it stands elsewhere."
        )
    if line:
        yield (
            f"- To the end of the line: {line:,}. The box also covers words that are not exempt by "
            "themselves, because their place would tell the width of what is."
        )
    yield ""


def _since(beside: Beside) -> Iterator[str]:
    """Yield what became of earlier releases, in numbers."""
    if not beside.gone and not beside.unnamed:
        return
    yield "## Since earlier releases"
    yield ""
    if beside.gone:
        yield (
            f"- Redactions of the last earlier edition of a record that stand no more: {beside.gone:,}. "
            "What is lifted, a person has decided again."
        )
    if beside.unnamed:
        yield (
            f"- Records of earlier releases that are not in this one, and whose names are not said "
            f"again: {beside.unnamed:,}."
        )
    yield ""


def _codes(editions: Sequence[Edition]) -> Iterator[str]:
    """Yield the table of codes, where there are any."""
    found = by_code(editions)
    if not found:
        return
    yield "## Redactions by code"
    yield ""
    yield "A redaction under two codes counts under each."
    yield ""
    yield "| code | redactions |"
    yield "|---|---|"
    for code, number in found.items():
        yield f"| {plain(code)} | {number:,} |"
    yield ""


def _named(editions: Sequence[Edition], status: Status, title: str) -> Iterator[str]:
    """Yield the records of one status, each with its fixed phrase."""
    found = [edition for edition in in_order(editions) if edition.status is status]
    if not found:
        return
    yield f"## {title}"
    yield ""
    for edition in found:
        yield f"- {plain(edition.record)}{': ' if edition.note else ''}{plain(edition.note)}"
    yield ""


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, on one line."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
