"""What each line of a scraped page is, as far as it can be said before the articles are known.

Promises: one label a line, with its reason and how sure it is; a line is labelled by its shape, its
neighbours and what repeats on the page, in that order. A title-like line that may begin an article is left
open: whether it is a headline or another story's is for ``boundaries``. English pages; a line in another
language is set apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tearline.model.article import LineLabel
from tearline.records.articles.shapes import DATE, Phrases, Shape, bracketed, phrases, plain_of

MOST_TITLE = 26  # words of a headline
LEAST_BODY = 12  # words of a line that is text without a stop
FOREIGN = 0.04  # how much of a line's letters no English word has
SUBHEAD = 7  # words of a line in capitals
ALT = 8  # words of a line that stands for a picture
_BEFORE = re.compile(
    r"[.!?…][\"'”’]?\s*[(\[][^()\[\]]+[)\]]\.?$"
)  # a credit behind the caption's stop
_CREDITED = re.compile(
    r"\b(?:Photo(?:graph)?|Graphic|Image|Picture|Credit|Illustration|Map)s?\s*:\s*\S.{0,60}$"
    r"|[.!?]\s+(?:[A-Z][\w'’.-]+\s+){1,3}"  # "… on Monday. Ann Lee for The Paper", "… Ann Lee/Agency"
    r"(?:for\s+(?:[A-Z][\w'’-]*\s?){1,5}|[A-Z][\w'’-]+(?:/[A-Z][\w'’ -]+)?|[A-Z][\w'’-]+/[\w'’ -]+)$"
)
_PICTURED = re.compile(
    r"\b(?:in (?:a|this|an undated) (?:picture|photo|photograph|image|still|video|screengrab|handout)\b"
    r"|(?:pictured|seen|shown) (?:here|above|below|left|right|(?:on|in) (?:a|an|this) )"
    r"|file (?:photo|picture|image)|handout (?:photo|picture|image))",
    re.IGNORECASE,
)
_ENTRY = re.compile(  # "8 March 2030: Cables are cut at 31 points"
    r"(?:(?:early|mid|late)[ -])?(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
    r"(?:(?:spring|summer|autumn|winter)\s+|[A-Z][a-z]{2,8}\.?\s+)?"
    r"(?:\d{1,2},?\s+)?(?:19|20)\d\d\s*[:–—-]\s+[A-Z‘“\"'][^\s]*(?:\s+\S+){2,}",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:Who|What|Why|How|When|Where|Which|Is|Are|Can|Will|Did|Does|Do|Could|Should)\b[^.?!“”\"]*\?$"
)
_ARCHIVED = re.compile(
    r"\bfrom (?:the|our) archives?\b|\bARCHIVE\b|\((?:file|archive)\b|\bfirst published\b"
    r"|\((?:photo|image|picture|credit)\b",  # a caption too is written before what it tells of
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:is|are|was|were) (?:due|expected|scheduled|set|hoping|preparing) to\b|\bhopes? to\b",
    re.IGNORECASE,
)
_CAPTION = 40  # words of a caption
_COUNTED = re.compile(r"\[\d+/\d+\]")
_PICTURES = frozenset({LineLabel.CAPTION, LineLabel.STALE})
_SEEN = 25  # words that tell what a picture shows
_SHOWS = re.compile(r"(?:An?|Two|Three|Several|People|Men|Women|[A-Z][a-z]+s)\b[^“”\"]*\.$")
_SENTENCE = re.compile(r"[a-z]{2,}[.!?](?:\s|$)")
_ENGLISH = frozenset(
    [
        "the",
        "of",
        "and",
        "in",
        "to",
        "a",
        "for",
        "on",
        "at",
        "with",
        "from",
        "by",
        "is",
        "are",
        "was",
        "be",
        "it",
        "as",
        "this",
        "that",
        "or",
        "not",
        "your",
        "our",
        "you",
    ]
)
_REACH = 40  # paragraphs between a piece of text and what it is pulled out of
_QUOTED = re.compile(r"[“‘\"'][^“”‘\"]{3,80}[”’\"']")
_BEGUN = 12  # letters of a few quoted words that stand in the text too
_PULLED = 40  # letters of a piece of text that is printed twice
_DATED_PIECES = 4  # a writer, a date, a count of views: more is a menu
_DATED = 14  # words of a line with a date that is no sentence
_SITE_LONG = 40  # words of one that has a phrase no story has
_SITE = 14  # words of a line of the site's own


@dataclass(frozen=True, slots=True)
class Said:
    """A line with its label; ``label`` is None where a title may begin an article or name another story."""

    shape: Shape
    label: LineLabel | None
    why: str
    sure: float


def labelled(shapes: Sequence[Shape]) -> list[Said]:
    """Return every line with its label, the titles left open."""
    words, seen = phrases(), dict[str, int]()
    first = [_alone(shape, words) for shape in shapes]
    told = _repeats(first, seen)
    return _captions(_writers(_pulled(told)))


def _in_another_language(shape: Shape, words: Phrases) -> bool:
    """Say whether a line has small words of another language and none of English."""
    lower = [word.lower() for word in shape.words]
    if len(lower) < 3 or any(word in _ENGLISH for word in lower):  # noqa: PLR2004
        return False
    return sum(word in words.foreign for word in lower) * 4 >= len(lower)


def _pulled(lines: Sequence[Said]) -> list[Said]:
    """Set apart what is pulled out of the text and set once more by itself, whole or as it begins."""
    told = list(lines)
    texts = [
        (at, plain_of(one.shape.text))
        for at, one in enumerate(lines)
        if one.label is LineLabel.BODY
    ]
    for here, (at, own) in enumerate(texts):
        near = [
            other
            for one, other in texts[max(0, here - _REACH) : here + _REACH]
            if one != at and len(other) > len(own)
        ]
        shape = lines[at].shape
        if len(own) > _PULLED and any(own in other for other in near):
            why = "stands in a paragraph of the text"
            told[at] = Said(shape, LineLabel.REPEATED, why, 0.95)
        elif _QUOTED.fullmatch(shape.text) and len(shape.words) <= SUBHEAD + 1:
            begins = own.rstrip("?!.")
            if len(begins) > _BEGUN and any(begins in other for other in near):
                told[at] = Said(
                    shape, LineLabel.SUBHEAD, "words of the text, set by themselves", 0.8
                )
    return told


def _writers(lines: Sequence[Said]) -> list[Said]:
    """Take a name by itself beside a date or a byline for its writer's."""
    told = list(lines)
    kept = [at for at, one in enumerate(lines) if one.label is not LineLabel.BLANK]
    for here, at in enumerate(kept):
        one = lines[at]
        name = 2 <= len(one.shape.words) <= 4 and one.shape.titled == 1.0 and not one.shape.capitals  # noqa: PLR2004
        beside = [lines[kept[i]].label for i in (here - 1, here + 1) if 0 <= i < len(kept)]
        if one.label is None and name and LineLabel.BYLINE in beside:
            told[at] = Said(one.shape, LineLabel.BYLINE, "a name beside a date or a byline", 0.7)
    return told


