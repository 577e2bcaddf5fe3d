"""A column vouches for the numbers in it, and speaks against those that are something else."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.findings.detector import AT_LEAST, Settings, find
from tearline.findings.identifiers import ssn_words
from tearline.findings.identifiers.ssn_words import Head
from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word

SSN = Settings(detectors=("ssn",))
NAMES = ("ROE, JANE", "DOE, JOHN Q.", "POE, ANN", "MOE, EDGAR ALLAN")
ROWS = 24
# What scanning does to a number in a column: every row of the study's census, and digits lost.
DAMAGE = [
    "{0} {1} {2}", "{0}{1}{2}", "{0}÷{1}-{2}", "{0}{1}-{2}", "{0}-{1}-{2}7", "{0}-{1}-{2:.3}",
    "{0}-{1}.{2}", "{0}:{1}-{2}", "{0}. {1}.{2}", "{0}0-{1}-{2}", "{0} - {1} - {2}", "{0}-{1}1-{2}",
    "{0}/{1}{2}", "{0}-{1}-{2:.2}.12", "{0} {1} {2}1", "{0} {1} {2:.3}", "{0}{1}{2:.3}", "{0}{1}{2}3",
    "{0}-{1:.1}-{2}", "4- {0}-{1}-{2}", "4-{0}-{1}-{2}", "{0}-{1}={2}", "{0}•{1}-{2}",
]  # fmt: skip


def plain(text: str, number: int = 1) -> Page:
    """Return a page of a text file."""
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def numbers(seed: int, rows: int = ROWS) -> list[tuple[str, str, str]]:
    """Return numbers that were never issued, no two areas alike in a row."""
    random = Random(seed)
    return [
        (f"9{random.randrange(86):02}", f"{random.randint(10, 99)}", f"{random.randint(1000, 9999)}")
        for _ in range(rows)
    ]  # fmt: skip


def withheld(pages: list[Page]) -> set[tuple[int, str]]:
    """Return page number and text of what would be withheld."""
    return {
        (f.page, pages[f.page - 1].text[f.start : f.end])
        for f in find(pages, SSN)
        if f.score >= AT_LEAST
    }


def grid(cells: list[list[str]]) -> str:
    """Write rows on a grid of letters."""
    return "\n".join("".join(f"{cell:24}" for cell in row).rstrip() for row in cells)


def tight(cells: list[list[str]]) -> str:
    """Write rows with single blanks, as a reader that drops them does."""
    return "\n".join(" ".join(row) for row in cells)


def torn(cells: list[list[str]]) -> str:
    """Write one column after the other, each cell on a line."""
    return "\n".join("\n".join(column) for column in zip(*cells, strict=True))


def boxed(cells: list[list[str]], number: int = 1) -> Page:
    """Return a page with boxes whose text was torn into columns."""
    text, words = "", []
    for at, column in enumerate(zip(*cells, strict=True)):
        for row, cell in enumerate(column):
            left = 3000 + at * 14_000
            for word in cell.split(" "):
                begin = len(text)
                text += word + " "
                box = Area(left, 4000 + row * 1300, left + len(word) * 500, 4800 + row * 1300)
                words.append(Word(word, begin, begin + len(word), box, 90.0))
                left += (len(word) + 1) * 500
            text = text[:-1] + "\n"
    return Page(number, 61_200, 79_200, text, tuple(words), TextSource.OCR, "test", "1", 90.0)


def rows_of(values: list[str]) -> list[list[str]]:
    """Return rows of a payroll around the values."""
    return [[NAMES[n % 4], v, "GS-7", f"{100 + n}.50"] for n, v in enumerate(values)]


HEADS = [["NAME", "SSN", "GRADE", "PAY"]]
WRITERS = [grid, tight, torn]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("head", [True, False])
@pytest.mark.parametrize("shape", DAMAGE)
def test_whole_shapes_vouch_for_the_damaged_cells_of_their_column(shape, head, write) -> None:
    values = ["-".join(n) for n in numbers(len(shape))]
    for row in (3, 11, 17):
        values[row] = shape.format(*numbers(row, 1)[0])
    text = write((HEADS if head else []) + rows_of(values))
    found = withheld([plain(text)])
    missed = [
        v
        for v in values
        if not any(v.removeprefix("4- ").removeprefix("4-") in t for _, t in found)
    ]
    assert missed == []
    assert len(found) == len(set(values))


@pytest.mark.parametrize("write", [*WRITERS, None])
@pytest.mark.parametrize("shape", ["{0}{1}{2}", "{0} {1} {2}", "{0}-{1}-{2}"])
def test_a_head_on_the_page_before_vouches_for_forty_bare_numbers(shape, write) -> None:
    values = [[shape.format(*n) for n in numbers(seed, 40)] for seed in (1, 2, 3)]
    tables = [HEADS * (not page) + rows_of(v) for page, v in enumerate(values)]
    pages = [boxed(t, n) if write is None else plain(write(t), n) for n, t in enumerate(tables, 1)]
    assert withheld(pages) == {(n, v) for n, page in enumerate(values, 1) for v in page}


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.tuples(st.integers(0, ROWS - 1), st.sampled_from(DAMAGE)), max_size=8),
    st.integers(),
)
def test_boxes_bring_a_damaged_column_back(damage: list[tuple[int, str]], seed: int) -> None:
    drawn = numbers(seed)
    values = ["-".join(n) for n in drawn]
    for row, shape in damage:
        values[row] = shape.format(*drawn[row])
    found = withheld([boxed(HEADS + rows_of(values))])
    assert all(any(v.removeprefix("4- ").removeprefix("4-") in t for _, t in found) for v in values)


CLAIMS = ["ACCOUNT NO", "SERIAL", "FILE NO.", "ZIP", "CHECK NO", "INVOICE", "POLICY NUMBER",
          "DATE", "AMOUNT", "TELEPHONE", "CASE NUMBER", "CONTRACT"]  # fmt: skip


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("claim", CLAIMS)
def test_heads_of_other_things_speak_against_bare_numbers(claim, write) -> None:
    cells = [["NAME", claim], *([NAMES[n % 4], "".join(v)] for n, v in enumerate(numbers(5)))]
    assert withheld([plain(write(cells))]) == set()


@pytest.mark.parametrize("write", WRITERS)
def test_neighbouring_columns_are_left_alone(write) -> None:
    random = Random(3)
    whole = ["-".join(n) for n in numbers(9)]
    cells = [["NAME", "SSN", "ACCOUNT NO", "TELEPHONE", "ADDRESS", "HIRED", "PAY"]]
    cells += [
        [NAMES[n % 4], v, "".join(numbers(n + 50, 1)[0]), f"202-555-0{random.randint(100, 199)}",
         f"DC 20505-{random.randint(1000, 9999)}", "12-14-1961", "1,234.50"]
        for n, v in enumerate(whole)
    ]  # fmt: skip
    assert withheld([plain(write(cells))]) == {(1, v) for v in whole}


def test_a_list_of_file_serials_is_no_roster() -> None:
    lines = [f"105-{10 + n}-{1000 + 7 * n}" for n in range(20)]
    assert withheld([plain("\n".join(lines))]) == set()
    lines = [f"TO: SAC, NEW YORK (105-{10 + n}-{1000 + 7 * n})" for n in range(3)]
    assert withheld([plain("\n".join(lines))]) == set()


def test_a_stray_mark_before_a_number_of_a_roster_hides_nothing() -> None:
    lines = [f"{n % 9 + 1}- {'-'.join(v)}" for n, v in enumerate(numbers(4))]
    assert len(withheld([plain("\n".join(lines))])) == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "Sgt. ROE, JANE   Service No. 900-12-3456",
        "ASN 900-12-3456",
        "PFC John Roe, USMC, SN 900-12-3456",
        "SERVICE NUMBER: 900123456",
        "Serial No. 900-12-3456, rank Sergeant, U.S. Army",
    ],
)
def test_a_soldier_s_service_number_is_one(text: str) -> None:
    (found,) = find([plain(text)], SSN)
    assert found.score >= AT_LEAST
    assert "service number" in found.why


@pytest.mark.parametrize("text", ["Service No. 51 234 567", "Serial 105-82-5551", "Serial No. 12"])
def test_other_service_and_serial_numbers_are_none(text: str) -> None:
    assert withheld([plain(text)]) == set()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("soc. sec. no.", Head.SOCIAL), ("security no", Head.SOCIAL), ("s.s.n.", Head.SOCIAL),
        ("name ssn pay", Head.SOCIAL), ("ssn account no", Head.BOTH), ("zip", Head.CLAIMED),
        ("social security tax withheld", Head.OTHER), ("internal security - r", Head.UNKNOWN),
        ("service number", Head.SERVICE), ("", Head.UNKNOWN), ("amount", Head.OTHER),
        ("majoring in social studies", Head.UNKNOWN), ("soclal securlty number", Head.SOCIAL),
    ],
)  # fmt: skip
def test_heads_are_read(head: str, said: Head) -> None:
    assert ssn_words.head(head) is said


@pytest.mark.parametrize(
    "shape", ["9?0-12-3456", "90*12*3456", "900-12-34_6", "9001-123-456", "90012_3456"]
)
def test_what_stands_right_behind_a_label_is_looked_at(shape: str) -> None:
    found = find([plain(f"SSN: {shape}  GS-7")], SSN)
    assert max(f.score for f in found) >= AT_LEAST
    assert any(f.start == 5 and f.end == 5 + len(shape) for f in found)


TITLES = [
    "PAY PERIOD ENDING 4/12/77   PAGE 1",
    "PAYROLL JOURNAL\nPAY PERIOD ENDING 4/12/77   PAGE 1\n",
    "DEPARTMENT OF THE ARMY                       4 May 1972",
]


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("head", ["SOC SEC NO", "S0C SEC N0", "SOC. SFC. NO.", "SSN"])
@pytest.mark.parametrize("shape", ["{0}{1}{2}", "{0} {1} {2}"])
def test_a_title_above_the_head_hides_no_number(shape: str, head: str, title: str) -> None:
    values = [shape.format(*n) for n in numbers(8)]
    cells = [["NAME", head, "GROSS", "NET PAY"], *rows_of(values)]
    assert withheld([plain(f"{title}\n{grid(cells)}")]) == {(1, v) for v in values}


@pytest.mark.parametrize(
    ("shape", "least"),
    [("{0} {1} {2}", AT_LEAST), ("{0}{1}{2}", 0.45), ("{0}{1}{2}x", 0.0)],
)
def test_names_beside_numbers_make_a_list_of_people(shape: str, least: float) -> None:
    values = [shape.format(*n) for n in numbers(6)]
    text = grid([[NAMES[n % 4], v] for n, v in enumerate(values)])
    scores = {f.value: f.score for f in find([plain(text)], SSN)}
    assert len(scores) == (ROWS if least else 0)
    assert all(score >= least for score in scores.values())


def test_no_name_and_no_label_leave_a_loose_number_clear() -> None:
    (found,) = find([plain("the reading was 900 12 3456 at noon")], SSN)
    assert found.score < 0.35


@pytest.mark.parametrize("head", ["BADGE/ID NO", "CHECK NO", "TELEPHONE"])
def test_a_neighbour_s_head_claims_no_roster_with_names(head: str) -> None:
    values = ["-".join(n) for n in numbers(7)]
    cells = [["NAME", head], *([NAMES[n % 4], v] for n, v in enumerate(values))]
    assert withheld([plain(grid(cells))]) == {(1, v) for v in values}


@pytest.mark.parametrize("head", ["", "SSN/NAME/GRADE/STEP\n"])
def test_numbers_glued_to_names_are_found(head: str) -> None:
    values = ["".join(n) for n in numbers(2, 12)]
    text = head + "\n".join(f"{v}ROE JANE  GS0712 {n:06}" for n, v in enumerate(values, 123456))
    assert withheld([plain(text)]) == {(1, v) for v in values}


def test_letters_of_beneficiaries_turn_claims_into_numbers() -> None:
    values = ["-".join(n) for n in numbers(6, 9)]
    cells = [["CLAIM NUMBER", "BENEFICIARY"]]
    cells += [[f"{v}{(' A', 'A', '-B', 'HA')[n % 4]}", NAMES[n % 4]] for n, v in enumerate(values)]
    assert withheld([plain(grid(cells))]) == {(1, v) for v in values}


@pytest.mark.parametrize(
    "line",
    ["see 100-53475-77", "019-1190-364", "4, 1997 10:12", "GS6819 732560", "AF 33(600)-63043",
     "DA-20-181-AMC-2187", "NN3-418-60-312", "900-45-3326-00"],
)  # fmt: skip
def test_what_is_no_number_stays_out_of_a_column_of_numbers(line: str) -> None:
    values = ["-".join(n) for n in numbers(3, 9)]
    lines = [*values[:4], line, *values[4:]]
    assert withheld([plain("\n".join(lines))]) == {(1, v) for v in values}


@pytest.mark.parametrize(
    "page", ["SEARCH SLIP", "FILE & SERIAL NUMBER", "Purchase orders", "PARTS LIST"]
)
def test_pages_of_files_and_things_are_looked_at_only(page: str) -> None:
    lines = [f"{a}-{n + 10}-{4000 + 7 * n}" for n, a in enumerate(("134", "201", "157", "198") * 3)]
    found = find([plain("\n".join([page, *lines]))], SSN)
    assert found
    assert all(f.score < AT_LEAST for f in found)


def test_taxes_under_social_security_are_sums() -> None:
    rows = "\n".join(f"Jan   {900 + n} {10 + n} {4000 + n}   {n}12345.67" for n in range(8))
    assert withheld([plain(f"        SOCIAL SECURITY\nMONTH   TAX   TOTAL\n{rows}")]) == set()
