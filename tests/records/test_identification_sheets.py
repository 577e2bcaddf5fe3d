"""Identification sheets are read field by field in every layout they have, and not where in doubt.

Every sheet, number and name here is made up.
"""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.dates import Precision
from tearline.model.area import Area
from tearline.model.page import Page, TextSource, Word
from tearline.records.form import number_in, read_sheets

FIELDS = {
    "AGENCY": "FBI",
    "RECORD NUMBER": "999-10001-10001",
    "RECORD SERIES": "HQ",
    "AGENCY FILE NUMBER": "00-12345-6",
    "ORIGINATOR": "CIA",
    "FROM": "ROE, JANE Q.",
    "TO": "DIRECTOR, FBI",
    "TITLE": "A REPORT ON THE PRICE OF SAMPLES",
    "DATE": "03/14/1962",
    "PAGES": "7",
    "SUBJECTS": "SAMPLES, PRICE OF",
    "DOCUMENT TYPE": "PAPER, TEXTUAL DOCUMENT",
    "CLASSIFICATION": "Secret",
    "RESTRICTIONS": "1B; 4",
    "CURRENT STATUS": "Redact",
    "DATE OF LAST REVIEW": "05/31/1994",
    "OPENING CRITERIA": "INDEFINITE, APPROVAL OF CIA",
    "COMMENTS": "Box 12, Folder 3",
}
NAMES = {
    "AGENCY": "agency", "RECORD NUMBER": "record_number", "RECORD SERIES": "series",
    "AGENCY FILE NUMBER": "agency_file_number", "ORIGINATOR": "originator", "FROM": "from",
    "TO": "to", "TITLE": "title", "DATE": "date", "PAGES": "pages", "SUBJECTS": "subjects",
    "DOCUMENT TYPE": "document_type", "CLASSIFICATION": "classification",
    "RESTRICTIONS": "restrictions", "CURRENT STATUS": "status",
    "DATE OF LAST REVIEW": "review_date", "OPENING CRITERIA": "opening_criteria",
    "COMMENTS": "comments",
}  # fmt: skip
HEAD = "JFK Assassination System\nIdentification Form\n"
STAMP = (
    "Released under the John F. Kennedy\nAssassination Records\nCollection Act of 1992\n"
    "(44 USC 2107 Note).\nCase#:NW 99999 Date:\n11-04-2021\n"
)
BLOCKS = (("AGENCY", "RECORD NUMBER"), ("RECORD SERIES",), ("AGENCY FILE NUMBER",),
          ("ORIGINATOR", "FROM", "TO"), ("TITLE",), ("DATE", "PAGES"), ("SUBJECTS",),
          ("DOCUMENT TYPE", "CLASSIFICATION", "RESTRICTIONS", "CURRENT STATUS",
           "DATE OF LAST REVIEW"), ("OPENING CRITERIA",), ("COMMENTS",))  # fmt: skip


def page(text, number=1):
    return Page(number, 0, 0, text, (), TextSource.PLAIN, "test", "1")


def the_sheet(text):
    (sheet,) = read_sheets([page(text)])
    return sheet


def told(sheet):
    return {field.name: field.value for field in sheet.fields}


def beside(fields):
    return HEAD + "".join(f"{label}: {value}\n" for label, value in fields.items())


def below(fields):
    return HEAD + "".join(f"{label} :\n\n{value}\n\n" for label, value in fields.items())


def blocks(fields, stamp=""):
    """All labels of a half first, its values after."""
    out = HEAD
    for half in (BLOCKS[:3], BLOCKS[3:]):
        out += "\n".join("".join(f"{label} :\n" for label in block) for block in half) + "\n"
        out += stamp
        out += "\n".join("".join(f"{fields[label]}\n" for label in block) for block in half) + "\n"
    return out


