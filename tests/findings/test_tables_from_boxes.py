"""Tables: columns and heads come back from where words stand, however the reader tore the text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word
from tearline.tables import Column, Form, lay_out

WIDE, HIGH = 61_200, 79_200
PITCH, LINE = 720, 1_300  # a typewriter's letter and line

Drawn = tuple[int, float, str]  # row, letter it begins at, text (single blanks between words)


def plain(text: str, number: int = 1) -> Page:
    """Return a page of a text file."""
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def drawn(
    parts: Sequence[Drawn],
    number: int = 1,
    *,
    torn: bool = False,
    slope: float = 0.0,
    turn: int = 0,
    seed: int | None = None,
) -> Page:
    """Return a page with a box for each word; ``torn``: read one column after the other."""
    order = sorted(parts, key=lambda p: (p[1], p[0]) if torn else (p[0], p[1]))
    jitter = Random(seed)
    text, words = "", []
    for row, begin, part in order:
        letter = begin
        text += "\n" if text else ""
        for word in part.split(" "):
            left = int(3000 + letter * PITCH)
            top = int(4000 + row * LINE + slope * left)
            if seed is not None:
                left, top = left + jitter.randint(-200, 200), top + jitter.randint(-120, 120)
            box = Area(left, top, left + len(word) * PITCH - 120, top + 800)
            if not text.endswith(("\n", " ")) and text:
                text += " "
            words.append(Word(word, len(text), len(text) + len(word), shown(box, turn), 90.0))
            text += word
            letter += len(word) + 1
    size = (WIDE, HIGH) if turn in {0, 180} else (HIGH, WIDE)
    return Page(number, *size, text, tuple(words), TextSource.OCR, "test", "1", 90.0, turn)


def shown(box: Area, turn: int) -> Area:
    """Return an upright box as it lies on a page that must be turned by ``turn``."""
    if turn == 90:
        return Area(box.top, WIDE - box.right, box.bottom, WIDE - box.left)
    if turn == 180:
        return Area(WIDE - box.right, HIGH - box.bottom, WIDE - box.left, HIGH - box.top)
    if turn == 270:
        return Area(HIGH - box.bottom, box.left, HIGH - box.top, box.right)
    return box


def payroll(rows: int, *, head: bool, first: int = 0) -> list[Drawn]:
    """Return a payroll of fictional people: name, number, money."""
    parts: list[Drawn] = []
    if head:
        parts = [(0, 0, "NAME"), (0, 25, "SOC SEC NO"), (0, 45, "GROSS PAY"), (1, 45, "AMOUNT")]
    for row in range(rows):
        n = first + row
        parts += [
            (row + 3, 0, f"ROE{chr(65 + n % 26)}, JANE"),
            (row + 3, 25, f"9{n % 100:02}-{n % 90 + 10}-{1000 + n}"),
            (row + 3, 45, f"{100 + n}.50"),
        ]
    return parts


def texts(page: Page, column: Column) -> list[str]:
    """Return the texts of a column's cells."""
    return [page.text[c.start : c.end] for c in column.cells]


def numbers(page: Page, columns: Sequence[Column]) -> Column:
    """Return the column of numbers with dashes."""
    (found,) = [c for c in columns if "-" in texts(page, c)[-1]]
    return found


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("torn", [False, True])
@pytest.mark.parametrize("slope", [-0.02, 0.0, 0.02])
def test_a_payroll_comes_back_whatever_order_it_was_read_in(
    turn: int, torn: bool, slope: float
) -> None:
    page = drawn(payroll(30, head=True), torn=torn, turn=turn, slope=slope, seed=3)
    (layout,) = lay_out([page])
    assert layout.form is Form.ROSTER
    column = numbers(page, layout.columns)
    assert column.head == "soc sec no"
    assert not column.inherited
    assert len(column.cells) == 30
    (money,) = [c for c in layout.columns if texts(page, c)[-1].endswith(".50")]
    assert money.head == "gross pay amount"
    at = page.text.index("908-18-1008")
    assert layout.column_at(at, at + 11) is column
    beside = [page.text[c.start : c.end] for c in layout.row_at(at, at + 11)]
    assert beside == ["ROEI, JANE", "108.50"]


def test_a_head_is_carried_on_as_long_as_the_column_goes_on() -> None:
    pages = [drawn(payroll(25, head=n == 1, first=25 * n), n, torn=n % 2 == 0) for n in range(1, 6)]
    for page, layout in zip(pages, lay_out(pages), strict=True):
        column = numbers(page, layout.columns)
        assert column.head == "soc sec no"
        assert column.inherited == (page.number > 1)
        assert len(column.cells) == 25


def test_a_head_is_not_carried_to_another_place_nor_over_a_missing_page() -> None:
    first = drawn(payroll(25, head=True), 1)
    moved = [(row, at + 12, text) for row, at, text in payroll(25, head=False)]
    (_, layout) = lay_out([first, drawn(moved, 2)])
    assert {c.head for c in layout.columns} == {""}
    (_, layout) = lay_out([first, drawn(payroll(25, head=False), 3)])
    assert {c.head for c in layout.columns} == {""}


