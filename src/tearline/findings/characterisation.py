"""The page that unmasks: which words say whom a T-number stands for, and who must stay unnamed.

Promises: where a T-number is followed by *is*, by a colon or a dash, or begins a row of a list of
informants, what it stands for is a passage: a name or a symbol high, a description for review.
Where columns were torn apart, the names below a list of T-numbers are passages for review. So is
a name beside *protect identity*, *whose identity must be concealed* or *confidential informant*.

Does not promise: an identity told in a sentence of another shape, or on another page than its
T-number without a heading. Texts are folded; places are code points of the folded text.
"""

# ruff: noqa: PLR2004  (lengths and scores are read best where they stand)
from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TOLD = "source.identity"

REACH = 120  # code points of what is told
BELOW = 1500  # code points below a list in which its torn names stand
ROWS = 40


@dataclass(frozen=True, slots=True)
class Temporary:
    """A T-number's place; ``sure``: an office or the word informant stands before it."""

    start: int
    end: int
    sure: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """What is told: (start, end, start of the T-number it is told of, or -1), score and reason."""

    place: tuple[int, int, int]
    score: float
    why: str


_HEADING = re.compile(
    r"(?i)identit(?:y|ies)\s+of\s+(?:the\s+)?(?:source|informant)s?"
    r"|^[ \t]*(?:confidential\s+)?(?:informants?|sources?)[ \t:]*$"
    r"|informants?\s{1,20}locations?|informant\s+page|characteri[sz]ation\s+of\s+(?:source|informant)s?",
    re.MULTILINE,
)
_IS = re.compile(r"\s{0,3}(?:[(,][^\n()]{0,40}[),])?\s{0,2}(?:is|was|ts|1s|IS|WAS)\s{1,3}")
_ROW = re.compile(
    r"[ \t]{0,30}(?:[-:=.]{1,3}|[ \t])[ \t]{0,30}(?=[A-Za-z(\"])|[ \t]*\n{1,2}(?=[A-Z])"
)
_END = re.compile(
    r"[,;:(]|\.\s|\.\Z|\n\s*\n(?![A-Z]{3})|\n(?=[ \t]*(?:[A-Z]{2,3}[ /])?T ?-)|[ \t]{3,}|\t"
    r"|\b(?:contacted|who|whom|former|formerly|an?|reported|advised)\b"
)
_CAPITALS = r"[A-Z][A-Z.'’-]*"
_NAMED = re.compile(
    rf"(?:(?:Mr|Mrs|Miss|Dr|MR|MRS|MISS|DR)\.?\s)?(?:{_CAPITALS}(?:\s{{1,2}}{_CAPITALS}(?![a-z])){{1,4}}"
    r"|[A-Z][a-z'’-]+(?:\s{1,2}(?:[A-Z]\.|[A-Z][a-z'’-]+|de|la|del)){1,4})"
)
_NOT_NAMES = re.compile(
    r"(?i)\b(?:informants?|sources?|page|cover|location|file|report|bureau|office|confidential|secret|"
    r"identity|division|federal|department|memorandum|advised|copies|director|symbol|unclassified|"
    r"released|act|records|assassination|docid)\b"
)
_AGENTS = ("SA ", "SAS ", "SAs ", "Special Agent")  # who was told, not who told
_PROTECT = re.compile(
    r"\(\s{0,2}(?:protect|PROTECT|Protect)[^)\n]{0,40}\)"
    r"|(?i:protect\s+(?:his\s|her\s|the\s|their\s|source'?s?\s)?identity)"
    r"|(?i:(?:whose\s+)?identity\s+(?:must|should|is\s+to|to|be)\s[^.\n]{0,30}(?:conceal|protect)\w*)"
    r"|(?i:conceal\w*\s+(?:the\s|his\s|her\s)?identity\s+of)"
)
_CALLED = re.compile(
    r"(?i:(?:confidential\s+(?:informant|source)|symbol\s+(?:number|no\.?)))[ \n]{1,2}"
)
_NUMBER = re.compile(r"[A-Z]{0,3} ?[0-9][0-9A-Z*-]{1,12}")


def passages(
    text: str, stand_ins: Sequence[Temporary], symbols: Sequence[tuple[int, int]]
) -> Iterator[Passage]:
    """Yield the passages of a folded text, given where its T-numbers and symbols stand."""
    seen: set[tuple[int, int]] = set()
    headed = [match.end() for match in _HEADING.finditer(text)] if stand_ins else []
    found = [
        *_told(text, stand_ins, symbols, headed),
        *_torn(text, stand_ins, symbols, headed),
        *_asked(text),
    ]
    for passage in sorted(found, key=lambda p: (-p.score, p.place)):
        if passage.place[:2] not in seen:
            seen.add(passage.place[:2])
            yield passage


