"""Driver's licence numbers, by their label and the shapes the states gave them.

Promises: what stands behind *driver's license*, *operator's permit*, *DL No.* and their damaged
spellings: a letter and seven to fourteen digits in groups, or seven to nine digits.

Does not promise: a number that no label speaks for, or which state gave it.
"""

from __future__ import annotations

import re

from tearline.findings.detector import Detector, Example, Settings
from tearline.findings.identifiers.labelled import (
    DIGIT,
    GAP,
    Form,
    LabelledDetector,
    Sort,
    digits_of,
)

KIND = "driver_licence"
LEAST, MOST = 5, 15

_SHAPE = re.compile(
    rf"(?<![0-9A-Za-z$/])(?P<letters>(?!N[Oo0]\b)[A-Z]{{1,2}}[ .-]?)?"
    rf"(?P<digits>{DIGIT}{{5,15}}|{DIGIT}{{1,4}}(?:{GAP}{{1,2}}{DIGIT}{{1,6}}){{1,4}})(?![0-9])"
)
_LICENCE = re.compile(
    r"['\s.s]{1,4}(?:[l1|ic][a-z0-9|]{3,9}|[a-z0-9][il1|][ceo][eo]n[a-z0-9]{2,4}|[l1|i][il1|][cs]\.?(?![a-z])|p[eo]rm[il1]t)"
    r"(?:[\s,]{1,2}(?:of )?(?:state of )?(?:fla|florida|texas|tex|calif|california|la|louisiana|n\.?y|"
    r"new york|ill|illinois|virginia|va|maryland|md|d\.?c)\.?)?"
)
_SHORT = re.compile(r"(?<![a-z0-9])d\.? ?[l1]\.? ?(?:n[o0]\b|num?ber|#)[.:]?")


def _read(match: re.Match[str]) -> tuple[str, float] | None:
    """Read letters and digits; a number with its letter is surer, one of five digits less."""
    digits = digits_of(match["digits"], LEAST, MOST)
    if digits is None:
        return None
    letters = (match["letters"] or "").strip(" .-")
    if letters or len(digits) >= 7:  # noqa: PLR2004  (what states gave out)
        return letters + digits, 1.0
    return digits, 0.85


SORT = Sort(
    KIND,
    (
        Form(
            frozenset({"driver", "drivers", "operator", "operators", "chauffeur", "chauffeurs"}),
            0.95,
            _LICENCE,
        ),
    ),
    _SHAPE,
    _read,
    "a driver's licence label",
    short=_SHORT,
    hints=("dl", "d.", "d l", "d1", "d 1"),
)


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return LabelledDetector(SORT)


EXAMPLES: tuple[Example, ...] = (
    Example("Driver's License No. R123-456-78-901-0", ((KIND, "R123-456-78-901-0"),), "Florida"),
    Example("Texas driver's license 1234567", ((KIND, "1234567"),), "seven digits"),
    Example("California operator's license D123456", ((KIND, "D123456"),), "an operator's"),
    Example("DRIVERS LICENSE NUMBER\nA1234567\n", ((KIND, "A1234567"),), "the label above"),
    Example("Drlver's Llcense N0. A12B4567", ((KIND, "A12B4567"),), "damaged"),
    Example("DL No. S123-4567-8901", ((KIND, "S123-4567-8901"),), "the short form"),
    Example("chauffeur's permit #12345678", ((KIND, "12345678"),), "a chauffeur's"),
    Example("a driver's license issued 12 May 1961", (), "a date"),
    Example("Texas license plate 1234567", (), "a car's plate"),
    Example("DL 100-12345", (), "a field office's file"),
    Example("the driver, file No. 105-1234567", (), "a file"),
)
