"""A scraped page read: its lines labelled, its articles told apart; and a person's changes of that.

Promises: pure; the lines cover the page, code point for code point, and every line has a label with its
reason; nothing is deleted. ``split`` and ``merge`` change where articles begin and nothing else, and undo
each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tearline.errors import UsageError
from tearline.model.article import SPOKEN, TEXT, Article, Hints, Line, LineLabel, PageFound
from tearline.records.articles import heading
from tearline.records.articles.boundaries import SURE, Beginning, beginnings, closing
from tearline.records.articles.bylined import about_writers, names_of, summaries
from tearline.records.articles.hinting import hinted, in_head
from tearline.records.articles.labels import Said, labelled
from tearline.records.articles.shapes import Shape, cut, shape_of

BY_PERSON = "a person said so"
STANDFIRST = 60  # words of the sentence under a headline


def as_found(text: str, hints: Hints | None = None) -> PageFound:
    """Return a page's lines and articles; ``hints`` are what its markup says, None for a text."""
    lines = _labelled([shape_of(text, start, end) for start, end in cut(text)], hints)
    return _page(text, lines, beginnings(lines), hints)


def split(page: PageFound, line: int) -> PageFound:
    """Have an article begin at a line (an index). UsageError: one begins there, or the line is blank."""
    begins = _begun(page)
    if not 0 <= line < len(page.lines) or page.lines[line].label is LineLabel.BLANK:
        raise UsageError("an article begins at a line with words", "Choose the headline's line.")
    if any(one.line == line for one in begins):
        raise UsageError("an article begins there already", "Choose another line.")
    begins = sorted([*begins, Beginning(line, SURE, BY_PERSON)], key=lambda one: one.line)
    return _again(page, begins)


def merge(page: PageFound, article: int) -> PageFound:
    """Have an article be a part of the one before it. UsageError: it is the first, or there is none of it."""
    begins = _begun(page)
    if not 1 < article <= len(begins):
        raise UsageError(
            "an article is merged with the one before it", "Choose the second or a later one."
        )
    return _again(page, [one for n, one in enumerate(begins, 1) if n != article])


def _labelled(shapes: Sequence[Shape], hints: Hints | None) -> list[Said]:
    lines = hinted(labelled(shapes), hints)
    for at in closing(lines):
        why = "the page's last words, and nothing of the text above is in them"
        lines[at] = Said(lines[at].shape, LineLabel.BOILERPLATE, why, 0.6)
    return lines


def _begun(page: PageFound) -> list[Beginning]:
    return [Beginning(one.headline, one.sure * SURE, "") for one in page.articles]


def _again(page: PageFound, begins: Sequence[Beginning]) -> PageFound:
    shapes = [shape_of(page.text, line.start, line.end) for line in page.lines]
    lines = _labelled(shapes, page.hints)
    said = {one.line: one.why for one in begins if one.why}
    found = {one.line: one for one in beginnings(lines)}
    kept = [
        one if one.line in said else found.get(one.line, replace(one, why=BY_PERSON))
        for one in begins
    ]
    return _page(page.text, lines, kept, page.hints)


def _page(
    text: str, lines: Sequence[Said], begins: Sequence[Beginning], hints: Hints | None
) -> PageFound:
    """Put lines and beginnings together."""
    told, articles, number = [], [], 0
    starts = {one.line: one for one in begins}
    if -1 in starts:
        number = 1
    first_of: dict[int, list[int]] = {}
    for at, one in enumerate(lines):
        label, why, sure = one.label, one.why, one.sure
        if at in starts:
            number += 1
            label, why = LineLabel.HEADLINE, starts[at].why
            sure = min(1.0, starts[at].score / SURE)
        elif label is None:
            label, why, sure = _untaken(lines, at)
        told.append(Line(one.shape.start, one.shape.end, label, why, sure, number))
        if number and label is LineLabel.BODY:
            first_of.setdefault(number, []).append(at)
    told = _standfirsts(told, first_of, starts)
    told = _summarised(lines, told, first_of, starts)
    for n, begun in enumerate(sorted(begins, key=lambda b: b.line), 1):
        body = [at for at in first_of.get(n, []) if told[at].label is LineLabel.BODY]
        by = [
            lines[at].shape
            for at, line in enumerate(told)
            if line.article == n and line.label is LineLabel.BYLINE
        ]
        first = lines[body[0]].shape if body else None
        own = heading.told_of(text, first, [lines[at].shape for at in body], by)
        for at in about_writers(lines, names_of(own["byline"].value), body):
            why = "about the one who wrote it"
            told[at] = replace(told[at], label=LineLabel.BOILERPLATE, why=why)
        own = in_head(own, hints, alone=len(begins) == 1)
        articles.append(Article(n, begun.line, min(1.0, begun.score / SURE), **own))
    return PageFound(text, tuple(told), tuple(articles), hints)