def line_before(text: str, place: int) -> str:
    """Return the last of what stands before ``place`` in its line."""
    return text[max(0, place - 40) : place].rpartition("\n")[2]


def _told(
    text: str,
    stand_ins: Sequence[Temporary],
    symbols: Sequence[tuple[int, int]],
    headed: Sequence[int],
) -> Iterator[Passage]:
    """Yield what each T-number is said to stand for, in its sentence or its row."""
    begins = [start for start, _ in symbols]
    nexts = [*(each.start for each in stand_ins[1:]), len(text)]
    for stand_in, stop_at in zip(stand_ins, nexts, strict=False):
        window = text[stand_in.end : min(stop_at, stand_in.end + REACH + 80)]
        said = _IS.match(window)
        listed = None if said else _ROW.match(window)
        at_head = not line_before(text, stand_in.start).strip(" \t.-*|")
        if not (said or (listed and at_head)):
            continue
        start = stand_in.end + (said or listed).end()  # type: ignore[union-attr]
        symbol = bisect_left(begins, start)
        if symbol < len(begins) and begins[symbol] <= start + 2:
            place = (*symbols[symbol], stand_in.start)
            yield Passage(place, 0.92, "It tells which informant the T-number stands for.")
            continue
        after = text[start : min(stop_at, start + REACH)]
        named = _NAMED.match(after)
        if named and not _NOT_NAMES.search(named.group()):
            sure = bool(said) or bool(headed)
            place = (start, start + len(named.group().rstrip()), stand_in.start)
            score = 0.9 if sure and (stand_in.sure or headed) else 0.6
            yield Passage(place, score, "It tells who the T-number stands for.")
            continue
        end = _END.search(after, 3)
        stop = start + len(after[: end.start() if end else len(after)].rstrip())
        if said and stop - start > 2:
            why = "It describes the source that the T-number stands for."
            yield Passage((start, stop, stand_in.start), 0.5, why)
        elif headed and stop - start > 2 and not _NOT_NAMES.search(text[start:stop]):
            why = "It stands beside a T-number on a page that tells who the sources are."
            yield Passage((start, stop, stand_in.start), 0.6, why)


def _torn(
    text: str,
    stand_ins: Sequence[Temporary],
    symbols: Sequence[tuple[int, int]],
    headed: Sequence[int],
) -> Iterator[Passage]:
    """Yield the names that stand alone on their lines below a heading, its columns torn apart."""
    begin = headed[0] if headed else 0
    if not any(s.start >= begin and not line_before(text, s.start).strip() for s in stand_ins):
        return
    stop = min(len(text), begin + BELOW) if headed else 0
    taken = {start for start, _ in symbols}
    rows = 0
    for line in re.finditer(r"^[ \t]*(\S[^\n]{0,60}?)[ \t]*$", text[begin:stop], re.MULTILINE):
        start = begin + line.start(1)
        named = _NAMED.fullmatch(line[1].rstrip(" .,;"))
        if start in taken or not named or _NOT_NAMES.search(line[1]):
            continue
        why = "It is a name by itself on a page that tells who the sources are."
        yield Passage((start, start + named.end(), -1), 0.55, why)
        rows += 1
        if rows >= ROWS:
            return


def _asked(text: str) -> Iterator[Passage]:
    """Yield the names whose protection is asked for, and what follows *confidential informant*."""
    for match in _PROTECT.finditer(text):
        before = text[max(0, match.start() - REACH) : match.start()]
        names = [
            name
            for name in _NAMED.finditer(before)
            if not (_NOT_NAMES.search(name.group()) or name.group().startswith(_AGENTS))
        ]
        start = match.start()
        if names:
            start = start - len(before) + names[-1].start()
        yield Passage((start, match.end(), -1), 0.6, "Protection of an identity is asked for here.")
    for match in _CALLED.finditer(text):
        after = text[match.end() : match.end() + 60]
        named = _NAMED.match(after) or _NUMBER.match(after)
        if named and not _NOT_NAMES.search(named.group()):
            place = (match.end(), match.end() + len(named.group().rstrip()), -1)
            yield Passage(place, 0.6, "It stands right after the words for a confidential source.")