@pytest.mark.parametrize("torn", [False, True])
def test_a_ragged_cell_stays_in_its_column(torn: bool) -> None:
    parts = payroll(20, head=True)
    damaged = {5: "90-12-3456", 9: "900-12-34567", 12: "900 12 3456"}
    parts = [
        (row, at - 0.6 if row - 3 in damaged and at == 25 else at,
         damaged[row - 3] if row - 3 in damaged and at == 25 else text)
        for row, at, text in parts
    ]  # fmt: skip
    page = drawn(parts, torn=torn, seed=5)
    (layout,) = lay_out([page])
    assert set(damaged.values()) <= set(texts(page, numbers(page, layout.columns)))


def test_a_text_file_s_grid_is_a_table() -> None:
    rows = [f"ROE, JANE{chr(65 + n)}      9001{n:02}4000     {100 + n}.50" for n in range(20)]
    page = plain("STAFF PAYROLL\n\nNAME           SSN           PAY\n" + "\n".join(rows))
    (layout,) = lay_out([page])
    assert layout.form is Form.ROSTER
    at = page.text.index("900104")
    column = layout.column_at(at, at + 9)
    assert column is not None
    assert column.head == "ssn"
    assert len(column.cells) == 20


def test_a_table_torn_into_bare_lines_keeps_its_heads() -> None:
    names = [f"ROE, JANE {chr(65 + n)}." for n in range(20)]
    bare = [f"9001{n:02}4000" for n in range(20)]
    pay = [f"{100 + n}.50" for n in range(20)]
    page = plain("\n\n".join(["PAYROLL", *names, "SOC. SEC. NO.", *bare, "AMOUNT", *pay]))
    following = plain("\n".join([*bare, *pay]), 2)
    for at, layout in zip([page, following], lay_out([page, following]), strict=True):
        place = at.text.index("900104")
        column = layout.column_at(place, place + 9)
        assert column is not None
        assert column.head == "soc. sec. no."
        assert column.inherited == (at.number == 2)
        assert len(column.cells) == 20
        place = at.text.index("104.50")
        money = layout.column_at(place, place + 6)
        assert money is not None
        assert money.head == "amount"


def test_all_heads_first_pair_off_with_the_columns() -> None:
    bare = [f"9001{n:02}4000" for n in range(9)]
    pay = [f"{100 + n}.50" for n in range(9)]
    page = plain("\n".join(["SSN", "AMOUNT", *bare, *pay]))
    (layout,) = lay_out([page])
    assert [c.head for c in layout.columns] == ["ssn", "amount"]


def test_a_head_alone_waits_for_the_next_page() -> None:
    bare = "\n".join(f"9001{n:02}4000" for n in range(9))
    (_, layout) = lay_out([plain("PAYROLL\nNAME\nSOC. SEC. NO.\nPAY"), plain(bare, 2)])
    (column,) = layout.columns
    assert "soc. sec. no." in column.head
    assert column.inherited


def test_prose_and_forms_are_no_rosters() -> None:
    prose = "The committee met on the second day and heard from the witness for some hours.\n" * 20
    form = "Name: Jane Roe\nGrade: GS-7\nStep: 3\nOffice: Records\nTelephone: 202-555-0143\n"
    assert [x.form for x in lay_out([plain(prose), plain(form, 2)])] == [Form.RUNNING, Form.FORM]


PARTS = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.integers(0, 60),
        st.sampled_from(["900-12-3456", "NAME", "1.50", "x y", "900 12 3456", "7", "SSN NO", "$"]),
    ),
    min_size=1,
    max_size=60,
)


@given(PARTS, st.booleans(), st.sampled_from([0, 90, 180, 270]))
def test_cells_lie_in_their_page_and_never_overlap(
    parts: list[Drawn], torn: bool, turn: int
) -> None:
    page = drawn(parts, torn=torn, turn=turn)
    check(page)


@given(st.text(alphabet="01239-./, \n\tSNOA|$÷О", max_size=400))
def test_cells_of_a_text_lie_in_it_and_never_overlap(text: str) -> None:
    check(plain(text))


def check(page: Page) -> None:
    """Hold a layout to its promise."""
    (layout,) = lay_out([page])
    cells = sorted((c.start, c.end) for column in layout.columns for c in column.cells)
    assert all(0 <= start < end <= len(page.text) for start, end in cells)
    assert all(a[1] <= b[0] for a, b in pairwise(cells))
    for column in layout.columns:
        for cell in column.cells:
            assert layout.column_at(cell.start, cell.end) is column
    rows = sorted((c.start, c.end) for row in layout.rows for c in row)
    assert all(a[1] <= b[0] for a, b in pairwise(rows))


def test_the_same_pages_are_laid_out_once() -> None:
    pages = [plain("SSN\n" + "900123456\n" * 5)]
    assert lay_out(pages) is lay_out(list(pages))


@pytest.mark.parametrize("torn", [False, True])
def test_a_title_in_two_pieces_is_no_part_of_the_table_below(torn: bool) -> None:
    title = [(-2, 0, "PERIOD ENDING"), (-2, 27, "4/12/77"), (-2, 45, "PAGE 1")]
    rows = [(r + 2, n, p) for r, n, p in [*title, *payroll(8, head=True)]]
    (layout,) = lay_out([drawn(rows, torn=torn)])
    (column,) = [c for c in layout.columns if "soc sec no" in c.head]
    assert len(column.cells) == 8
    assert "period" not in column.head
