"""What was decided on other versions of a page stands beside what stands on it here."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tearline.decisions import deciding
from tearline.decisions.deciding import Query, Verdicting
from tearline.desk.version_pages import VersionPages
from tearline.findings import searching, twinning
from tearline.model.decision import Determination, Target, Verdict
from tearline.model.guide import WidthPolicy
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run

SMALL = runpy.run_path(str(Path(__file__).parent / "release_desk.py"))
ANN, DATE = SMALL["ANN"], SMALL["DATE"]
BODY = (
    "To the office.\nThe number she gave is SSN 912-44-4321, and her line is (212) 555-0142.\n"
    "The office was closed on the day, and she came again in the week after it, with the boats.\n"
)
MARKED = BODY.index("closed"), BODY.index("closed") + len("closed")


@pytest.fixture
def small(tmp_path, monkeypatch):
    return SMALL["Small"](tmp_path, monkeypatch, signatures=0, texts={"first": BODY})


def again(small, name="second", text=BODY + "Filed twice.\n"):
    """Add another version of the letter, searched and paired with the first."""
    (small.home / "more").mkdir(exist_ok=True)
    (small.home / "more" / f"{name}.txt").write_text(text, "utf-8")
    with opened(small.c, workers=0) as collection:
        intake.add(collection, [small.home / "more"], Run())
        reading.read_all(collection, Run())
        searching.search_all(collection, Run())
        twinning.pair_all(collection, Run())


def mark(small, record, span, reason="hers"):
    with opened(small.c, write=False, workers=0) as collection:
        ((number, _),) = collection.catalog.record_named(record)
        (file,) = collection.catalog.files_of(number)
        body = Determination(
            Target(file.sha256, 1, (), *span), Verdict.WITHHOLD, ("(b)(6)",), WidthPolicy.EXACT,
            True, False, "", reason, ANN, deciding.now(),
        )  # fmt: skip
        deciding.append(collection, [body])


def told(small, record="second", name="vale", **more):
    with small.desk(VersionPages) as (app, _):
        browser = SMALL["Browser"](app, name)
        return browser.get(f"/record/{record}/page/1/versions", **more).text


def test_a_copys_decisions_stand_beside_what_is_open_here_and_what_is_not_marked_here(small):
    small.decide(kind="ssn")
    mark(small, "first", MARKED)
    again(small)
    text = told(small)
    assert "0 as there, 1 otherwise, 1 nothing here." in text
    assert "withheld, (b)(6): " in text
    assert "nothing is marked" in text
    assert ">open" in text


def test_what_was_decided_here_as_there_does_not_differ(small):
    again(small)
    small.decide(kind="ssn")
    text = told(small)
    assert "1 as there, 0 otherwise, 0 nothing here." in text
    assert "differs" not in text


def test_an_earlier_release_is_a_version_too(small, tmp_path):
    small.decide()
    mark(small, "first", MARKED)
    small.build(tmp_path / "out")
    with opened(small.c, write=False, workers=0) as collection:
        saying = Verdicting(Verdict.RELEASE, (), "it is nobody's", ANN)
        stands = deciding.standing(collection)
        (file,) = collection.catalog.files()
        target = Target(file.sha256, 1, (), *MARKED)
        body = Determination(
            target, Verdict.RELEASE, (), WidthPolicy.EXACT, True, False, "", saying.reason, ANN,
            deciding.now(), stands.prior(target),
        )  # fmt: skip
        deciding.append(collection, [body])
        assert not list(deciding.cases(collection, Query(undecided=True), small.guide, stands))
    text = told(small, "first")
    assert f"release of {DATE} to public" in text
    row = next(part for part in text.split("<tr>") if ">closed<" in part)
    assert "released" in row
    assert "differs" in row


def test_a_replaced_file_of_the_same_name_is_told_as_an_earlier_file(small, tmp_path):
    small.decide()
    mark(small, "first", MARKED)
    small.build(tmp_path / "out")
    again(small, "first", BODY.replace("office was", "office then was"))
    with opened(small.c, write=False, workers=0) as collection:
        (name,) = (name for _, name, _ in collection.catalog.records() if name != "first")
    text = told(small, name)
    assert ", an earlier file" in text
    assert "closed" in text
    assert "nothing is marked" in text


def test_whoever_looks_is_noted_as_a_reader_of_each_copy(small):
    small.decide(kind="ssn")
    again(small)
    with small.desk(VersionPages) as (app, pages):
        SMALL["Browser"](app, "vale").get("/record/second/page/1/versions")
        read = [(row.record, row.page) for row in pages._desk.reads.entries(limit=9)]
        assert ("first", 1) in read


def test_a_blind_second_reviewer_gives_a_view_first(at_desk):
    rows = at_desk.rows()
    page = "/record/payroll/page/1"
    for one, row in rows.items():
        if row["state"] == "open":
            at_desk.browser().give(f"{page}/finding/{one}", verdict="withhold", seen="")
    assert (
        "has you give your own view first" in at_desk.browser("marsh").see(f"{page}/versions").text
    )
    assert "your own view first" not in at_desk.browser().see(f"{page}/versions").text