def _summarised(
    lines: Sequence[Said],
    told: list[Line],
    bodies: dict[int, list[int]],
    starts: dict[int, Beginning],
) -> list[Line]:
    """Tell what stands between an article's title and its text from other stories' titles."""
    kept = list(told)
    for line in starts:
        body = bodies.get(told[line].article, []) if line >= 0 else []
        byline = next(
            (at for at in range(line + 1, len(told)) if told[at].label is LineLabel.BYLINE), -1
        )
        first = next((at for at in body if at > byline), -1)
        for at in summaries(lines, line, first) if byline >= 0 and first >= 0 and body[:2] else ():
            why = "between the headline and the text"
            kept[at] = replace(told[at], label=LineLabel.STANDFIRST, why=why, sure=0.7)
    return kept


_TURNS = 3  # lines with a speaker before a colon that make a transcript


def paragraphs(page: PageFound, article: int) -> list[tuple[int, int]]:
    """Return the spans of an article's text, a line each, without its dateline or the speaker before it."""
    spans = []
    own = [one for one in page.lines if one.article == article and one.label in TEXT]
    transcribed = sum(SPOKEN.match(page.said(one)) is not None for one in own) >= _TURNS
    for line in own:
        said = page.said(line)
        begun = heading.dateline_of(said)
        spoken = SPOKEN.match(said) if transcribed and not begun else None
        lead = begun.end if begun else spoken.end() if spoken else len(said) - len(said.lstrip())
        start = line.start + lead
        spans.append((start, line.end))
    return spans


def _untaken(lines: Sequence[Said], at: int) -> tuple[LineLabel, str, float]:
    """Return what a title is that begins no article."""
    words = len(lines[at].shape.words)
    if words < 6 and lines[at].shape.titled < 0.8:  # noqa: PLR2004
        if _beside(lines, at, -1) is LineLabel.BODY is _beside(lines, at, 1):
            return LineLabel.SUBHEAD, "a few words without a stop between two paragraphs", 0.6
        return LineLabel.ALT, "a few words without a stop, and no article begins with them", 0.6
    return LineLabel.RELATED, "a title that begins no article here", 0.7


def _beside(lines: Sequence[Said], at: int, way: int) -> LineLabel | None:
    """Return what the next line with words is, above (-1) or below (1)."""
    at += way
    while 0 <= at < len(lines) and lines[at].label is LineLabel.BLANK:
        at += way
    return lines[at].label if 0 <= at < len(lines) else LineLabel.BLANK


def _standfirsts(
    lines: list[Line], bodies: dict[int, list[int]], starts: dict[int, Beginning]
) -> list[Line]:
    """Tell the sentence under a headline from the text: alone, and apart from the paragraphs that follow."""
    told = list(lines)
    for line in starts:
        if line < 0:
            continue
        number = lines[line].article
        body = bodies.get(number, [])
        if len(body) < 3:  # noqa: PLR2004
            continue
        first, second = body[0], body[1]
        between = [
            one
            for one in lines[line + 1 : first]
            if one.label in (LineLabel.BODY, LineLabel.CAPTION)
        ]
        short = (lines[first].end - lines[first].start) * 2 < lines[second].end - lines[
            second
        ].start
        blank = any(one.label is LineLabel.BLANK for one in lines[first + 1 : second])
        if short and blank and not between and number == 1:
            why = "a sentence by itself under the headline"
            told[first] = replace(lines[first], label=LineLabel.STANDFIRST, why=why, sure=0.6)
    return told
