"""A sheet that contradicts its record is a finding, one that agrees is none; all are made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings import sheets
from tearline.findings.detector import Settings, spanned
from tearline.model.page import Page, TextSource

NUMBER = "999-10001-10001"
DETECTOR = sheets.build(Settings())


def sheet(number=NUMBER, pages="3", status="Redact", restrictions="1B", review="05/31/1994"):
    return (
        "JFK ASSASSINATION SYSTEM\nIDENTIFICATION FORM\nAGENCY: FBI\n"
        f"RECORD NUMBER: {number}\nRECORD SERIES: HQ\nORIGINATOR: FBI\nFROM: ROE, JANE\n"
        f"DATE: 03/14/1962\nPAGES: {pages}\nDOCUMENT TYPE: PAPER, TEXTUAL DOCUMENT\n"
        f"RESTRICTIONS: {restrictions}\nCURRENT STATUS: {status}\n"
        f"DATE OF LAST REVIEW: {review}\n\n"
    )


PAPER = "The price of samples has risen since the spring and is expected to rise again.\n" * 4


def leaves(*texts):
    return [
        Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")
        for number, text in enumerate(texts, 1)
    ]


def found(pages, earlier=()):
    return [
        (f.kind, pages[f.page - 1].text[f.start : f.end])
        for f in DETECTOR.find(pages, earlier)
        if f.kind != sheets.POSTPONEMENT
    ]


def hold(page, score=0.95):
    class Holds:
        name, version = "holds", "1"

    return spanned(Holds, page, (0, 4), "hold.court_seal", score, "A stamp.", "")


@given(st.integers(1, 9), st.integers(1, 9))
def test_a_page_count_is_told_when_it_is_more_than_one_off(said, there):
    pages = leaves(sheet(pages=said), *[PAPER] * there)
    far = min(abs(said - there), abs(said - there - 1)) > 1
    assert found(pages) == ([("sheet.pages_differ", str(said))] if far else [])


def test_a_text_without_page_marks_has_no_page_count():
    assert found(leaves(sheet(pages="40") + PAPER)) == []


def test_a_file_with_two_records_sheets_has_no_page_count_of_its_own():
    pages = leaves(sheet(pages="1"), PAPER, sheet("999-10001-10002", pages="9"), PAPER, PAPER)
    assert found(pages) == []


@pytest.mark.parametrize("said", [{"status": "OPEN IN FULL"}, {"restrictions": "OPEN IN FULL"}])
def test_open_in_full_over_a_hold_is_told(said):
    pages = leaves(sheet(**said), PAPER, PAPER)
    assert found(pages) == []
    assert found(pages, [hold(pages[2], score=0.3)]) == []  # a mention holds nothing
    assert found(pages, [hold(pages[2])]) == [("sheet.open_with_hold", "OPEN IN FULL")]


def test_a_hold_in_the_next_record_is_not_this_sheet_s():
    pages = leaves(sheet(status="OPEN IN FULL"), PAPER, sheet("999-10001-10002"), PAPER)
    assert found(pages, [hold(pages[3])]) == []
    assert found(pages, [hold(pages[1])]) == [("sheet.open_with_hold", "OPEN IN FULL")]


def test_released_with_deletions_is_not_open():
    pages = leaves(sheet(status="RELEASED WITH DELETIONS"), PAPER, PAPER)
    assert found(pages, [hold(pages[1])]) == []


@pytest.mark.parametrize("status", ["POSTPONED IN FULL", "Withhold", "P0STPONED IN FULL"])
def test_a_record_withheld_in_full_whose_pages_are_here_is_told(status):
    assert found(leaves(sheet(status=status, pages="2"))) == []
    pages = leaves(sheet(status=status), PAPER, PAPER)
    assert found(pages) == [("sheet.postponed_in_full", status)]
    assert found(leaves(sheet(status=status) + PAPER)) == [("sheet.postponed_in_full", status)]


def test_of_two_sheets_for_one_record_the_last_review_counts():
    new, old = sheet(review="03/08/2000"), sheet(status="POSTPONED IN FULL", review="01/05/99")
    assert found(leaves(new, old, PAPER, PAPER)) == []
    assert found(leaves(old, new, PAPER, PAPER)) == []
    back = sheet(status="POSTPONED IN FULL", review="03/08/2001")
    assert found(leaves(new, back, PAPER, PAPER)) == [
        ("sheet.postponed_in_full", "POSTPONED IN FULL")
    ]


def test_a_postponement_names_authority_ground_and_review_and_withholds_nothing():
    pages = leaves(sheet(restrictions="1B; 3; CONSULTED; OPEN IN FULL"), PAPER, PAPER)
    told = [f for f in DETECTOR.find(pages, ()) if f.kind == sheets.POSTPONEMENT]
    assert [pages[0].text[f.start : f.end] for f in told] == ["1B", "3", "CONSULTED"]
    assert "section 6(3)" in told[1].why
    assert "privacy" in told[1].why
    assert all("1994-05-31" in f.why and f.score < 0.35 for f in told)


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        ([NUMBER], []),
        ([f"{NUMBER}.pdf", "999-10001-19999"], []),
        (["DOCID-99999999"], []),
        ([], []),
        (["999-10001-19999.pdf"], ["sheet.number_differs"]),
        (["999-10001-10007", "DOCID-99999999"], ["sheet.number_differs"]),
    ],
)
def test_a_number_that_no_name_has_is_told(names, kinds):
    pages = leaves(sheet(), PAPER)
    told = sheets.number_unlike_names(pages, names)
    assert [f.kind for f in told] == kinds
    assert all(pages[0].text[f.start : f.end] == NUMBER for f in told)
    assert all(NUMBER not in f.why and NUMBER not in repr(f) for f in told)


def test_one_digit_off_is_perhaps_misread_and_a_second_sheet_is_perhaps_a_second_record():
    pages = leaves(sheet(), PAPER)
    (near,) = sheets.number_unlike_names(pages, ["999-10001-10007"])
    (far,) = sheets.number_unlike_names(pages, ["999-20002-20002"])
    both = leaves(sheet(), sheet("999-30003-30003"))
    (other,) = sheets.number_unlike_names(both, [NUMBER])
    assert other.page == 2
    assert 0.35 <= other.score < near.score < far.score


def test_every_kind_is_declared():
    pages = leaves(sheet(status="POSTPONED IN FULL", pages="40"), PAPER, PAPER)
    assert {f.kind for f in DETECTOR.find(pages, ())} <= DETECTOR.kinds
    assert {f.kind for f in sheets.number_unlike_names(pages, ["999-2-2 999-20002-20002"])} == {
        sheets.NUMBER
    }
