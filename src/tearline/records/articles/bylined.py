"""The surest sign of an article: a writer's name or a date of its own, with a title above it.

Promises: from a byline it goes up to the title that begins its article, over the sentence under that
title and over pictures; a byline with no open title above it begins nothing. What stands between that
title and the text below, and is no picture's and no site's, is the article's own summary. At an article's
end a line about its writer is the site's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tearline.model.article import LineLabel
from tearline.records.articles.labels import Said
from tearline.records.articles.shapes import phrases

_LONGEST = 45  # words of the sentence under a headline
_NEAR = 10  # lines with words between a byline and the text below it
_SHARED, _LONG = 2, 5  # words of a point that stand in the text below it, of so many letters
_WRITES = re.compile(r"\s+(?:is|was|writes|covers|reports|has been)\s")


def titles_above(lines: Sequence[Said]) -> list[list[int]]:
    """Return, for each byline, the open titles right above it, from the top."""
    kept = [at for at, one in enumerate(lines) if one.label is not LineLabel.BLANK]
    found = []
    for here, at in enumerate(kept):
        if lines[at].label is not LineLabel.BYLINE:
            continue
        if here and lines[kept[here - 1]].label is LineLabel.BYLINE:
            continue  # of a byline in two lines the first tells
        below = kept[here + 1 : here + 1 + _NEAR]
        if not any(lines[one].label is LineLabel.BODY for one in below):
            continue
        if titles := _up(lines, kept[:here]):
            found.append(titles)
    return found


def _up(lines: Sequence[Said], above: Sequence[int]) -> list[int]:
    """Return the open titles right above a byline, over pictures and a sentence, from the top."""
    titles: list[int] = []
    sentences = 0
    for at in reversed(above):
        label = lines[at].label
        if label is None:
            titles.insert(0, at)
        elif titles or label not in {
            LineLabel.CAPTION,
            LineLabel.STALE,
            LineLabel.ALT,
            LineLabel.REPEATED,
            LineLabel.BODY,
        }:
            break
        elif label is LineLabel.BODY:
            sentences += 1
            if sentences > 1 or len(lines[at].shape.words) > _LONGEST:
                break
    return titles


def summaries(lines: Sequence[Said], title: int, first: int) -> list[int]:
    """Return the lines between a title and its article's first paragraph that say what it says, in short."""
    points = phrases().points
    kept = [at for at in range(title + 1, first) if lines[at].label is not LineLabel.BLANK]
    byline = next((at for at in kept if lines[at].label is LineLabel.BYLINE), first)
    found, listing = [], False
    for at in kept:
        one = lines[at]
        if one.shape.text.lower().strip(" :") in points:
            listing = True
        elif (one.label is None and (at < byline or listing)) or (
            one.label is LineLabel.BODY and at < byline
        ):
            found.append(at)
    return found or _points(lines, kept, byline)


def _points(lines: Sequence[Said], kept: Sequence[int], byline: int) -> list[int]:
    """Return the run of titles right above the text that has its words: an agency's points without a head."""
    run: list[int] = []
    for at in reversed(kept):
        if at < byline or lines[at].label is not None:
            break
        run.insert(0, at)
    text = {
        word.lower()
        for one in lines[kept[-1] + 1 :]
        if kept
        for word in (one.shape.words if one.label is LineLabel.BODY else ())
    }
    telling = [
        at for at in run if sum(_tells(word, text) for word in lines[at].shape.words) >= _SHARED
    ]
    return run if len(run) > 1 and 2 * len(telling) >= len(run) else []


def _tells(word: str, text: set[str]) -> bool:
    return len(word) >= _LONG and word.lower() in text


def about_writers(lines: Sequence[Said], names: Sequence[str], text: Sequence[int]) -> list[int]:
    """Return the paragraphs at an article's end that are about those who wrote it."""
    found = []
    for at in reversed(text):
        said = lines[at].shape.text
        if not any(said.startswith(name) and _WRITES.match(said[len(name) :]) for name in names):
            break
        found.append(at)
    return found


def names_of(byline: str) -> list[str]:
    """Return the names of a byline, without the words and the date around them."""
    plain = re.sub(
        r"^(?:by|written by|reporting by|von|par)\s+", "", byline.strip(), flags=re.IGNORECASE
    )
    plain = re.split(
        r"\s+[|•·–—]\s+|,\s+(?=\w+\s+(?:editor|correspondent|reporter|in)\b)|\s{2,}", plain
    )[0]
    names = re.split(r",\s+|\s+and\s+|\s+und\s+|\s+et\s+|\s*&\s*", plain)
    return [name.strip() for name in names if re.match(r"[^\W\d_]", name.strip())]