def bureau(fields):
    """The bureau's own form: two classifications, status and restrictions at the end."""
    top = list(fields)[:12]
    return (
        HEAD
        + "".join(f"{label}: {fields[label]}\n" for label in top)
        + "ORIGINAL NEW\n"
        + f"CLASSIFICATION: {fields['CLASSIFICATION']} CLASSIFICATION:\n"
        + f"REVIEW DATE: {fields['DATE OF LAST REVIEW']} UPDATE_DATE: 02/14/2001\n"
        + f"STATUS {fields['CURRENT STATUS']}\nRESTRICTIONS:\nJFK Act 6 (1)(B)\n\n"
        + f"COMMENTS: {fields['COMMENTS']}\n"
    )


@pytest.mark.parametrize("lay_out", [beside, below, blocks, lambda f: blocks(f, STAMP)])
def test_every_field_is_read_in_every_layout(lay_out):
    found = told(the_sheet(lay_out(FIELDS)))
    assert found == {NAMES[label]: value for label, value in FIELDS.items()}


def test_the_bureau_s_own_form_is_read():
    sheet = the_sheet(bureau(FIELDS))
    found = told(sheet)
    for label in list(FIELDS)[:13]:
        assert found[NAMES[label]] == FIELDS[label], label
    assert (sheet.status, sheet.restrictions) == ("REDACT", ("1B",))
    assert (found["review_date"], found["update_date"]) == ("05/31/1994", "02/14/2001")
    assert found["comments"] == "Box 12, Folder 3"


@given(st.sets(st.sampled_from(["FROM", "TO", "TITLE", "SUBJECTS", "COMMENTS"])), st.booleans())
def test_an_empty_field_takes_no_other_s_value(empty, under):
    fields = {k: "" if k in empty else v for k, v in FIELDS.items()}
    found = told(the_sheet((below if under else beside)(fields)))
    for label, value in fields.items():
        if not value:
            assert NAMES[label] not in found
        elif under and label == "TO" and "FROM" in empty:
            assert "to" not in found  # one name under two labels: whose it is, no one can say
        else:
            assert found[NAMES[label]] == value


def test_labels_are_read_through_the_usual_damage():
    text = (
        HEAD + "AGENCY: FBI\nREC0RD NUMBER: 999-10001-10001\nAGENCY FILENUMBER: 00-12345-6\n"
        "ORIGlNATOR: CIA\n| FR0M: ROE, JANE\nTO.: DOE, JOHN\nDATE; l2/03/1962\n'PAGES: 7\n"
        "DOCUMENTTYPE: REPORT\nCURRENTSTATUS: — Redact\nDATE OF LASTREVIEW: 05/31/94\n"
    )
    sheet = the_sheet(text)
    assert told(sheet) == {
        "agency": "FBI", "record_number": "999-10001-10001", "agency_file_number": "00-12345-6",
        "originator": "CIA", "from": "ROE, JANE", "to": "DOE, JOHN", "date": "l2/03/1962",
        "pages": "7", "document_type": "REPORT", "status": "Redact", "review_date": "05/31/94",
    }  # fmt: skip
    assert sheet.date is not None
    assert sheet.date.iso == "1962-12-03"


def test_labels_that_lost_their_colons_have_their_values():
    text = HEAD + "".join(f"{label} {value}\n" for label, value in FIELDS.items())
    text = text.replace("999-10001", "999-10 001")
    assert told(the_sheet(text)) == {NAMES[label]: value for label, value in FIELDS.items()}


def test_one_name_under_from_and_to_is_given_to_neither():
    text = HEAD + (
        "AGENCY: FBI\nRECORD NUMBER: 999-10001-10001\nDOCUMENT TYPE: REPORT\nORIGINATOR: CIA\n"
        "RESTRICTIONS: 3\nFROM:\n\nTO:\n\nROE, JANE\n\nDATE: 03/14/1962\nPAGES: 7\n"
    )
    found = told(the_sheet(text))
    assert "from" not in found
    assert "to" not in found
    assert found["date"] == "03/14/1962"


def test_two_dates_that_disagree_are_no_date():
    text = beside(FIELDS).replace("PAGES: 7", "DATE: 04/15/1963\nPAGES: 7")
    assert "date" not in told(the_sheet(text))


