"""Social Security numbers through the study's damage table; every number here was never issued."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings, find
from tearline.model.finding import Finding
from tearline.model.page import Page, TextSource

SSN = Settings(detectors=("ssn",))
AREAS = st.one_of(st.integers(900, 999), st.sampled_from([0, 666]))
NUMBERS = (
    st.tuples(AREAS, st.integers(0, 99), st.integers(0, 9999))
    .map(lambda n: (f"{n[0]:03}", f"{n[1]:02}", f"{n[2]:04}"))
    .filter(lambda n: not "".join(n).startswith("98765432"))
)
LABELS = ["SSN", "S.S.N.", "SOC SEC NO", "SSAN:", "SS#", "SS No.", "Soclal Securlty Number", "SOC. SEC. NO.\n\n",
          "SOCIAL\n\nSECURITY NO", "S0CIAL SECURITY", "Socia1 Secunty No", "EMPLOYEE SOCIAL SECURITY NUMBER",
          "SS Number", "SSAN"]  # fmt: skip
SHAPES = [
    "{0}-{1}-{2}", "{0} {1} {2}", "{0}÷{1}-{2}", "{0}{1}-{2}", "{0}-{1}{2}", "{0}-{1}-{2}7",
    "{0}-{1}-{2:.3}", "{0}-{1}.{2}", "{0}-{1}={2}", "{0}:{1}-{2}", "{0}. {1}.{2}", "{0}{0[0]}-{1}-{2}",
    "{0} - {1} - {2}", "{0}{1}{2}", "{0}–{1}—{2}", "{0}•{1}-{2}", "{0}-{1}{1[0]}-{2}", "{0}-{1}-\n{2}",
    "{0}~{1}~{2}", "{0}-{1} {2}", "{0}/{1}/{2}",
]  # fmt: skip


def page(text: str, number: int = 1) -> Page:
    """Return a page of a text file."""
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def sure(text: str) -> list[Finding]:
    """Return the findings that would be withheld."""
    return [f for f in find([page(text)], SSN) if f.score >= AT_LEAST]


@pytest.mark.parametrize("shape", SHAPES)
@given(number=NUMBERS, label=st.sampled_from(LABELS))
def test_every_damaged_shape_beside_a_label_is_found(
    shape: str, number: tuple[str, str, str], label: str
) -> None:
    written = shape.format(*number)
    text = f"Name ROE, JANE {label} {written} GS-7"
    found = sure(text)
    assert any(text.find(written) == f.start and f.end == f.start + len(written) for f in found)


@given(number=NUMBERS, swaps=st.lists(st.integers(0, 8), max_size=3, unique=True))
def test_letters_read_for_digits_are_found(number: tuple[str, str, str], swaps: list[int]) -> None:
    letters = dict(zip("015286", "OlSZBG", strict=True))
    digits = list("".join(number))
    for place in swaps:
        digits[place] = letters.get(digits[place], digits[place])
    written = f"{''.join(digits[:3])}-{''.join(digits[3:5])}-{''.join(digits[5:])}"
    (found,) = sure(f"SSN {written}")
    assert found.value == "".join(number)


@given(NUMBERS)
def test_a_canonical_number_needs_no_label(number: tuple[str, str, str]) -> None:
    (found,) = sure(f"ROE, JANE   {'-'.join(number)}   CLERK")
    assert found.score >= 0.8
    assert found.value == "".join(number)


@given(st.lists(NUMBERS, min_size=5, max_size=40, unique=True))
def test_a_column_of_bare_numbers_is_found_under_a_head_on_the_page_before(
    numbers: list[tuple[str, str, str]],
) -> None:
    column = "\n".join("".join(n) for n in numbers)
    found = find([page("PAYROLL\nNAME\nSOC. SEC. NO.\nPAY"), page(column, 2)], SSN)
    assert {f.value for f in found if f.score >= AT_LEAST} == {"".join(n) for n in numbers}


def test_a_column_goes_on_over_a_third_page() -> None:
    columns = ["\n".join(f"90{p}{n:02}{1000 + n}" for n in range(10, 30)) for p in range(2)]
    pages = [page("SSN"), *(page(text, number) for number, text in enumerate(columns, 2))]
    assert len([f for f in find(pages, SSN) if f.score >= AT_LEAST]) == 40


def test_a_head_does_not_reach_over_a_missing_page() -> None:
    column = "\n".join(f"9001{n}4000" for n in range(10, 30))
    assert not [f for f in find([page("SSN"), page(column, 3)], SSN) if f.score >= AT_LEAST]


def test_a_form_that_tears_the_label_from_its_value() -> None:
    blanks = "\n\nNAME\n\nGRADE\n\nSTEP\n\nOFFICE OF ASSIGNMENT\n\nROE, JANE\n\nGS-7\n\n3\n\n"
    (found,) = sure(f"EMPLOYEE SOCIAL SECURITY NUMBER{blanks}900 12 3456\n\nSIGNATURE")
    assert found.value == "900123456"


def test_overlapping_shapes_give_one_finding() -> None:
    assert len(sure("SSN 900-12-3456 900-12-3457")) == 2


def test_public_specimens_score_low_and_say_so() -> None:
    (found,) = find([page("SSN 987-65-4321")], SSN)
    assert found.score < 0.5
    assert "specimen" in found.why


LOOK_ALIKES = [
    "104-10004-10143", "124-10274-10112", "180-10131-10325 and 104-10007-10345", "201-289248",
    "105-82555-1234", "NY 105-38431", "FILE IN 201-74-2671", "Bufile 105-82-5551", "Serial 105-82-5551",
    "105-82-5551\n105-82-5552\n105-82-5560\n105-82-5571", "Contract No. 900-12-3456", "900-12-3456-02",
    "12-31-1963", "31-12-1963", "1963-12-31", "22 NOV 1963 1230", "$123.45.6789", "1,234,567.89",
    "Washington, D.C. 20505-0001", "McLean VA 22101-1234", "(202) 555-0143", "202-555-0143",
    "RE 7-4821 ext 1234", "DIR 84888 IN 36017", "Docid:32423456 Page 12", "NW 65924 Docid:32989700",
    "100 20 3000", "19 63 1122", "pp. 123-45, 6789", "UFGA-12345", "Lot 12 34 5678", "No. 4411-63-1963",
    "acct 123-45-6789-00", "1234 56 7890", "11/22/63 11/23/63 11/24/63", "8-14-63 9-15-63", "123-4567",
    "1963 1964 1965 1966 1967", "40.00 80.00 120.00", "10 20 30 40 50 60 70 80 90", "6 7 8 9 1234 5678",
]  # fmt: skip


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_are_left_alone(text: str) -> None:
    assert sure(text) == []
    assert sure(f"{text}\n\nThe Social Security Administration replied.") == []


@pytest.mark.parametrize(
    "label",
    ["SOC SFC NO", "SOC SEG", "SOG SEC", "SQC SEC", "SOC. BEC.", "SOC-SEC-NO", "SOC/SEC", "SOCSEC",
     "SOCIALSECURITYNO", "SS N", "S S N", "SSM", "8SN", "SS", "S.S.", "SSN/", "Seguro Social No.",
     "SOC SEC ACCT", "TAX I.D.", "TAXPAYER IDENTIFICATION NO.", "EMPLOYEE'S IDENTIFYING NO.",
     "MEDICARE NO.", "S0C SEC N0"],
)  # fmt: skip
def test_damaged_and_other_labels_are_labels(label: str) -> None:
    gap = "" if label.endswith("/") else " "
    for written in ("900123471", "900 12 3471"):
        assert [f.value for f in sure(f"ROE\n{label}{gap}{written}")] == ["900123471"]


@pytest.mark.parametrize(
    "boxes",
    ["|9|0|0|1|2|3|4|7|1|", "| 9 | 0 | 0 | 1 | 2 | 3 | 4 | 7 | 1 |", "[9][0][0][1][2][3][4][7][1]",
     "900 | 12 | 3471", "900|12|3471", "9 0 0   1 2   3 4 7 1"],
)  # fmt: skip
def test_the_boxes_of_a_form_are_read_beside_or_under_a_label_only(boxes: str) -> None:
    for text in (f"SSN {boxes}", f"LAST NAME - FIRST - MI      SOC SEC NO\nROE JANE      {boxes}"):
        assert "900123471" in {"".join(c for c in f.value if c.isdigit()) for f in sure(text)}
    assert not [f for f in find([page(boxes)], SSN) if f.score >= 0.35]


@pytest.mark.parametrize(
    "text",
    ["SOC SEC NO   NAME   DATE\n900123471  ROE  4/12/77", ("Jane Roe     900123471\n______   ______\n"
     "Printed Name     Social Security Number"), "VETERANS ADMINISTRATION\nClaim No. C-900 12 3471",
     "VETERANS ADMINISTRATION\nClaim XC- 900 12 3471", "NAME/SSN/GRADE\nROE JANE/900 12 3471/GS-13"],
)  # fmt: skip
def test_forms_and_slashes_are_read(text: str) -> None:
    assert [f.value for f in sure(text)] == ["900123471"]


@pytest.mark.parametrize(
    "text", ["397.46 2794.44", "573.36\n\n1641.01", "SSN 1,234\n579.14 5646.99"]
)
def test_sums_of_money_are_no_numbers(text: str) -> None:
    assert not find([page(text)], SSN)


@pytest.mark.parametrize("text", ["Target  73-80-55N 860-36-57W  UTM 051 59 6570"])
def test_coordinates_are_no_labels(text: str) -> None:
    assert sure(text) == []
