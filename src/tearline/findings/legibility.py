"""Pages that nobody can vouch for: empty, nearly empty, past reading, or in another script.

Promises: a page whose text is too little or too damaged for the other detectors to see anything in
it gives one finding without a place, for a person to look at the page itself; in a long text file
it is the part of it. An unreadable page is not a clean page. Stamps that a release prints on every
page do not make one readable.

Does not promise: to notice a page whose text is fluent and wrong, or that reads badly in one corner
only. It knows English; clear text in another language of the Latin script passes or is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from tearline.findings.detector import Detector, Example, Settings, spanned
from tearline.model.finding import Finding
from tearline.model.page import Page
from tearline.text import fold

KIND = "page.unreadable"
SCORE = 0.6

FEWEST_WORDS = 5
_FEWEST_WORD_LIKE = 0.05  # of all tokens, numbers among them
_NOISE = 0.45  # of the tokens with letters: below it, they are not words
_DOUBTFUL, _USUAL = 0.6, 0.1  # below the one, the other share must be common words
_STRANGE = 0.2  # of the letters in a script that is not Latin
_UNSURE = 45.0  # mean confidence of the reader, of 100: handwriting, or ruined print
_BLOCK = 4000  # code points of a text file that are judged together
_BLOCK_WORDS = 30  # tokens with letters under which a block is not judged

# What a release prints on every page says nothing about the page.
_PRINTED = re.compile(
    r"20\d\d release under the president[^\n]{0,70}(?:\n[^\n]{0,40})?act of \d{4}"
    r"|released under the john f[^\n]{0,120}(?:\n[^\n]{0,80})?act of \d{4}"
    r"|[nh][wh] ?\d{3,6}\s{1,3}doc\s?[il1]d\s?:?\s?\d{5,9}\s{1,3}page \d{1,4}"
    r"|^# .*$|^-{3,}$|^## page \d{1,5}$",
    re.MULTILINE,
)
_TOKEN = re.compile(r"[^\s|_~=•]+")
_EDGES = ".,:;!?()[]{}\"'-*/\\<>+#$%&^"
_STRANGE_LETTER = re.compile(r"[^\W\d_a-zA-Z]")
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_WORD = re.compile(r"[^aeiouy]{5}|[aeiou]{4}|(.)\1\1")
_SHORTEST = 3
_WORDS = (
    "the of and to in a is was that for on it with as he be by at from his this have had not are "
    "which or an but were they has been their her she you we will all no so if one would there who "
    "said also any him what when about may than more its out up into only other some them time two "
    "after made over did must first through your because those very still own see between while "
    "against under subject date office file number information name director page secret agency "
    "section report record records copy chief message reference mr mrs miss january february march "
    "april june july august september october november december classified document washington new "
    "york city states government central intelligence bureau security special agent contact i my"
)
_COMMON = frozenset(_WORDS.split())
_SURE = 75.0  # a page read as surely as this is no noise, if it is a table of initials and sums


@dataclass(frozen=True, slots=True)
class _Count:
    """Tokens of a text: all of them, with letters, that look like words, that are common words."""

    tokens: int
    lettered: int
    word_like: int
    common: int


class _LegibilityDetector:
    """Weighs a page's words; pure, like the others, and without a dictionary of names."""

    name = "legibility"
    version = "2"
    kinds = frozenset({KIND})

    def find(self, pages: Sequence[Page], earlier: Sequence[Finding]) -> Iterator[Finding]:
        """Yield at most one finding for each page, and for each unreadable stretch of a long one."""
        del earlier
        for page in pages:
            text = _PRINTED.sub("\n", fold(page.text, lower=True).text)
            why = _page_fault(page, text)
            if why:
                yield Finding(
                    page=page.number,
                    start=None,
                    end=None,
                    areas=(),
                    kind=KIND,
                    score=SCORE,
                    detector=self.name,
                    version=self.version,
                    why=why,
                )
            elif len(page.text) > 2 * _BLOCK:
                why = "This part of the text is past reading for a machine: a person has to look."
                for span in _bad_parts(page.text):
                    yield spanned(self, page, span, KIND, SCORE, why, "")


