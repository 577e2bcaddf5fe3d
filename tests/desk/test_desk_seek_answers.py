"""Search at the desk: every query is noted first, an answer leads to its page, nothing of a page is markup."""

from __future__ import annotations

import html
import re
import threading
from urllib.parse import urlencode

import pytest

from tearline.desk.access.reads import Read
from tearline.desk.door import Door
from tearline.desk.seeking import hits as seeking_hits
from tearline.desk.seeking import index as seeking_index
from tearline.desk.seeking.pages import Seeking
from tearline.findings import searching
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run


@pytest.fixture
def seek(at_desk):
    """Return an open desk whose search is this test's own."""
    seeking = Seeking(at_desk.desk)
    at_desk.app.router.routes[:0] = seeking.routes(Door(at_desk.desk))
    at_desk.seeking = seeking
    yield at_desk
    seeking.close()


def noted(desk, what=Read.SEARCH):
    return [one for one in desk.desk.reads.entries(limit=200) if one.what == what.value]


def hits(text):
    """Return record, page address and state of each hit."""
    found = re.findall(
        r'<li><h2><a href="([^"]+)">([^<]+)</a> <span class="state">([^<]+)</span>', text
    )
    return [(html.unescape(where), name, state) for where, name, state in found]


def take(desk, name, text):
    """Take a text into the collection as another run would."""
    folder = desk.c.parent / "more"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    with opened(desk.c, workers=0) as collection:
        intake.add(collection, [folder], Run())
        reading.read_all(collection, Run())
        searching.search_all(collection, Run())
    with desk.desk.live.reading() as stands:
        desk.desk.work.refresh(stands)


def test_words_lead_to_the_page_with_the_finding_under_them_chosen(seek):
    said = seek.browser().seek("q=4320+MEMORANDUM")
    assert said.status_code == 200
    ((where, name, state),) = hits(said.text)
    assert name == "memo, page 1"
    assert state == "open"
    address, _, finding = where.partition("?finding=")
    assert address == "/record/memo/page/1"
    page = seek.browser().see(where).text
    assert f'action="{address}/finding/{finding}"' in page
    assert seek.rows(record="memo")[finding]["state"] == "open"
    assert '<mark class="open">4320</mark>' in said.text


def test_a_query_is_noted_before_it_is_answered_even_where_it_cannot_be(seek):
    seen = []
    index = seek.seeking._index
    before = index.now
    index.now = lambda *a: seen.append([one.detail for one in noted(seek)]) or before(*a)
    seek.browser().seek("q=payroll&record=memo&state=open")
    assert seen == [["payroll · state: open · record: memo"]]
    seek.browser().seek('q="unclosed')
    assert seen[1][0] == '"unclosed'
    (said, *_) = noted(seek)
    assert said.who == "vale"


def test_a_long_query_is_noted_whole(seek):
    words = " OR ".join(f"word{n}" for n in range(150))
    seek.browser().seek(f"q={words.replace(' ', '+')}")
    parts = [one.detail.split(") ", 1)[1] for one in reversed(noted(seek))]
    assert len(parts) > 1
    assert "".join(parts) == words


def test_a_query_that_cannot_be_read_is_answered_with_its_place(seek):
    said = seek.browser().seek("q=oswald+(castro")
    assert said.status_code == 400
    assert "at character 8" in said.text
    assert '<mark class="open">(</mark>' in said.text


def test_what_is_read_of_a_page_in_a_snippet_is_noted_too(seek):
    seek.browser("marsh").seek("q=particular")
    (one,) = noted(seek, Read.TEXT)
    assert (one.who, one.record, one.page) == ("marsh", "plain", 1)


def test_markup_of_a_page_or_a_query_is_text(seek):
    take(seek, "odd.txt", "Beware <script>alert(1)</script> & <b>zebra</b>\n")
    said = seek.browser().seek("q=zebra+%3Cimg%20src%3Dx%3E+OR+zebra")
    assert "<script>alert" not in said.text
    assert "<img src=x" not in said.text
    said = seek.browser().seek("q=zebra").text
    assert "&lt;b&gt;<mark" in said
    assert "&lt;script&gt;alert(1)" in said


def test_pages_of_another_run_are_found_once_the_index_is_brought_up(seek):
    assert not hits(seek.browser().seek("q=wombat").text)
    take(seek, "later.txt", "A wombat was seen.\n")
    index = seek.seeking._index
    index._next = 0.0
    seek.browser().seek("q=wombat")
    index._work.wait(20)
    ((_, name, _),) = hits(seek.browser().seek("q=wombat").text)
    assert name == "later, page 1"