@pytest.mark.parametrize(
    ("written", "iso", "precision"),
    [
        ("03/14/1962", "1962-03-14", Precision.DAY),
        ("3/14/62", "1962-03-14", Precision.DAY),
        ("03/00/1962", "1962-03", Precision.MONTH),
        ("00/00/1962", "1962", Precision.YEAR),
    ],
)
def test_a_date_has_the_precision_it_is_written_with(written, iso, precision):
    sheet = the_sheet(beside({**FIELDS, "DATE": written}))
    assert sheet.date is not None
    assert (sheet.date.iso, sheet.date.precision, sheet.undated) == (iso, precision, False)


def test_noughts_say_that_a_document_is_undated():
    sheet = the_sheet(beside({**FIELDS, "DATE": "00/00/0000"}))
    assert (sheet.date, sheet.undated) == (None, True)


@pytest.mark.parametrize(("written", "iso"), [("11-17-20", "2020-11-17"), ("05/31/94", "1994-05-31")])  # fmt: skip
def test_a_review_s_two_digit_year_is_never_before_the_act(written, iso):
    sheet = the_sheet(beside({**FIELDS, "DATE OF LAST REVIEW": written}))
    assert sheet.review_date is not None
    assert sheet.review_date.iso == iso


@pytest.mark.parametrize("stamp", ["Date: 8/26/2015\n", "Date:05/30/94\nPage:1\n", "DATE: 03/26/97\nPAGE: 1\n", STAMP])  # fmt: skip
def test_a_print_stamp_is_neither_date_nor_page_count(stamp):
    fields = {k: v for k, v in FIELDS.items() if k not in {"DATE", "PAGES"}}
    for text in (
        stamp + beside(fields),
        beside(fields).replace("ORIGINATOR", stamp + "ORIGINATOR"),
    ):
        sheet = the_sheet(text)
        assert (sheet.date, sheet.pages) == (None, None)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("1A", ("1A",)),
        ("IB; IC", ("1B", "1C")),
        ("1B;4", ("1B", "4")),
        ("1A, 3, DONOR REST., REFERRED", ("1A", "3", "DONOR REST", "REFERRED")),
        ("Consulted; 1A; 3; Donor Restricted", ("CONSULTED", "1A", "3", "DONOR REST")),
        ("JFK ACT 6 (1)(B)", ("1B",)),
        ("JFK Act 6(4)", ("4",)),
        ("4, SECTION 11(A)", ("4", "11(A)")),
        ("10(a)1; 10(a)2", ("10(A)1", "10(A)2")),
        ("OPEN IN FULL", ("OPEN IN FULL",)),
        ("NOT ASSASSINATION RELATED", ("NOT ASSASSINATION RELATED",)),
        ("2; 5", ("2", "5")),
    ],
)
def test_restrictions_are_read_in_one_spelling(written, codes):
    assert the_sheet(beside({**FIELDS, "RESTRICTIONS": written})).restrictions == codes


def test_a_postponement_keeps_authority_ground_review_and_place():
    text = beside({**FIELDS, "RESTRICTIONS": "1B; 3; OPEN IN FULL"})
    first, second = the_sheet(text).postponements
    assert (first.code, first.authority) == ("1B", "JFK Act, section 6(1)(B)")
    assert "source" in first.ground
    assert (second.code, second.authority) == ("3", "JFK Act, section 6(3)")
    assert "privacy" in second.ground
    assert {first.review_date, second.review_date} == {"1994-05-31"}
    assert [text[one.start : one.end] for one in (first, second)] == ["1B", "3"]


def test_several_sheets_in_a_file_are_several():
    other = {**FIELDS, "RECORD NUMBER": "999-10001-10002", "PAGES": "3"}
    text = beside(FIELDS) + "HW 99999 DocId:99999999 Page 1\n" + "a line of the paper\n" * 4
    sheets = read_sheets([page(text + beside(other)), page("nothing", 2), page(below(FIELDS), 3)])
    assert [(s.page, s.value("record_number"), s.pages) for s in sheets] == [
        (1, "999-10001-10001", 7), (1, "999-10001-10002", 3), (3, "999-10001-10001", 7),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FROM: Roe\nTO: Doe\nDATE: 3 May 1962\nSUBJECT: samples\nCLASSIFICATION: none\nPAGES: 2",
        (
            "The record number and the record series, the agency file and the originator, the "
            "document type, the restrictions and the comments are fields of a form."
        ),
        "RECORD NUMBER\nRECORD SERIES\nORIGINATOR\n",
    ],
)
def test_a_letter_is_no_sheet(text):
    assert read_sheets([page(text)]) == ()


