"""Passport numbers, by their label.

Promises: five to nine digits, with or without one or two letters in front, beside, below or in the
column of a passport label, in English or Spanish, through damage; and several joined by *and*.

Does not promise: a passport number that nothing calls so: six or seven digits are everything in
old papers.
"""

from __future__ import annotations

import re

from tearline.findings.detector import Detector, Example, Settings
from tearline.findings.identifiers.labelled import DIGIT, Form, LabelledDetector, Sort, digits_of

KIND = "passport"
LEAST, MOST = 5, 10  # one digit doubled or lost is still read

_SHAPE = re.compile(
    rf"(?<![0-9A-Za-z$/])(?<![0-9][ .-])(?<![0-9]\)[ .-])"
    rf"(?P<letters>(?!(?:N[Oo0]|IN)\b)[A-Z]{{1,2}}[-. ]{{0,2}})?"
    rf"(?P<digits>(?=[0-9OIlZ|]){DIGIT}(?:{DIGIT}{{4,9}}|{DIGIT}{{0,2}}(?:[ ,.-]{DIGIT}{{3}}){{1,2}}"
    rf"|{DIGIT}{{0,3}}[ =÷•-]{DIGIT}{{4,6}}))"
    rf"(?![0-9])(?!-[0-9]{{3}})"
)
_EXCHANGE = re.compile("[0-9] ?-[0-9]{4}")  # behind two letters a telephone number of its years
_SHORT = re.compile(
    r"(?<![a-z0-9])(?:pp(?=\.? ?(?:n[o0]\b|#))|ppts?|psspt|ps?pt|passpt|pass ?pt)[.:]{0,2}"
    r"(?:\s{0,2}(?:(?:n[o0]|num?ber|nr)\b|#))?[.:]{0,2}(?=\W|[0-9])"
)
# What a passport is spoken of with, between the word and its number.
_OTHER_PASSPORT = re.compile(
    r"(?!\s{1,2}(?:office|division|agency|section|law|fraud|applications? (?:was|were|file)))"
    r"(?:\s{1,2}(?:application|card|book|n\b))?"
)


def _read(match: re.Match[str]) -> tuple[str, float] | None:
    """Read the letters and digits of a match."""
    digits = digits_of(match["digits"], LEAST, MOST)
    if digits is None:
        return None
    letters = (match["letters"] or "").strip(" .-")
    if len(letters) > 1 and _EXCHANGE.fullmatch(match["digits"]):
        return None
    sure = 1.0 if letters or 6 <= len(digits) <= 9 else 0.9  # noqa: PLR2004  (what was issued)
    return letters + digits, sure


SORT = Sort(
    KIND,
    (Form(frozenset({"passport", "passports", "passportno", "pasaporte"}), 0.95, _OTHER_PASSPORT),),
    _SHAPE,
    _read,
    "a passport label",
    own=lambda match: bool(match["letters"]) and match["letters"][0] != "A",
    short=_SHORT,
    hints=("pp", "pspt", "sspt", "passpt", "pass pt"),
)


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return LabelledDetector(SORT)


EXAMPLES: tuple[Example, ...] = (
    Example("Passport No. Z123456", ((KIND, "Z123456"),), "a letter and six digits"),
    Example("US passport number 012345678", ((KIND, "012345678"),), "nine digits"),
    Example("PASSPORT NO\n\n1234567\n", ((KIND, "1234567"),), "the label above its value"),
    Example("Passp0rt N0: B-1234567", ((KIND, "B-1234567"),), "zeros in the label"),
    Example("Pasport No. 12B4567", ((KIND, "12B4567"),), "a letter lost and a digit misread"),
    Example("PASSP0RT N0. l23456", ((KIND, "l23456"),), "a one read as a letter"),
    Example(
        "DPOB 12 MAR 21 Dayton, Ohio\nPPT Z123456  SSN",
        ((KIND, "Z123456"),),
        "a card's short label",
    ),
    Example("Pasaporte No. 12345", ((KIND, "12345"),), "Spanish"),
    Example(
        "passports Nos. 123456 and 234567 were issued",
        ((KIND, "123456"), (KIND, "234567")),
        "two of them",
    ),
    Example(
        "holder of Cuban passport 23456 issued 12 May 1961", ((KIND, "23456"),), "running text"
    ),
    Example(
        "NAME\nPASSPORT NO.\nDATE OF BIRTH\n\nROE, JANE\nZ123456\n4/5/1930",
        ((KIND, "Z123456"),),
        "labels first",
    ),
    Example(
        "PASSPORT NO.\nZ123456\nZ123457\nZ123458\nZ123459",
        ((KIND, "Z123456"), (KIND, "Z123457"), (KIND, "Z123458"), (KIND, "Z123459")),
        "a column under its head",
    ),
    Example("his passport was issued 12 May 1961", (), "a date"),
    Example("Passport Office file 130-123456", (), "an office's file"),
    Example("passport, file No. 105-82555", (), "a file number"),
    Example("the passport was seen on page 12345", (), "a page"),
    Example("IN 12345 DIR 123456", (), "cable numbers"),
)
