"""Long pages: no text makes a detector backtrack. Ceilings are ten times what is usual, and more."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest

from tearline.findings.detector import Settings, find
from tearline.model.page import Page, TextSource

SIZE = 300_000
SECONDS = 12.0

_random = Random(1)
LONG = {
    "digits and dashes": "".join(_random.choices("0123456789-", k=SIZE)),
    "digits, dashes, blanks": "".join(_random.choices("0123456789- \n.", k=SIZE)),
    "one digit": "1" * SIZE,
    "ones and dashes": "1-" * (SIZE // 2),
    "numbers in a chain": "900-12-3456-" * (SIZE // 12),
    "labels": "SSN Social Security No " * (SIZE // 23),
    "labels and numbers": "SSN 900-12-3456 " * (SIZE // 16),
    "birth words": "born DOB date of birth " * (SIZE // 23),
    "dates after one label": "born " + "3/12/21 " * (SIZE // 8),
    "at signs": "a@" * (SIZE // 2),
    "one capital": "A" * SIZE,
    "capitals that may be digits": "O0l1" * (SIZE // 4),
    "one word": "a" * SIZE + "@" + "b" * SIZE,
    "blanks": " " * SIZE,
    "line ends": "\n" * SIZE,
    "stamps without ends": "GRAND JURY MATERIAL " * (SIZE // 20),
    "letters that stand for digits": "OlISBZ|! " * (SIZE // 9),
    "strange letters": "О\u0301ﬁ–" * (SIZE // 4),
}


@pytest.mark.parametrize("name", LONG)
def test_no_text_makes_a_detector_backtrack(name: str) -> None:
    shown = Page(1, 0, 0, LONG[name], (), TextSource.PLAIN, "test", "1")
    begin = process_time()
    find([shown], Settings(terms=("Jane Roe", "1 1 1 1", "aaaa")))
    assert process_time() - begin < SECONDS
