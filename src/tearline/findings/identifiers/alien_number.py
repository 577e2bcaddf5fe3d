"""Alien registration numbers: ``A`` and seven to nine digits, with a word that says so.

Promises: the number after *alien registration*, *alien No.*, *A-number*, *INS file* and their
damaged spellings, the ``A`` there or not; and the shape ``A12 345 678`` near a word of the
immigration service.

Does not promise: the bare shape alone, which is noise in old papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tearline.findings.detector import Detector, Example, Settings
from tearline.findings.identifiers.label_words import words_on
from tearline.findings.identifiers.labelled import (
    DIGIT,
    GAP,
    Answer,
    Form,
    LabelledDetector,
    Sort,
    digits_of,
)
from tearline.model.page import Page
from tearline.text import fold

KIND = "alien_number"
LEAST, MOST = 6, 10
NEAR = 120  # code points between a word of the service and the shape

_GROUPS = (
    rf"{DIGIT}{{7,10}}|{DIGIT}{{1,3}}{GAP}{{1,2}}{DIGIT}{{2,4}}{GAP}{{1,2}}{DIGIT}{{2,4}}"
    rf"|{DIGIT}{{1,5}}{GAP}{DIGIT}{{3,6}}"
)
_SHAPE = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9)][ .-])(?P<letter>[A4R]{{1,2}}[ .#=÷•-]{{0,3}})?"
    rf"(?P<digits>(?=[0-9OIl|])(?:{_GROUPS}|{DIGIT}{{6}}))"
    rf"(?![0-9])(?!-[0-9]{{3}})"
)
_WHOLE = re.compile(
    rf"(?<![0-9A-Za-z])(?P<letter>AA?[ .#=÷•-]{{0,3}})(?P<digits>{_GROUPS})(?![0-9A-Za-z])"
)
_SERVICE = re.compile(
    r"(?<![A-Za-z])(?:INS|I\.N\.S\.?|I ?& ?NS|I&N Service|[Ii]mmigrat[a-z]{2,4}|IMMIGRATION|"
    r"[Nn]aturaliz[a-z]{2,5}|NATURALIZATION|[Aa]liens?|ALIENS?|USCIS|[Gg]reen [Cc]ard)(?![A-Za-z])"
)
_SHORT = re.compile(
    r"(?<![a-z0-9])(?:[a4] ?[-#.=÷•] ?(?:n[o0]\b|[nh]u{1,2}[mn]{1,2}[bh]{0,2}[ec]{0,2}r)"
    r"|(?<![a-z0-9])a ?- ?file"
    r"|(?<![a-z0-9])a ?#|i-?[1il]?[15]51(?= |\b)"
    r"|f[il1]le(?: [\"']?a\b[\s:.\"']{1,3}(?=[a4]?[ .#-]{0,3}[0-9oil|])"
    r"|[\s:.]{1,3}(?=a[ -]{0,2}[0-9]{2}[ -]?[0-9]{3}[ -]?[0-9]{3}))|a\.? ?r\.? ?r\.? (?:card )?n[o0]\b"
    r"|(?<![a-z0-9])i\.?n\.?[s5]\.?(?: a(?=[\s:-]{1,3}a?-?[0-9])|(?=[ :]{1,2}a ?-?[0-9]))"
    r"|a number\s{0,2}[:#]"
    r"|(?:i\.?n\.?[s5]\.?|i ?& ?n\.?s\.?)\s{0,2}(?:a-?)?(?:f[il1]le)?\s{0,2}"
    r"(?:n[o0]\b|num?ber|#))[.:]?\s{0,2}(?:n[o0]\b|num?ber)?[.:]?"
)


def _read(match: re.Match[str]) -> tuple[str, float] | None:
    """Read the digits; without its letter a number is a little less sure."""
    digits = digits_of(match["digits"], LEAST, MOST)
    if digits is None:
        return None
    lettered = (match["letter"] or "").startswith("A")
    return "A" + digits, 1.0 if lettered else 0.93


_ALIEN_NUMBER = re.compile(
    r"[\s.'-]{1,4}(?:reg[a-z0-9.|]{0,10}|f[il1]le|card|id(?:entification)?)?[\s.,]{0,3}"
    r"(?:rec(?:eipt|ord|\.)|card)?[\s.,]{0,3}(?:card)?[\s.,]{0,3}"
    r"(?:n[o0]s?\b|nu[a-z0-9]{1,4}rs?\b|nr\b|#)[.:]?|[\s.]{1,4}reg[a-z0-9.|]{4,10}:?"
)
SORT = Sort(
    KIND,
    (
        Form(frozenset({"alien"}), 0.95, _ALIEN_NUMBER),
        Form(frozenset({"immigration", "naturalization"}), 0.8, _ALIEN_NUMBER),
    ),
    _SHAPE,
    _read,
    "an alien registration label",
    own=lambda match: (match["letter"] or "").startswith("A"),
    short=_SHORT,
)


class _AlienDetector(LabelledDetector):
    """Labels first, then the shape near a word of the immigration service."""

    def on_page(self, page: Page) -> Iterator[Answer]:
        """Yield labelled numbers, and shapes that a word of the service stands near."""
        yield from super().on_page(page)
        text = fold(page.text).text
        low = fold(page.text, lower=True).text
        short = "INS" in text or "I&N" in text or "I.N.S" in text
        if not short and not any(w in _SERVICE_WORDS for _, _, w in words_on(low)):
            return
        why = "It has the shape of an alien registration number near a word of immigration."
        for match in _WHOLE.finditer(text):
            digits = digits_of(match["digits"], LEAST + 1, MOST)
            if digits and _SERVICE.search(text, max(0, match.start() - NEAR), match.end() + NEAR):
                yield Answer(match.start(), match.end(), 0.8, why, "A" + digits)


_SERVICE_WORDS = frozenset({"alien", "immigration", "naturalization"})


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _AlienDetector(SORT)


EXAMPLES: tuple[Example, ...] = (
    Example("Alien Registration No. A12345678", ((KIND, "A12345678"),), "label and letter"),
    Example("ALIEN REG. NO. 1234567", ((KIND, "1234567"),), "no letter"),
    Example("A-Number: A012345678", ((KIND, "A012345678"),), "nine digits"),
    Example("INS file A12 345 678", ((KIND, "A12 345 678"),), "groups with spaces"),
    Example("INS No. A-12-345-678", ((KIND, "A-12-345-678"),), "groups with dashes"),
    Example("A1ien Reglstration N0. A1234S678", ((KIND, "A1234S678"),), "damaged"),
    Example(
        "Immigration and Naturalization Service file, Miami, A11 234 567, shows",
        ((KIND, "A11 234 567"),),
        "the service near it",
    ),
    Example(
        "ALIEN REGISTRATION NUMBER\n\nA8123456", ((KIND, "A8123456"),), "the label on its own line"
    ),
    Example("flight A1234567 of 1963", (), "the shape with no word of it"),
    Example("an alien arrived 12 May 1961", (), "the word with no number"),
    Example("104-10004-10143", (), "a record number"),
    Example("4. FILE: 201-123-456", (), "a paragraph's file number"),
    Example("INS, WFO 105-39999", (), "a file number"),
)
