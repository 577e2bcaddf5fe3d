"""The index, the letter and the release say the same numbers, and none of them says what is withheld."""

import csv
import io
import json
import re
import runpy
from collections import Counter
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from reportlab.pdfgen.canvas import Canvas

from tearline.desk.releases.index_pages import IndexPages
from tearline.desk.releases.letter import NO_APPEAL
from tearline.desk.releases.releasing import Releasing
from tearline.findings import searching
from tearline.model.area import Area
from tearline.model.decision import Determination, Referral, Released, Target, Verdict
from tearline.model.guide import WidthPolicy
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run

SMALL = runpy.run_path(str(Path(__file__).parent / "release_desk.py"))
DATE, ANN = SMALL["DATE"], SMALL["ANN"]
MEMO = SMALL["TEXTS"]["memo"]
AT = "2026-11-20T00:00:00+00:00"
SECRETS = (
    "boats that were seen",
    "912-44-4321",
    "912-44-4322",
    "912-44-4323",
    "mara.vale",
    "Alder",
)
NAMED = (
    "released_in_full",
    "released_in_part",
    "withheld_in_full",
    "records",
    "pages",
    "redactions",
)


def sheet(path):
    page = Canvas(str(path), pagesize=(612, 792), invariant=1)
    for number in ("912-44-4322", "912-44-4323"):
        page.setFont("Courier", 11)
        page.drawString(60, 700, "HARBOR OFFICE, PAYROLL OF THE YEAR")
        page.drawString(60, 660, f"Name: Alder, John    SSN {number}")
        page.showPage()
    page.save()


def about(record, verdict, reason, codes=("(b)(6)",), acknowledged=True, **place):
    target = Target(record=record) if not place else Target(**place)
    more = (WidthPolicy.EXACT, acknowledged, False, "", reason, ANN, AT)
    return Determination(target, verdict, codes, *more)


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """A release of five records: text and pixels, whole and in part, and all that is said of it."""
    home = tmp_path_factory.mktemp("numbers")
    with pytest.MonkeyPatch.context() as patch:
        texts = SMALL["TEXTS"] | {
            "closed": "A paper that stays where it is, with all that is in it.\n",
            "menu": "Soup of the day, and bread, and nothing about any office.\n",
        }
        small = SMALL["Small"](home, patch, signatures=0, texts=texts)
        sheet(home / "in" / "payroll.pdf")
        with opened(small.c, workers=0) as collection:
            intake.add(collection, [home / "in"], Run())
            reading.read_all(collection, Run())
            searching.search_all(collection, Run())
            files = {
                name: collection.catalog.files_of(i)[0].sha256
                for i, name, _ in collection.catalog.records()
            }
        small.decide()
        small.append(
            about("menu", Verdict.NON_RESPONSIVE, "no answer to what was asked", ()),
            about("closed", Verdict.WITHHOLD, "nothing in it can be told apart", ("(b)(5)",)),
            about(
                "",
                Verdict.WITHHOLD,
                "Alder asked for it",
                sha256=files["payroll"],
                page=1,
                areas=(Area(6000, 8000, 20000, 9500),),
            ),
            about(
                "",
                Verdict.WITHHOLD,
                "never told",
                acknowledged=False,
                sha256=files["memo"],
                page=1,
                start=2,
                end=6,
            ),
            about(
                "",
                Verdict.WITHHOLD,
                "that the boats that were seen are ours",
                ("(b)(4)",),
                sha256=files["memo"],
                page=1,
                start=MEMO.index("boats that"),
                end=MEMO.index(" seen") + 5,
            ),
            Referral(
                Target(record="plain"),
                "Harbor Board",
                "consult",
                "HB-1",
                "desk",
                "2026-11-01",
                "",
                "theirs",
                ANN,
                AT,
            ),
        )
        with small.desk(Releasing) as (app, page):
            pages = IndexPages(page._desk, page)
            from tearline.desk.door import Door

            app.router.routes[:0] = pages.routes(Door(page._desk))
            browser = SMALL["Browser"](app, "vale")
            form = {"audience": "public", "date": DATE}
            browser.see("/release")
            browser.give("/release/look", **form)
            page.wait()
            now = browser.get("/release/index.json").json()
            browser.give("/release/build", **form, name="one")
            page.wait()
            assert page._building.doing.message == "", page._building.doing
            seq = max(
                s for s, _ in [(e.seq, e) for e in _entries(small) if isinstance(e.body, Released)]
            )
            got = {
                name: browser.get(f"/release/{seq}/{name}")
                for name in (
                    "index",
                    "letter",
                    "index.csv",
                    "index.json",
                    "index.pdf",
                    "letter.txt",
                    "letter.pdf",
                )
            }
            assert {name: said.status_code for name, said in got.items()} == dict.fromkeys(got, 200)
            assert browser.get("/release/1/index").status_code == 422
            assert browser.get(f"/release/{seq}/index.exe").status_code == 422
            assert (
                SMALL["Browser"](app, "alder").get(f"/release/{seq}/index.csv").status_code == 403
            )
            details = [row.detail for row in page._desk.reads.entries(limit=50)]
            (small.c / "letter.txt").write_text(
                "To whom it may concern: $released_in_part in part.\n$appeal\n"
            )
            (small.c / "appeal.txt").write_text("You may appeal within 90 days.\n")
            own = browser.get(f"/release/{seq}/letter.txt").text
            (small.c / "letter.txt").write_text("$nothing\n")
            bad = browser.get(f"/release/{seq}/letter.txt")
    manifest = json.loads((home / "c-releases" / "one" / "manifest.json").read_text())
    return {
        "manifest": manifest,
        "got": got,
        "now": now,
        "details": details,
        "own": own,
        "bad": bad,
        "seq": seq,
    }


