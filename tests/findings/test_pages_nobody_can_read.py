"""A page that nothing can be found in is looked at by a person: it is never a clean page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import Settings
from tearline.findings.legibility import KIND, build
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource

CLEAR = (
    "The station chief met the source at the harbor on Tuesday and handed over the sum of 4711 "
    "dollars. Nothing further was heard of the matter until April."
)
NOISE = (
    "ees ae oy BENE cS ae Seok os zzq qx vw _ | ~ bhx ee jj kR rrrrts S aeaoi tC gj wk vv bdf cx "
)


def found_in(text: str, confidence: float | None = None) -> list[Finding]:
    """Return what the detector finds in a one-page text."""
    page = Page(1, 0, 0, text, (), TextSource.PLAIN, "test", "1", confidence)
    return list(build(Settings()).find([page], ()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n ",
        "| ~ _ . - —",
        "Exhibit F",
        "Photograph by Roe 1963",
        "2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992",
        "NW 65924 Docid:32263509 Page 7",
        NOISE,
        NOISE
        + "\n2025 RELEASE UNDER THE PRESIDENT JOHN F. KENNEDY ASSASSINATION RECORDS ACT OF 1992",
        "4711 12.50 8.00 3 77 1962 14 99.10 5 6 7",
        "Встреча прошла на вокзале; человек передал конверт и ушёл.",
        "اجتمع المصدر مع الضابط في الميناء يوم الثلاثاء",
        "הפגישה התקיימה בנמל ביום שלישי בבוקר",
        "会议于星期二在港口举行，来源交付了文件",
    ],
)
def test_a_page_past_reading_is_for_a_person(text: str) -> None:
    (found,) = found_in(text)
    assert (found.kind, found.start, found.areas, found.value) == (KIND, None, (), "")
    assert 0.35 <= found.score < 0.75
    assert found.why.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        CLEAR,
        "The station chief met him.",
        "NO OBJECTION. CLEARED BY THE DIRECTOR.",
        "CITE WAVE 4711 RE DIR 84888 PLS ADVISE STATUS SUBJECT",
        "ROE, JANE 4/5/1930 DAYTON\nDOE, JOHN 6/7/1931 AKRON\nPOE, ANN 8/9/1932 TOLEDO",
        "Thе sоurсе met thе officer in thе hаrbоr.",  # Cyrillic look-alikes of Latin letters
        "Señor Núñez llegó a México el martes por la mañana.",
        CLEAR * 200,
    ],
)
def test_a_page_that_reads_is_left_alone(text: str) -> None:
    assert found_in(text) == []


def test_an_unsure_reader_is_not_trusted() -> None:
    assert found_in(CLEAR, confidence=30.0)[0].kind == KIND
    assert found_in(CLEAR, confidence=90.0) == []


def test_a_ruined_part_of_a_long_text_is_shown_where_it_stands() -> None:
    text = CLEAR * 60 + NOISE * 120 + CLEAR * 60
    (found,) = found_in(text)
    assert found.start is not None
    assert found.end is not None
    middle = CLEAR * 60
    assert found.start <= len(middle) + 4000
    assert found.end >= len(middle) + len(NOISE) * 120 - 4000
    assert found.end - found.start < len(text) * 2 // 3


@given(st.text(max_size=40))
def test_every_page_with_few_words_is_looked_at(text: str) -> None:
    if len(text.split()) < 3:
        assert len(found_in(text)) == 1
