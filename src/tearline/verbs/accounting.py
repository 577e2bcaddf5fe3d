"""`tearline articles`, `statements`, `commitments`, `incidents`: what is read of pages of reporting.

Promises: everything is told with its place in the file's text; what could not be read is told for itself, and
the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tearline.errors import ExitCode
from tearline.findings.accounts import day_of, year_of
from tearline.findings.times.found import times
from tearline.model.account import ArticleAccount
from tearline.model.article import Article, Basis, Line, LineLabel, Told
from tearline.model.statement import Tier
from tearline.model.when import When
from tearline.records.articles.found import paragraphs
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs.reported import Asked, Given, given
from tearline.verbs.telling_accounts import (
    say_commitment,
    say_compliance,
    say_conflict,
    say_incident,
    say_measure,
    say_statement,
)

SHOWN = 70  # characters of a line that are shown


def articles(asked: Asked, run: Run, talk: Talk, *, lines: bool, dates: bool) -> int:
    """Tell the articles of each page; PARTLY where one could not be read or has none."""
    whole = True
    for one in given(replace(asked, read=False), run, talk):
        if one is None:
            whole = False
            continue
        page = one.page
        for article in page.articles:
            _say(talk, one, article)
            if lines and not talk.as_json:
                for at, line in enumerate(page.lines):
                    if line.article == article.number:
                        _say_line(talk, one, at, line)
            if dates:
                day = day_of(article, asked.dated)
                for when in times(
                    page.text, paragraphs(page, article.number), day, year_of(asked.dated)
                ):
                    _say_when(talk, one, article, when)
        if lines and talk.as_json:
            for at, line in enumerate(page.lines):
                _say_line(talk, one, at, line)
    return ExitCode.DONE if whole else ExitCode.PARTLY


def statements(asked: Asked, run: Run, talk: Talk, *, sure: bool) -> int:
    """Tell who says what in each page; PARTLY where one could not be read or has no article."""

    def say(one: Given, told: ArticleAccount) -> None:
        certain = sum(each.tier is Tier.SURE for each in told.statements)
        talk.heading(f"{_where(one, told)}: {len(told.statements)} statements, {certain} sure")
        for at, each in enumerate(told.statements):
            if not sure or each.tier is Tier.SURE:
                say_statement(talk, one, at, each)

    return _each_article(asked, run, talk, say)


def commitments(asked: Asked, run: Run, talk: Talk, *, today: date) -> int:
    """Tell the candidates for commitments in each page; PARTLY where one could not be read."""

    def say(one: Given, told: ArticleAccount) -> None:
        talk.heading(f"{_where(one, told)}: {len(told.commitments)} candidates for commitments")
        for at, each in enumerate(told.commitments):
            say_commitment(talk, one, at, each, today)
        for kept in told.compliance:
            say_compliance(talk, one, told.number, kept)
        for conflict in told.conflicts:
            say_conflict(talk, one, told.number, conflict)

    return _each_article(asked, run, talk, say)


def incidents(asked: Asked, run: Run, talk: Talk) -> int:
    """Tell the candidates for incidents in each page, and the measures; PARTLY where one cannot be read."""

    def say(one: Given, told: ArticleAccount) -> None:
        talk.heading(f"{_where(one, told)}: {len(told.incidents)} candidates for incidents")
        for at, each in enumerate(told.incidents):
            say_incident(talk, one, at, each)
        for each_measure in told.measures:
            say_measure(talk, one, told.number, each_measure)

    return _each_article(asked, run, talk, say)


def _where(one: Given, told: ArticleAccount) -> str:
    """Return which page, article and day a list is of."""
    line = one.page.articles[told.number - 1].headline
    head = one.page.said(one.page.lines[line]).strip() if line >= 0 else "(no headline)"
    day = told.said.isoformat() if told.said else "no day known"
    return f"{one.name}, article {told.number}, {day}: {head}"


def _each_article(
    asked: Asked, run: Run, talk: Talk, say: Callable[[Given, ArticleAccount], None]
) -> int:
    """Have every article of every page told; PARTLY where a page has none or cannot be read."""
    whole = True
    for one in given(asked, run, talk):
        if one is None:
            whole = False
            continue
        for told in one.told:
            say(one, told)
    return ExitCode.DONE if whole else ExitCode.PARTLY


def _say(talk: Talk, found: Given, one: Article) -> None:
    page = found.page
    head = page.lines[one.headline] if one.headline >= 0 else None
    counts: dict[str, int] = {}
    for line in page.lines:
        if line.article == one.number and line.label is not LineLabel.BLANK:
            counts[line.label.value] = counts.get(line.label.value, 0) + 1
    told = [_words(name, getattr(one, name)) for name in ("outlet", "place", "date", "byline")]
    human = "\n".join(
        [
            f"{found.name}, article {one.number}: {page.said(head).strip() if head else '(no headline)'}",
            f"  begins there: {100 * one.sure:.0f} %" + (f" ({head.why})" if head else ""),
            f"  {'; '.join(told)}",
            f"  {', '.join(f'{count} {label}' for label, count in counts.items())}",
        ]
    )
    talk.datum(
        "article",
        human,
        file=found.name,
        article=one.number,
        sure=round(one.sure, 3),
        headline=_headline(found, head),
        **{
            name: _told(found, getattr(one, name)) for name in ("byline", "outlet", "place", "date")
        },
        lines=counts,
    )


def _words(name: str, told: Told) -> str:
    if told.basis is Basis.UNKNOWN:
        return f"{name} not printed"
    return f"{name} {told.value}" + (
        "" if told.basis is Basis.PRINTED else f" ({told.basis.value})"
    )


def _told(found: Given, told: Told) -> dict[str, object]:
    start, end = told.start, told.end
    if (
        start >= 0 and told.basis is not Basis.HEAD
    ):  # what the head tells has its places in the file
        start, end = found.source.on_file((start, end))
    return {"value": told.value, "basis": told.basis.value, "start": start, "end": end}


def _headline(found: Given, line: Line | None) -> dict[str, object] | None:
    if line is None:
        return None
    return {**(found.place((line.start, line.end)) or {}), "why": line.why}


def _say_line(talk: Talk, found: Given, at: int, line: Line) -> None:
    said = found.words((line.start, line.end))
    start, end = found.source.on_file((line.start, line.end))
    if line.label is LineLabel.BLANK and not talk.as_json:
        return
    short = said if len(said) <= SHOWN else said[: SHOWN - 1] + "…"
    talk.datum(
        "line",
        f"  {at + 1:5} {line.label.value:11} {short}\n        {'':11} ({line.why})",
        file=found.name,
        line=at + 1,
        article=line.article,
        start=start,
        end=end,
        label=line.label.value,
        why=line.why,
        sure=line.sure,
    )


def _say_when(talk: Talk, found: Given, one: Article, when: When) -> None:
    words = found.words((when.start, when.end))
    start, end = found.source.on_file((when.start, when.end))
    if when.first is None or when.last is None:
        days = "no days: " + ("vague" if when.unit == "vague" else "no date to reckon from")
    else:
        days = f"{when.first}" if when.first == when.last else f"{when.first} to {when.last}"
        days += f" ({when.basis.value})"
    talk.datum(
        "date",
        f"  {words:30} {days}" + (f"; {when.unsure}" if when.unsure else ""),
        file=found.name,
        article=one.number,
        text=words,
        start=start,
        end=end,
        first=when.first.isoformat() if when.first else None,
        last=when.last.isoformat() if when.last else None,
        unit=when.unit,
        basis=when.basis.value,
        ahead=when.ahead,
        unsure=when.unsure,
    )