@given(st.text("AGENCYRODSTIL :\n0123456789-/.", max_size=300), st.randoms(use_true_random=False))
def test_spans_are_those_of_the_values_whatever_stands_around(noise, chance):
    lines = (noise + "\n" + blocks(FIELDS)).split("\n")
    for _ in range(chance.randrange(4)):
        lines.insert(chance.randrange(len(lines)), chance.choice(["\u00ad", "~", "É÷", "v9.1"]))
    text = "\n".join(lines)
    for sheet in read_sheets([page(text)]):
        assert 0 <= sheet.start <= sheet.end <= len(text)
        for field in sheet.fields:
            assert 0.0 <= field.confidence <= 1.0
            covered = "".join(text[field.start : field.end].split())
            for word in field.value.split():
                if word.isascii():
                    assert word in covered or field.name == "record_number"


def drawn(fields, turn=0, slant=0, label_first=True):
    """A page with boxes: labels in one column, values in the next, the text torn into columns."""
    width, height = 61200, 79200
    cells = []
    for row, (label, value) in enumerate(fields.items()):
        for left, said in ((4000, label + " :"), (26000, value)):
            across = left
            for word in said.split():
                top = 8000 + row * 2400 + slant * across // 1000
                cells.append((left, row, word, (across, top, across + 500 * len(word), top + 1200)))
                across += 500 * len(word) + 500
    cells.sort(key=lambda cell: (cell[0], cell[1]) if label_first else (-cell[0], cell[1]))
    text, words, before = "", [], None
    for left, row, word, box in cells:
        text += "" if before is None else " " if before == (left, row) else "\n"
        before = (left, row)
        a, b, c, d = box
        shown = {
            0: box,
            90: (b, width - c, d, width - a),
            180: (width - c, height - d, width - a, height - b),
            270: (height - d, a, height - b, c),
        }[turn]
        words.append(Word(word, len(text), len(text) + len(word), Area(*shown), 90.0))
        text += word
    if turn in {90, 270}:
        width, height = height, width
    return Page(1, width, height, text, tuple(words), TextSource.OCR, "test", "1", 90.0, turn)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("slant", [0, 12, -12])
@pytest.mark.parametrize("label_first", [True, False])
def test_boxes_pair_a_label_with_the_value_beside_it(turn, slant, label_first):
    fields = {**FIELDS, "FROM": "", "TITLE": ""}
    shown = drawn(fields, turn, slant, label_first)
    (sheet,) = read_sheets([shown])
    assert told(sheet) == {NAMES[label]: value for label, value in fields.items() if value}
    for field in sheet.fields:
        assert shown.text[field.start : field.end] == field.value


def test_the_order_of_words_does_not_matter_where_boxes_tell_it():
    shown = drawn(FIELDS)
    words = list(shown.words)
    random.Random(3).shuffle(words)
    text, placed = "", []
    for word in words:
        placed.append(Word(word.text, len(text), len(text) + len(word.text), word.area, 90.0))
        text += word.text + "\n"
    mixed = Page(1, shown.width, shown.height, text, tuple(placed), TextSource.OCR, "test", "1")
    if not read_sheets([shown]):
        pytest.fail("no sheet")
    # Words that were torn apart in the text no longer spell what sheets are looked for by.
    for sheet in read_sheets([mixed]):
        assert told(sheet) == told(read_sheets([shown])[0])


@pytest.mark.parametrize(
    ("name", "number"),
    [("999-10001-10001.pdf", "999-10001-10001"), ("DOCID-99999999.pdf", ""),
     ("999-10001-10001[c00000001]", "999-10001-10001"), ("x999-10001-100011", "")],
)  # fmt: skip
def test_a_name_has_a_record_number_or_none(name, number):
    assert number_in(name) == number
