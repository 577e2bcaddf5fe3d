"""Payment card numbers, by their check digit and the ranges of those who issue them.

Promises: thirteen to nineteen digits, whole or in the groups cards are printed in, that pass the
check (Luhn) and begin as some issuer's do; behind a card's label also one that damage made fail.

Does not promise: a number that lost a digit and has no label near it; it fails the check.
"""

# ruff: noqa: PLR2004  (ranges and lengths are read best where they stand)
from __future__ import annotations

import re
from collections.abc import Iterator

from tearline.findings.detector import Detector, Example, Settings
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
from tearline.text import as_digits, fold

KIND = "card"

_SHAPE = re.compile(
    rf"(?<![0-9A-Za-z$/])(?P<digits>{DIGIT}{{12,19}}|{DIGIT}{{3,5}}(?:{GAP}{{1,2}}{DIGIT}{{2,6}}){{2,5}})"
    rf"(?![0-9])"
)
# Whole, or in fours, or as 4-6-5 and 4-6-4.
_PRINTED = re.compile(
    r"(?<![0-9A-Za-z./-])(?:[2-6][0-9]{12,18}"
    r"|[2-6][0-9]{3}(?P<gap>[ -])(?:[0-9]{4}(?P=gap)){2}[0-9]{1,4}(?:(?P=gap)[0-9]{1,3})?"
    r"|3[0-9]{3}(?P<by>[ -])[0-9]{6}(?P=by)[0-9]{4,5})(?![0-9A-Za-z/]|[.-][0-9])"
)
# First digits as a number, and the lengths that go with them.
_ISSUERS: tuple[tuple[int, int, frozenset[int]], ...] = (
    (34, 34, frozenset({15})),
    (37, 37, frozenset({15})),
    (4, 4, frozenset({13, 16, 19})),
    (51, 55, frozenset({16})),
    (2221, 2720, frozenset({16})),
    (6011, 6011, frozenset({16, 19})),
    (644, 659, frozenset({16, 19})),
    (300, 305, frozenset({14, 16})),
    (36, 36, frozenset({14, 16})),
    (38, 39, frozenset({14, 16})),
    (3528, 3589, frozenset({16, 19})),
    (62, 62, frozenset({16, 17, 18, 19})),
    (50, 50, frozenset({13, 16, 19})),
    (56, 58, frozenset({16, 19})),
)


def passes(digits: str) -> bool:
    """Say whether digits pass the Luhn check."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def issued(digits: str) -> bool:
    """Say whether some issuer's numbers begin so and have this length."""
    return any(
        len(digits) in lengths and first <= int(digits[: len(str(first))]) <= last
        for first, last, lengths in _ISSUERS
    )


def _read(match: re.Match[str]) -> tuple[str, float] | None:
    """Read a labelled number; one that passes the check is as sure as can be."""
    digits = digits_of(match["digits"], 12, 20)
    if digits is None:
        return None
    if passes(digits) and issued(digits):
        return digits, 1.0
    return digits, 0.88 if digits[0] in "23456" else 0.7


_NUMBERED = re.compile(
    r"(?:[\s.]{1,3}(?:card|acc(?:oun)?t))?[\s.,]{0,3}(?:n[o0]s?\b|nu[a-z0-9]{1,4}rs?\b|#|:)?"
)
SORT = Sort(
    KIND,
    (
        Form(
            frozenset(
                "credit visa visacard mastercard mastercharge amex discover card cards".split()  # noqa: SIM905
            ),
            0.97,
            _NUMBERED,
        ),
    ),
    _SHAPE,
    _read,
    "a card's label",
)


class _CardDetector(LabelledDetector):
    """Checked numbers anywhere, and labelled ones that fail the check."""

    def on_page(self, page: Page) -> Iterator[Answer]:
        """Yield both."""
        yield from super().on_page(page)
        text = fold(page.text).text
        why = "It has the length, first digits and check digit of a payment card."
        for match in _PRINTED.finditer(text):
            digits = as_digits(match.group())
            if 13 <= len(digits) <= 19 and passes(digits) and issued(digits):
                grouped = match["gap"] or match["by"]
                score = 0.95 if grouped or len(digits) in {15, 16} else 0.7
                yield Answer(match.start(), match.end(), score, why, digits)


def build(settings: Settings) -> Detector:
    """Return the detector; it has nothing to set."""
    del settings
    return _CardDetector(SORT)


EXAMPLES: tuple[Example, ...] = (
    Example("paid with 4111 1111 1111 1111,", ((KIND, "4111 1111 1111 1111"),), "in fours"),
    Example("5555-5555-5555-4444", ((KIND, "5555-5555-5555-4444"),), "dashes"),
    Example("378282246310005 exp. 12/30", ((KIND, "378282246310005"),), "fifteen digits"),
    Example("3782 822463 10005", ((KIND, "3782 822463 10005"),), "in four, six and five"),
    Example("Credit card no. 4O12 8888 8888 1881", ((KIND, "4O12 8888 8888 1881"),), "an O in it"),
    Example("VISA 4012 8888 8888 188", ((KIND, "4012 8888 8888 188"),), "a digit lost"),
    Example("CREDIT CARD\n\n5105105105105100\n", ((KIND, "5105105105105100"),), "label above"),
    Example("Credlt Carcl N0: 4012 8888 8888 1882", ((KIND, "4012 8888 8888 1882"),), "damaged"),
    Example("4012 8888 8888 1882", (), "the check fails and nothing calls it a card"),
    Example("104-10004-10143", (), "a record number"),
    Example("9999 9999 9999 9995", (), "nobody issues it"),
    Example("VISA ISSUED 12 MAY 1961", (), "a visa for a journey"),
    Example("docid-32424242 201-0289248 1963-11-22", (), "other numbers"),
)