def _alone(shape: Shape, words: Phrases) -> Said:
    """Label a line by itself."""
    if shape.blank or not shape.words:
        return Said(shape, LineLabel.BLANK, "no letter is on it", 1.0)
    if shape.strange > FOREIGN:
        share = f"{100 * shape.strange:.0f} % of its letters are of another language"
        return Said(shape, LineLabel.FOREIGN, share, 0.9)
    lower, many = shape.text.lower(), len(shape.words)
    if lower.strip(" :") in words.points:
        return Said(shape, LineLabel.BOILERPLATE, "heads an article's points", 0.8)
    dated = len(shape.pieces) <= _DATED_PIECES and DATE.search(shape.text) is not None
    if lower.strip(" .:[]") in words.alone or (
        len(shape.pieces) > 2 and not shape.stopped and not dated  # noqa: PLR2004
    ):
        return Said(shape, LineLabel.BOILERPLATE, "the site's own words, or its menu", 0.9)
    if _in_another_language(shape, words):
        return Said(shape, LineLabel.FOREIGN, "its small words are of another language", 0.8)
    if "reporting by" in lower and (
        lower.startswith(("reporting", "(reporting", "additional")) or "editing by" in lower
    ):
        return Said(shape, LineLabel.BOILERPLATE, "who reported and edited", 0.9)
    phrase = next((one for one in words.boilerplate if one in lower), "")
    if phrase and many <= (_SITE if phrase not in words.telling else _SITE_LONG):
        return Said(shape, LineLabel.BOILERPLATE, f"the site's own words: {phrase}", 0.9)
    if lower.startswith(words.bylines) and many <= 8 and not shape.stopped:  # noqa: PLR2004
        return Said(shape, LineLabel.BYLINE, "begins as a byline does", 0.8)
    if _ARCHIVED.search(shape.text) and _TO_COME.search(shape.text):
        return Said(
            shape, LineLabel.STALE, "an older story's words: it tells as to come what was", 0.8
        )
    if _CREDITED.search(shape.text) or _COUNTED.match(shape.text):
        return Said(shape, LineLabel.CAPTION, "a picture's number, or its credit", 0.9)
    if _PICTURED.search(shape.text) and many <= _CAPTION:
        return Said(shape, LineLabel.CAPTION, "says that it stands under a picture", 0.8)
    if lower.startswith(words.leading) and many <= MOST_TITLE:
        return Said(shape, LineLabel.RELATED, "leads to another story", 0.8)
    if _ENTRY.match(shape.text) and not shape.outlet:
        return Said(shape, LineLabel.BODY, "an entry of a timeline", 0.7)
    if _ASKED.match(shape.text) and many <= SUBHEAD:
        return Said(shape, LineLabel.SUBHEAD, "a short question by itself", 0.7)
    if DATE.search(shape.text) and many <= _DATED and not _SENTENCE.search(shape.text):
        return Said(shape, LineLabel.BYLINE, "a date and little else", 0.8)
    credit = bracketed(shape)
    named = credit.istitle() and len(credit.split()) <= 4 and _BEFORE.search(shape.text)  # noqa: PLR2004
    if (
        named
        or any(one in credit.lower() for one in words.credits)
        or (
            lower.startswith(("photo:", "image:", "credit:")) and many < 30  # noqa: PLR2004
        )
    ):
        return Said(shape, LineLabel.CAPTION, "ends with a picture's credit", 0.9)
    if shape.outlet and many <= MOST_TITLE:
        why = f"ends with the name of an outlet: {shape.outlet}"
        return Said(shape, LineLabel.RELATED, why, 0.9)
    if shape.capitals and many <= SUBHEAD and not shape.stopped:
        return Said(shape, LineLabel.SUBHEAD, "a few words in capitals", 0.8)
    if shape.stopped or many > MOST_TITLE:
        return Said(
            shape, LineLabel.BODY, "ends as a sentence does" if shape.stopped else "long", 0.9
        )
    return Said(shape, None, "a title: no stop at its end", 0.5)


