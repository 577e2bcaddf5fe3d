"""A review copy is legible, for one body, an officer's alone, and never to be mistaken for a release."""

from __future__ import annotations

import csv
import io
import re

import pikepdf
import pytest
from starlette.testclient import TestClient

import tearline_verify.__main__ as verifier
from tearline.desk.access.people import Role
from tearline.desk.door import Door
from tearline.desk.previews.copies import ReviewCopies
from tearline.desk.previews.copy_draw import CopyPage, Passage, draw_page
from tearline.model.record import MediaType


@pytest.fixture
def copying(at_desk):
    """Return an open desk that makes review copies; one finding of the memo is withheld."""
    pages = ReviewCopies(at_desk.desk)
    at_desk.app.router.routes[:0] = pages.routes(Door(at_desk.desk))
    at_desk.copying = pages
    yield at_desk
    pages.close()


def withhold(desk, record, kinds=("open",)):
    one = next(i for i, row in desk.rows(record=record).items() if row["state"] in kinds)
    desk.browser().give(f"/record/{record}/page/1/finding/{one}", verdict="withhold", seen="")


def made(desk, record, body="Bureau of Boats"):
    """Make a copy; return its PDF's and its list's answers."""
    where = f"/record/{record}/review-copy"
    desk.browser().see(where)
    said = desk.browser().give(where, body=body)
    assert said.status_code == 200, said.text
    desk.copying.wait(record, 60)
    text = desk.browser().see(where).text
    links = re.findall(rf'href="({where}/[0-9a-f]+\.(?:pdf|csv))"', text)
    assert links, text
    return [desk.browser().get(one) for one in links]


def noted(desk):
    return [one for one in desk.desk.reads.entries(limit=100) if one.what == "review_copy"]


def test_the_verifier_refuses_a_review_copy(copying, tmp_path, capsys):
    withhold(copying, "memo")
    pdf, _ = made(copying, "memo")
    path = tmp_path / "copy.pdf"
    path.write_bytes(pdf.content)
    assert verifier.main([str(path), "--jobs", "0"]) == verifier.BLOCKED
    assert "a redaction is only marked, not applied" in capsys.readouterr().out


def test_it_says_what_it_is_in_its_name_its_metadata_and_on_every_page(copying):
    withhold(copying, "payroll")
    pdf, listed = made(copying, "payroll")
    name = pdf.headers["content-disposition"]
    assert "REVIEW-COPY-not-for-release-payroll-" in name
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert "NOT FOR RELEASE" in str(opened.docinfo["/Title"])
        assert "for Bureau of Boats" in str(opened.docinfo["/Subject"])
        assert opened.Root.ReviewCopy
        assert len(opened.pages) == 3  # the list, and the two of the record
        marks = [str(one.Contents) for page in opened.pages for one in page.get("/Annots", [])]
        assert marks
        assert all(one.startswith("1 (b)") for one in marks)
        high = [float(page.MediaBox[3]) for page in opened.pages]
    assert all(one > 792 for one in high)  # a band above each
    rows = list(csv.reader(io.StringIO(listed.text)))
    assert rows[0][0].startswith("REVIEW COPY - not for release - ")
    assert rows[0][0].endswith("- for Bureau of Boats")
    assert [(row[0], row[1], row[3]) for row in rows[2:]] == [("1", "1", "withheld")]


def test_who_made_one_for_whom_and_who_took_it_is_noted(copying):
    withhold(copying, "memo")
    made(copying, "memo", "Office  of\tShips")
    rows = noted(copying)
    assert {(one.who, one.record) for one in rows} == {("vale", "memo")}
    told = [one.detail.split(",")[0] for one in reversed(rows)]
    assert told == ["to be made for Office of Ships", "handed out", "its list handed out"]
    assert all("Office of Ships" in one.detail for one in rows)


def test_only_an_officer_makes_one_or_takes_one(copying):
    withhold(copying, "memo")
    pdf, _ = made(copying, "memo")
    copying.desk.people.add("ash", "seven blue boats at dawn", frozenset({Role.REVIEWER}), "test")
    other = TestClient(copying.app, base_url="http://localhost")
    other.post("/sign-in", data={"name": "ash", "password": "seven blue boats at dawn"})
    for where in ("/record/memo/review-copy", str(pdf.url.path)):
        assert other.get(where).status_code == 403
    assert other.post("/record/memo/review-copy", data={"body": "x"}).status_code == 403


def test_nothing_is_made_where_nothing_is_withheld_or_nobody_is_named(copying):
    where = "/record/plain/review-copy"
    copying.browser().see(where)
    said = copying.browser().give(where, body="Bureau of Boats")
    assert said.status_code == 422
    assert "nothing of plain is withheld" in said.text
    assert copying.browser().give(where, body="  ").status_code == 422
    assert not noted(copying)


def test_a_record_on_hold_needs_a_word_that_the_body_may_see_it(copying):
    from tearline.decisions import deciding
    from tearline.desk.desk import actor
    from tearline.model.decision import Hold

    withhold(copying, "memo")
    kind = copying.desk.live.guide.holds[0].kind
    hold = Hold("memo", kind, "sealed", actor("vale"), deciding.now())
    copying.desk.live.append(lambda _: [hold])
    where = "/record/memo/review-copy"
    assert "may see what is held" in copying.browser().see(where).text
    said = copying.browser().give(where, body="Bureau of Boats")
    assert said.status_code == 422
    assert "is on hold" in said.text
    assert copying.browser().give(where, body="Bureau of Boats", held_too="1").status_code == 200
    copying.copying.wait("memo", 60)
    assert "what is held included" in noted(copying)[0].detail


def test_a_copy_that_was_changed_is_not_handed_out(copying):
    withhold(copying, "memo")
    pdf, _ = made(copying, "memo")
    (path,) = (copying.c / "review-copies").glob("*/copy.pdf")
    assert path.stat().st_mode & 0o077 == 0
    path.write_bytes(path.read_bytes() + b" ")
    assert copying.browser().get(pdf.url.path).status_code == 500
    assert (
        copying.browser()
        .get("/record/payroll/review-copy/" + pdf.url.path.split("/")[-1])
        .status_code
        == 404
    )


def test_what_is_withheld_stays_legible_under_its_outline():
    text = "One line.\nThe name is Mara Vale here.\n"
    start = text.index("Mara")
    hidden = Passage(1, 1, ("(b)(6)",), "withheld", (), start, start + 9)
    pages = [
        draw_page(CopyPage("", MediaType.TEXT, 1, 0, 0, text, passages, "words"))[0]
        for passages in ((), (hidden,))
    ]
    from PIL import Image

    ((label, box),) = pages[1].marks
    assert label == "1 (b)(6)"
    inner = (box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3)
    dark = [
        sum(Image.open(io.BytesIO(one.data)).convert("L").crop(inner).histogram()[:90])
        for one in pages
    ]
    assert dark[0] > 100
    assert abs(dark[1] - dark[0]) < dark[0] / 5
