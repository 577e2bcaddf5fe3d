"""`tearline articles`, `statements`, `commitments`, `incidents`: scraped pages, and what is read from them.

Promises: everything is told with its place in the file's text; a file that cannot be read is an error of
its own, and the others are told. Nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from tearline.errors import ExitCode, UsageError
from tearline.findings.commitments.found import commitments as found_commitments
from tearline.findings.incidents.found import incidents as found_incidents
from tearline.findings.statements.reading import Reading, read_article
from tearline.findings.times.found import times
from tearline.model.article import Article, Basis, Line, LineLabel, PageFound, Told
from tearline.model.statement import Tier
from tearline.model.when import When
from tearline.records.articles.found import as_found, paragraphs
from tearline.records.plain import decode
from tearline.talk import Talk
from tearline.verbs.telling_accounts import say_commitment, say_incident, say_statement

MOST = 32 << 20  # bytes of a page
SHOWN = 70  # characters of a line that are shown


def articles(
    files: Sequence[Path], talk: Talk, *, lines: bool, dates: bool, dated: str | None
) -> int:
    """Tell the articles of each file; PARTLY where one could not be read or has none."""
    found = 0
    for path in files:
        page = read_page(path, talk)
        if page is None:
            continue
        found += bool(page.articles)
        for one in page.articles:
            _say(talk, path, page, one)
            if lines and not talk.as_json:
                for at, line in enumerate(page.lines):
                    if line.article == one.number:
                        _say_line(talk, path, page, at, line)
            if dates:
                day = day_of(one, dated)
                for when in times(page.text, paragraphs(page, one.number), day):
                    _say_when(talk, path, page, one, when)
        if lines and talk.as_json:
            for at, line in enumerate(page.lines):
                _say_line(talk, path, page, at, line)
    return ExitCode.DONE if found == len(files) else ExitCode.PARTLY


def statements(files: Sequence[Path], talk: Talk, *, sure: bool) -> int:
    """Tell who says what in each file; PARTLY where one could not be read or has no article."""

    def say(path: Path, page: PageFound, reading: Reading) -> None:
        found = reading.statements
        certain = sum(each.tier is Tier.SURE for each in found)
        if not talk.as_json:
            line = page.articles[reading.article - 1].headline
            head = page.said(page.lines[line]).strip() if line >= 0 else ""
            talk.say(
                f"{path.name}, article {reading.article}: {head or '(no headline)'}: "
                f"{len(found)} statements, {certain} sure"
            )
        for at, each in enumerate(found):
            if not sure or each.tier is Tier.SURE:
                say_statement(talk, path.name, page, at, each)

    return _each_article(files, talk, None, say)


def commitments(files: Sequence[Path], talk: Talk, *, dated: str | None, today: date) -> int:
    """Tell the candidates for commitments in each file; PARTLY where one could not be read."""

    def say(path: Path, page: PageFound, reading: Reading) -> None:
        for at, each in enumerate(found_commitments(reading)):
            say_commitment(talk, path.name, page, at, each, today)

    return _each_article(files, talk, dated, say)


def incidents(files: Sequence[Path], talk: Talk, *, dated: str | None) -> int:
    """Tell the candidates for incidents in each file; PARTLY where one could not be read."""

    def say(path: Path, page: PageFound, reading: Reading) -> None:
        for at, each in enumerate(found_incidents(reading)):
            say_incident(talk, path.name, page, at, each)

    return _each_article(files, talk, dated, say)


def _each_article(
    files: Sequence[Path],
    talk: Talk,
    dated: str | None,
    say: Callable[[Path, PageFound, Reading], None],
) -> int:
    """Have every article of every file told; PARTLY where a file has none or cannot be read."""
    found = 0
    for path in files:
        page = read_page(path, talk)
        if page is None:
            continue
        found += bool(page.articles)
        for one in page.articles:
            spans = paragraphs(page, one.number)
            say(path, page, read_article(page.text, spans, day_of(one, dated), one.number))
    return ExitCode.DONE if found == len(files) else ExitCode.PARTLY


def read_page(path: Path, talk: Talk) -> PageFound | None:
    """Return a file as a page; None, and an error told, where it cannot be read."""
    try:
        page = as_found(_text(path))
    except UsageError as error:
        talk.error(error)
        return None
    if not page.articles:
        said = f"{path.name}: no article: no line of it ends as a sentence does."
        talk.datum("no_article", said, file=path.name)
    return page


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MOST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "Check the path.") from None
    if len(data) > MOST:
        raise UsageError(
            f"{path.name} is larger than {MOST >> 20} MB", "Save the page's text alone."
        )
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageError(f"{path.name} is no text", "Save the page as text (UTF-8).")
    return decode(data)


def day_of(one: Article, dated: str | None) -> date | None:
    """Return the day an article is dated: as printed, else as it is told; None where no year is known.

    ``dated`` is a day (2031-03-19), or a year (2031) for an article that prints its day without one.
    """
    told = one.date.value
    if told and not told.startswith("--"):
        return date.fromisoformat(told)
    if dated is None:
        return None
    if len(dated) == len("2031"):
        dated = f"{dated}-{told.removeprefix('--')}" if told else ""
    try:
        return date.fromisoformat(dated) if dated else None
    except ValueError:
        raise UsageError(
            f"{dated} is no day", "Write --dated 2031-03-19, or --dated 2031 for the year alone."
        ) from None


def _say(talk: Talk, path: Path, page: PageFound, one: Article) -> None:
    head = page.lines[one.headline] if one.headline >= 0 else None
    counts: dict[str, int] = {}
    for line in page.lines:
        if line.article == one.number and line.label is not LineLabel.BLANK:
            counts[line.label.value] = counts.get(line.label.value, 0) + 1
    told = [_words(name, getattr(one, name)) for name in ("outlet", "place", "date", "byline")]
    human = "\n".join(
        [
            f"{path.name}, article {one.number}: {page.said(head).strip() if head else '(no headline)'}",
            f"  begins there: {100 * one.sure:.0f} %" + (f" ({head.why})" if head else ""),
            f"  {'; '.join(told)}",
            f"  {', '.join(f'{count} {label}' for label, count in counts.items())}",
        ]
    )
    talk.datum(
        "article",
        human,
        file=path.name,
        article=one.number,
        sure=round(one.sure, 3),
        headline=_place(page, head),
        **{name: _told(getattr(one, name)) for name in ("byline", "outlet", "place", "date")},
        lines=counts,
    )


def _words(name: str, told: Told) -> str:
    if told.basis is Basis.UNKNOWN:
        return f"{name} not printed"
    return f"{name} {told.value}" + (" (inferred)" if told.basis is Basis.INFERRED else "")


def _told(told: Told) -> dict[str, object]:
    return {"value": told.value, "basis": told.basis.value, "start": told.start, "end": told.end}


def _place(page: PageFound, line: Line | None) -> dict[str, object] | None:
    if line is None:
        return None
    return {"text": page.said(line), "start": line.start, "end": line.end, "why": line.why}


def _say_line(talk: Talk, path: Path, page: PageFound, at: int, line: Line) -> None:
    said = " ".join(page.said(line).split())
    if line.label is LineLabel.BLANK and not talk.as_json:
        return
    short = said if len(said) <= SHOWN else said[: SHOWN - 1] + "…"
    talk.datum(
        "line",
        f"  {at + 1:5} {line.label.value:11} {short}\n        {'':11} ({line.why})",
        file=path.name,
        line=at + 1,
        article=line.article,
        start=line.start,
        end=line.end,
        label=line.label.value,
        why=line.why,
        sure=line.sure,
    )


def _say_when(talk: Talk, path: Path, page: PageFound, one: Article, when: When) -> None:
    words = " ".join(page.text[when.start : when.end].split())
    if when.first is None or when.last is None:
        days = "no days: " + ("vague" if when.unit == "vague" else "no date to reckon from")
    else:
        days = f"{when.first}" if when.first == when.last else f"{when.first} to {when.last}"
        days += f" ({when.basis.value})"
    talk.datum(
        "date",
        f"  {words:30} {days}" + (f"; {when.unsure}" if when.unsure else ""),
        file=path.name,
        article=one.number,
        text=words,
        start=when.start,
        end=when.end,
        first=when.first.isoformat() if when.first else None,
        last=when.last.isoformat() if when.last else None,
        unit=when.unit,
        basis=when.basis.value,
        ahead=when.ahead,
        unsure=when.unsure,
    )
