"""What ``tearline redact`` says when it is done: counts, and what somebody must still look at.

Promises: page numbers, counts and the numbers of terms in their list; never a term or a page's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tearline.errors import ExitCode
from tearline.records.intake import printed
from tearline.talk import Talk
from tearline.verbs.looking import many
from tearline.verbs.redacting.orders import RedactOrder


@dataclass(slots=True)
class Result:
    """What has been made so far: a row a page, lines for the verifier, which terms were met.

    ``remarks``: what is said of the order itself, whatever the file holds.
    """

    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list, repr=False)
    terms: set[int] = field(default_factory=set)
    unshown: set[int] = field(default_factory=set)
    pages: int = 0
    watched: list[int] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def total(self, key: str) -> int:
        """Return the sum of a count over the pages."""
        return sum(row[key] for row in self.rows)


def say(
    order: RedactOrder, made: Result, not_checked: list[str], seconds: float, talk: Talk
) -> int:
    """Say what was done, page by page, and what somebody must look at; return the exit code."""
    for row in made.rows:
        talk.datum("page", _of_page(row, told=bool(order.terms)), **row)
    missing = [n for n in range(1, len(order.terms) + 1) if n - 1 not in made.terms]
    nowhere = [number for number in missing if number - 1 not in made.unshown]
    unshown = [number for number in missing if number - 1 in made.unshown]
    doubtful = [row["page"] for row in made.rows if row["doubt"]]
    for remark in made.remarks:
        talk.datum("warning", f"warning: {remark}", message=remark)
    _warn(talk, order, nowhere, doubtful, made.watched)
    if unshown:
        _note(talk, unshown)
    talk.say("Handwriting and pictures of words are not searched: look at every page.")
    talk.datum(
        "redacted",
        f"{printed(order.out)}: {many(made.pages, 'page')}, {_boxes(made.total('boxes'))}; "
        f"verified by tearline_verify, {seconds:.0f} s.",
        path=printed(order.out),
        pages=made.pages,
        boxes=made.total("boxes"),
        exact=made.total("exact"),
        alike=made.total("alike"),
        terms=len(order.terms),
        terms_nowhere=nowhere,
        terms_unshown=unshown,
        pages_in_doubt=doubtful,
        not_checked=not_checked,
        seconds=round(seconds, 1),
    )
    return ExitCode.PARTLY if doubtful else ExitCode.DONE


def _of_page(row: dict[str, Any], *, told: bool) -> str:
    """Return what a person is told of a page, '' where nothing was withheld on it."""
    if not row["boxes"]:
        return ""
    human = f"page {row['page']}: {_boxes(row['boxes'])}"
    if told:
        human += f"; terms: {row['exact']} exact, {row['alike']} only alike"
    if row.get("bits"):
        human += f"; widths give away at most {max(row['bits']):.1f} bits a box"
    return human


def _warn(
    talk: Talk, order: RedactOrder, nowhere: list[int], doubtful: list[int], watched: list[int]
) -> None:
    """Say what the person should know, though it is no error."""
    said: list[tuple[str, dict[str, list[int]]]] = []
    if nowhere:
        verb = "stands" if len(nowhere) == 1 else "stand"
        which = ", ".join(map(str, nowhere))
        count = f"{len(nowhere)} of {many(len(order.terms), 'term')}"
        said.append((f"{count} {verb} nowhere; by number in the list: {which}", {"terms": nowhere}))
    if watched:
        where = f"words under an --area also stand on {in_words(watched)}"
        said.append(
            (f"{where}: to withhold them there too, give them as a term", {"pages": watched})
        )
    if doubtful:
        where = f"on {in_words(doubtful)} no text or hardly any could be read"
        said.append((f"{where}: look for terms there, and draw an --area", {"pages": doubtful}))
    for message, fields in said:
        talk.datum("warning", f"warning: {message}", message=message, **fields)


def _note(talk: Talk, unshown: list[int]) -> None:
    """Say which terms no page shows, but the file carried."""
    which = ", ".join(map(str, unshown))
    message = f"only in text that no page shows, which the result does not carry: term {which}"
    talk.datum("note", f"note: {message}", message=message, terms=unshown)


def in_words(numbers: Iterable[int]) -> str:
    """Return page numbers in words: "page 3", "pages 3, 4"; '' for none."""
    listed = [str(number) for number in numbers]
    return f"page{'s' if len(listed) > 1 else ''} {', '.join(listed)}" if listed else ""


def _boxes(count: int) -> str:
    return "1 box" if count == 1 else f"{count:,} boxes"