def _repeats(lines: Sequence[Said], seen: dict[str, int]) -> list[Said]:
    """Set apart what stood above already: a headline said again, a paragraph printed twice."""
    told = []
    for at, one in enumerate(lines):
        key = plain_of(one.shape.text)
        open_or_text = one.label is None or one.label is LineLabel.BODY
        if open_or_text and key in seen and len(key) > 12:  # noqa: PLR2004
            why = f"stood above already, in line {seen[key] + 1}"
            told.append(Said(one.shape, LineLabel.REPEATED, why, 0.95))
            continue
        seen.setdefault(key, at)
        told.append(one)
    return told


def _captions(lines: Sequence[Said]) -> list[Said]:
    """Set apart what stands for a picture: a few words before its caption, or alone among the text."""
    told = list(lines)
    kept = [at for at, one in enumerate(lines) if one.label is not LineLabel.BLANK]
    for here, at in enumerate(kept):
        one = lines[at]
        after = lines[kept[here + 1]] if here + 1 < len(kept) else None
        pictured = one.label is LineLabel.BODY and len(one.shape.words) <= _SEEN
        if pictured and after is not None and after.label in _PICTURES:
            if _SHOWS.match(one.shape.text):
                told[at] = Said(one.shape, LineLabel.ALT, "tells what a picture shows", 0.7)
            continue
        if one.label is not None or len(one.shape.words) > ALT:
            continue
        before = lines[kept[here - 1]] if here else None
        if after is not None and after.label in _PICTURES:
            told[at] = Said(one.shape, LineLabel.ALT, "a few words before a caption", 0.8)
        elif (
            before is not None
            and len(one.shape.words) <= 3  # noqa: PLR2004
            and one.shape.titled == 1.0
            and _in_text(before, after)
        ):
            told[at] = Said(one.shape, LineLabel.ALT, "a name alone among the text", 0.7)
    return told


def _in_text(before: Said, after: Said | None) -> bool:
    return before.label is LineLabel.BODY and after is not None and after.label is LineLabel.BODY