def _entries(small):
    from tearline.decisions.log import DecisionLog

    with DecisionLog(small.c / "decisions.db") as log:
        return list(log.entries())


def words_of(pdf):
    document = PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_a_record_set_aside_is_counted_and_listed_nowhere(told):
    for index in (told["got"]["index.json"].json(), told["now"]):
        assert index["not_responsive"] == 1
        assert "menu" not in json.dumps(index["rows"])
    assert "menu" not in json.dumps(told["manifest"])
    letter = told["got"]["letter.txt"].text
    assert "no answer to the request, and not listed: 1\n" in letter


def test_the_index_counts_what_the_release_counts(told):
    index, manifest = told["got"]["index.json"].json(), told["manifest"]
    assert index["counts"] == manifest["counts"]
    rows = index["rows"]
    places = [row for row in rows if row["amount"] != "record"]
    assert len(places) == manifest["counts"]["redactions"] > 4
    in_part = {row["record"] for row in places}
    assert len(in_part) == manifest["counts"]["released_in_part"]
    whole = [row for row in rows if row["status"] == "withheld in full"]
    assert len(whole) == manifest["counts"]["withheld_in_full"] == 1
    by_code = Counter(
        code for r in manifest["records"] for w in r["withholdings"] for code in w["codes"]
    )
    assert index["by_code"] == dict(by_code)
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1))
    boxes = [(w["page"], w["area"]) for r in manifest["records"] for w in r["withholdings"]]
    theirs = [(r["page"], [round(float(s) * 100) for s in r["place"].split(", ")]) for r in places]
    assert sorted(theirs) == sorted(boxes)


def test_csv_json_and_pdf_have_the_same_rows(told):
    got = told["got"]
    rows = list(csv.DictReader(io.StringIO(got["index.csv"].content.decode(), newline="")))
    index = got["index.json"].json()
    assert [row["record"] for row in rows] == [row["record"] for row in index["rows"]]
    assert [row["justification"] for row in rows] == [r["justification"] for r in index["rows"]]
    words = words_of(got["index.pdf"].content)
    numbers = re.findall(r"^(\d+)\. ", words, re.MULTILINE)
    assert [int(n) for n in numbers] == [row["number"] for row in index["rows"]]


def test_the_letter_says_the_release_s_numbers(told):
    counts = told["manifest"]["counts"]
    for text in (told["got"]["letter.txt"].text, words_of(told["got"]["letter.pdf"].content)):
        for words, key in (
            ("Records released in full", "released_in_full"),
            ("Records released in part", "released_in_part"),
            ("Records withheld in full", "withheld_in_full"),
            ("Pages released", "pages"),
            ("Places withheld in them", "redactions"),
        ):
            found = re.findall(rf"{words}: (\d+)", text)
            assert found == [str(counts[key])], key
        assert "has not answered: 1" in text
    index = told["got"]["index.json"].json()
    letter = " ".join(told["got"]["letter.txt"].text.split())
    for code, count in index["by_code"].items():
        assert re.search(rf"{re.escape(code)} [^:]*: {count} place", letter), code


def test_what_is_withheld_stands_in_none_of_them(told):
    for name, said in told["got"].items():
        text = words_of(said.content) if name.endswith(".pdf") else said.text
        for secret in SECRETS:
            assert secret not in text, (name, secret)
        assert "never told" not in text  # not acknowledged: neither it nor its reason
    assert not any(secret in json.dumps(told["now"]) for secret in SECRETS)


def test_a_row_says_what_kind_of_thing_why_and_what_else_is_released(told):
    rows = told["got"]["index.json"].json()["rows"]
    letter = next(row for row in rows if row["record"] == "letter")
    assert letter["description"] == "Social Security number"
    assert letter["justification"] == "a private person's"
    assert letter["authorities"]
    assert letter["segregability"] == "all else on the page is released"
    whole = next(row for row in rows if row["record"] == "closed")
    assert whole["justification"] == "nothing in it can be told apart"
    assert "no part of it is released" in whole["segregability"]
    drawn = [row for row in rows if "passage chosen" in row["description"]]
    assert sorted(row["exemptions"] for row in drawn) == [["(b)(4)"], ["(b)(6)"]]
    for row in drawn:
        assert re.fullmatch(
            r"the reason is in the log, entry \d+: it names .*", row["justification"]
        )


def test_what_stands_now_says_what_the_release_then_says(told):
    now, index = told["now"], told["got"]["index.json"].json()
    assert now["release"] == ""
    for key in ("released_in_full", "released_in_part", "withheld_in_full"):
        assert now["counts"][key] == index["counts"][key], key
    assert {r["record"] for r in now["rows"]} == {r["record"] for r in index["rows"]}


def test_taking_one_out_is_noted_and_the_office_has_its_own_words(told):
    assert f"index.csv of {told['seq']}" in told["details"]
    assert NO_APPEAL in told["got"]["letter.txt"].text
    counts = told["manifest"]["counts"]
    assert told["own"] == (
        f"To whom it may concern: {counts['released_in_part']} in part.\nYou may appeal within 90 days.\n"
    )
    assert told["bad"].status_code == 422
    assert "$nothing" in told["bad"].text