def test_while_the_index_is_made_it_is_said_and_made_once_and_other_pages_answer(seek, monkeypatch):
    go, made = threading.Event(), []
    real = seeking_index.OwnPages

    def slow(collection, report):
        made.append(1)
        report("index", 3, 9)
        assert go.wait(30)
        return real(collection, report)

    monkeypatch.setattr(seeking_index, "OwnPages", slow)
    monkeypatch.setattr(seeking_index.OwnIndex.now, "__defaults__", (0.2,))
    for _ in range(3):
        said = seek.browser().seek("q=payroll")
        assert "being indexed: 3 of 9 pages" in said.text
    assert seek.browser().see("/queue").status_code == 200
    go.set()
    seek.seeking._index._work.wait(20)
    assert hits(seek.browser().seek("q=payroll").text)
    assert len(made) == 1


def test_an_index_that_cannot_be_made_is_said_with_its_remedy(seek):
    (seek.c / "index").symlink_to(seek.c.parent)
    said = seek.browser().seek("q=payroll").text
    assert "could not be made" in said
    assert "unreleased text would leave the collection" in said


def test_filters_are_about_one_finding_all_at_once(seek):
    ssn = next(i for i, row in seek.rows().items() if row["state"] == "open")
    seek.browser().give(f"/record/payroll/page/1/finding/{ssn}", verdict="withhold", seen="")
    found = hits(seek.browser("marsh").seek("by=vale&state=withheld&record=payroll").text)
    assert [name for _, name, _ in found] in ([], ["payroll, page 1"])
    ((where, _, _),) = hits(seek.browser().seek("by=vale&state=withheld").text)
    assert where.endswith(f"?finding={ssn}")
    assert not hits(seek.browser().seek("by=marsh&state=withheld").text)
    assert not hits(seek.browser().seek("by=vale&state=released").text)
    assert {n for _, n, _ in hits(seek.browser().seek("state=open").text)} == {
        "payroll, page 1",
        "payroll, page 2",
        "memo, page 1",
    }
    both = hits(seek.browser().seek("q=payroll&kind=phone&state=open").text)
    assert {name for _, name, _ in both} == {"payroll, page 1", "payroll, page 2"}


def test_a_second_reviewer_cannot_find_a_first_verdict_that_is_kept_from_them(seek):
    from tearline.desk.sheet import leaf_of, sheet_of

    live = seek.desk.live
    with live.reading() as stands:
        sheet = sheet_of(live.collection, leaf_of(live.collection, "memo", 1), live.guide, stands)
    ssn = next(case.id for case in sheet.cases if case.row.finding.kind == "ssn")
    said = seek.browser().see("/record/memo/page/1")
    said = seek.browser().give(f"/record/memo/page/1/finding/{ssn}", verdict="withhold", seen="")
    assert said.status_code == 200
    first = hits(seek.browser().seek("kind=ssn&state=withheld").text)
    assert [name for _, name, _ in first] == ["memo, page 1"]
    for query in ("kind=ssn&state=withheld", "kind=ssn&by=vale", "q=MEMORANDUM&by=vale&kind=ssn"):
        assert not hits(seek.browser("marsh").seek(f"{query}").text)
    owed = hits(seek.browser("marsh").seek("kind=ssn&state=second").text)
    assert [name for _, name, _ in owed] == ["memo, page 1"]


def test_hits_beyond_one_page_are_reached_by_going_on_each_once(seek, monkeypatch):
    monkeypatch.setattr(seeking_hits, "PER_PAGE", 1)
    monkeypatch.setattr(seeking_hits, "_BATCH", 1)
    for query in ("q=ssn", "state=open"):
        names, after = [], ""
        while True:
            text = seek.browser().seek(f"{query}&{urlencode({'after': after})}").text
            names += [name for _, name, _ in hits(text)]
            on = re.search(r'name="after" value="([^"]+)"', text)
            if not on:
                break
            after = html.unescape(on[1])
        assert sorted(names) == ["memo, page 1", "payroll, page 1", "payroll, page 2"]


def test_an_answer_that_looked_at_no_more_than_it_may_says_where_to_go_on(seek, monkeypatch):
    monkeypatch.setattr(seeking_hits, "MOST_LOOKED", 1)
    monkeypatch.setattr(seeking_hits, "_BATCH", 1)
    text = seek.browser().seek("q=ssn&by=nobody").text
    assert "3 pages with these words; 1 page of them looked at here" in text
    assert "among those looked at" in text
    assert "Go on from here" in text


def test_a_record_that_is_not_there_is_said(seek):
    said = seek.browser().seek("q=ssn&record=nosuch")
    assert said.status_code == 422
    assert "nosuch" in said.text


def test_nobody_searches_without_a_sign_in(seek):
    from starlette.testclient import TestClient

    said = TestClient(seek.app, base_url="http://localhost", follow_redirects=False).get(
        "/search?q=ssn"
    )
    assert said.status_code == 303
    assert not noted(seek)


def test_words_in_an_address_are_not_searched_for(seek):
    said = seek.browser().see("/search?q=ssn&state=open")
    assert said.status_code == 422
    assert "histories and logs keep" in said.text
    assert not noted(seek)
    assert not hits(said.text)