def _page_fault(page: Page, text: str) -> str:
    """Return why a page cannot be vouched for, or '' where it can."""
    count = _count(text)
    if count.tokens == 0:
        return "Nothing was read on this page: a person has to see whether it is empty."
    strange = _strange(text)
    if strange:
        return strange
    if count.tokens < FEWEST_WORDS:
        return "Fewer than five words were read on this page: a person has to see the rest."
    if count.word_like < _FEWEST_WORD_LIKE * count.tokens:
        return "Nearly nothing on this page is a word: a person has to see what it is."
    if _is_noise(count) and not (page.confidence or 0.0) >= _SURE:
        return "What was read on this page is mostly noise: a person has to look at it."
    if page.confidence is not None and page.confidence < _UNSURE:
        return "The reader was unsure of most of this page: it may be handwriting."
    return ""


def _strange(text: str) -> str:
    """Return why a text in another script cannot be vouched for, or ''; look-alikes are folded."""
    if text.isascii():
        return ""
    strange = len(_STRANGE_LETTER.findall(text))
    if strange < FEWEST_WORDS or strange < _STRANGE * sum(map(len, _LETTERS.findall(text))):
        return ""
    return "Much of this page is in a script that the reader does not read."


def _is_noise(count: _Count) -> bool:
    """Say whether too few of the tokens with letters are words."""
    if count.word_like < _NOISE * count.lettered:
        return True
    return count.word_like < _DOUBTFUL * count.lettered and count.common < _USUAL * count.lettered


def _count(text: str) -> _Count:
    """Count the tokens of a text, folded and in small letters."""
    tokens = lettered = word_like = common = 0
    for token in _TOKEN.findall(text):
        kind = _kind(token)
        tokens += kind > 0
        lettered += kind > 1
        word_like += kind > 2  # noqa: PLR2004 - the kinds of _kind
        common += kind > 3  # noqa: PLR2004
    return _Count(tokens, lettered, word_like, common)


@lru_cache(maxsize=4096)
def _kind(token: str) -> int:
    """Return 0 for signs, 1 for a number, 2 for letters that make no word, 3 for a likely word, 4
    for a common one.
    """
    plain = token.strip(_EDGES)
    if not any(map(str.isalnum, plain)):
        return 0
    if plain in _COMMON:
        return 4
    if sum(map(str.isdigit, plain)) * 2 >= len(plain):
        return 1
    parts = plain.replace("'", "-").split("-")
    likely = any(len(p) >= _SHORTEST for p in parts) and all(map(_is_likely, parts))
    return 3 if likely else 2


def _is_likely(word: str) -> bool:
    """Say whether letters could be an English word or name: a vowel, and no heap of anything."""
    if not word.isalpha():
        return not word
    return not _NO_WORD.search(word) and not set("aeiouy").isdisjoint(word)


def _bad_parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a long text that are noise, as spans of it."""
    blocks = [(at, min(at + _BLOCK, len(text))) for at in range(0, len(text), _BLOCK)]
    judged = []
    for start, end in blocks:
        count = _count(_PRINTED.sub("\n", fold(text[start:end], lower=True).text))
        judged.append(count.lettered >= _BLOCK_WORDS and _is_noise(count))
    for bad, run in groupby(zip(judged, blocks, strict=True), key=lambda pair: pair[0]):
        spans = [span for _, span in run]
        if bad:
            yield spans[0][0], spans[-1][1]


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _LegibilityDetector()


# A person looks at every one of these pages, and none is withheld for it: no row expects more.
EXAMPLES: tuple[Example, ...] = (
    Example("", (), "an empty page is looked at, not withheld"),
    Example("ees ae oy By BENE cS ae Seok os zz qx vw", (), "noise likewise"),
    Example("The station chief met him in April.", (), "a short clear page"),
    Example(
        "CITE WAVE 4711 RE DIR 84888 PLS ADVISE STATUS SUBJECT", (), "a cable without articles"
    ),
)
