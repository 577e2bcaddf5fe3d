"""Reporting at the desk: what was read of a page is answered, corrected, gathered; the log has each of it."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest

from tearline.findings import accounts, language
from tearline.model.decision import Begins, Entered
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run

pytestmark = pytest.mark.skipif(language.folder() is None, reason="needs tearline[nlp]")

PAGE = """Harbor talks end without a date

By Anna Reed
19 March 2031

Mayor Lena Vale said the dredging would stop for 30 days from Monday. “We will wait,” Vale said.

Mayor Marsh denied that a warehouse in Gdansk was set on fire on 12 March 2031.

Fleet blames Vale for closed season - The Salter Bay Courier

Two officials said the warehouse fire in Gdansk was arson. Vale agreed to reopen the pier by 1 June 2031.
"""
SOURCE = (
    "<!doctype html><html><head><title>x</title></head><body><nav><ul><li>Home<li>World</ul></nav>"
    "<main><article><h1>Pier closed &amp; reopened</h1><p class=by>By Anna Reed</p><p>19 March 2031</p>"
    "<p>Mayor Lena <b>Vale</b> said the pier&nbsp;would stay closed. &ldquo;We will wait,&rdquo; Vale said.</p>"
    "<p>Mayor Marsh denied that the survey was finished, and declined to say when it would be.</p>"
    "</article></main><footer><p>All rights reserved by the Tarn Press group of papers.</p></footer></body></html>"
)


def take_in(root, *, read=True, **pages):
    """Add pages to the collection, and have them read here: a worker would load the language model each time."""
    papers = root.parent / "-".join(pages)
    papers.mkdir()
    for name, text in pages.items():
        suffix = "html" if text.startswith("<") else "txt"
        (papers / f"{name}.{suffix}").write_text(text, "utf-8")
    with opened(root, workers=0) as collection:
        intake.add(collection, [papers], Run())
        reading.read_all(collection, Run())
        files = list(accounts.pages_of(collection)) if read else []
        accounts.account_all(collection, Run(), lambda _: (), files)


@pytest.fixture
def unread(home, open_desk):
    """Return a desk whose pages nobody has read."""
    take_in(home / "c", read=False, talks=PAGE)
    with open_desk() as one:
        yield one


@pytest.fixture
def desk(home, open_desk):
    take_in(home / "c", talks=PAGE, pier=SOURCE)
    with open_desk() as one:
        yield one


def rows(desk, record="talks", query=""):
    """Return the rows of a page of reporting: number -> attributes."""
    text = desk.browser().see(f"/reports/{record}{query}").text
    found = re.findall(r'<li class="row ([^"]+)" id="c-(\d+)"([^>]*)>', text)
    return {
        int(number): {
            "classes": classes,
            **{k: unescape(v) for k, v in re.findall(r'data-(\w+)="([^"]*)"', rest)},
        }
        for classes, number, rest in found
    }


def the(desk, words, kind="", record="talks"):
    return next(
        one
        for one in rows(desk, record).values()
        if words in one["title"] and kind in ("", one["kind"])
    )


def answer(desk, row, do, record="talks", **form):
    now = next(one for one in rows(desk, record).values() if one["candidate"] == row["candidate"])
    form |= {"candidate": row["candidate"], "do": do, "seen": now["seen"]}
    said = desk.browser().give(f"/reports/{record}/answer", **form)
    assert said.status_code == 200, said.text
    return said


def entered(desk):
    return [body for body in desk.entries() if isinstance(body, Entered)]


def test_pages_are_listed_and_read_when_they_are_opened(unread) -> None:
    desk = unread
    listed = desk.browser().see("/reports").text
    assert "not read yet" in listed
    assert {one["state"] for one in rows(desk).values()} == {"candidate"}
    text = desk.browser().see("/reports/talks").text
    assert "All rights reserved" not in text
    plain = unescape(re.sub(r"<[^>]+>", "", text))
    for line in PAGE.splitlines():
        assert line in plain
    assert "as a page of reporting" in [seen.detail for seen in desk.desk.reads.entries(limit=200)]


def test_a_candidate_is_accepted_taken_back_and_rejected_by_an_entry_each(desk) -> None:
    row = the(desk, "would stop for 30 days", "statement")
    answer(desk, row, "accept")
    assert the(desk, "would stop for 30 days", "statement")["state"] == "accepted"
    twice = desk.browser().give("/reports/talks/answer", candidate=row["candidate"], do="accept")
    assert twice.status_code == 422
    answer(desk, row, "withdraw")
    answer(desk, row, "reject")
    bodies = entered(desk)
    assert [body.standing for body in bodies] == ["accepted", "withdrawn", "rejected"]
    assert len({body.item for body in bodies}) == 1
    assert {body.actor.name for body in bodies} == {"vale"}
    speaker = next(one for one in bodies[0].particulars if one.name == "speaker")
    (place,) = speaker.places
    assert PAGE[place.start : place.end] == speaker.value == "Mayor Lena Vale"


def test_sure_statements_are_accepted_at_once_and_no_others(desk) -> None:
    desk.browser().see("/reports/talks")
    before = rows(desk)
    desk.browser().give("/reports/talks/sure", article="1")
    after = rows(desk)
    accepted = {n for n, one in after.items() if one["state"] == "accepted"}
    assert accepted
    assert all(before[n]["kind"] == "statement" for n in accepted)
    assert {body.reason for body in entered(desk)} == {"accepted with the sure ones"}


def test_what_is_one_incident_is_gathered_and_taken_apart_again(desk) -> None:
    desk.browser().see("/register/new")
    form = {"kind": "incident", "name-0": "summary", "value-0": "a fire at the quay"}
    desk.browser().give("/register/new", **form)
    (item,) = [body.item for body in entered(desk)]
    second = the(desk, "was arson", "incident")
    wrong = the(desk, "would stop", "statement")
    refused = desk.browser().give(
        "/reports/talks/answer", candidate=wrong["candidate"], do="gather", into=item
    )
    assert refused.status_code == 422
    assert "is not gathered under" in refused.text
    answer(desk, second, "gather", into=item)
    page = desk.browser().see(f"/register/{item}").text
    assert "Gathered under it" in page
    assert desk.browser().see("/register?kind=incident").text.count("/register/r") == 1
    under = re.search(r'name="one" value="([^"]+)"', page)[1]
    stale = desk.browser().give(f"/register/{item}/apart", seen="1", one=under)
    assert stale.status_code == 422
    now = re.search(r'name="seen" value="(\d+)"', page)[1]
    desk.browser().give(f"/register/{item}/apart", seen=now, one=under)
    assert "Gathered under it" not in desk.browser().see(f"/register/{item}").text
    assert desk.browser().see("/register?kind=incident").text.count("/register/r") == 2


def test_a_correction_does_not_keep_the_words_that_say_something_else(desk) -> None:
    row = the(desk, "reopen the pier", "commitment")
    form = desk.browser().see(f"/reports/talks/correct?candidate={row['candidate']}").text
    fields = dict(
        re.findall(r'<input[^>]*name="((?:name|value|places|by|on)-\d+)"[^>]*value="([^"]*)"', form)
    )
    fields |= {
        name: next(iter(re.findall(r"<option selected>([^<]*)", options)), "")
        for name, options in re.findall(
            r'<select[^>]*name="((?:value|state)-\d+)"[^>]*>(.*?)</select>', form
        )
    }
    at = next(n for n in range(20) if fields.get(f"name-{n}") == "act")
    fields[f"value-{at}"] = "reopen the whole pier"
    who = next(n for n in range(20) if fields.get(f"name-{n}") == "obligor")
    said = fields[f"value-{who}"]
    done = desk.browser().give(
        "/register/new", kind="commitment", candidate=row["candidate"], **fields
    )
    assert done.status_code == 200, done.text
    (body,) = entered(desk)
    act = next(one for one in body.particulars if one.name == "act")
    assert act.value == "reopen the whole pier"
    assert act.places == ()  # the page does not say so
    obligor = next(one for one in body.particulars if one.name == "obligor")
    assert PAGE[obligor.places[0].start : obligor.places[0].end] == said == obligor.value
    edited = desk.browser().give(
        f"/register/{body.item}/edit",
        kind="commitment",
        seen="1",
        **fields | {f"value-{who}": "Marsh"},
    )
    assert "no longer Who is bound: " in edited.text
    assert "now Who is bound: Marsh, without words of a page" in edited.text
    assert "reopen the whole pier" in done.text
    assert "2031-06-01" in done.text  # its clock
    assert the(desk, "reopen the whole pier", "commitment")["state"] == "accepted"


def test_an_article_begins_where_a_person_says_and_its_day_is_theirs(desk) -> None:
    text = desk.browser().see("/reports/talks").text
    line = PAGE.index("Fleet blames")
    assert f'id="l-{line}"' in text
    assert "Article 2" not in text
    desk.browser().give("/reports/talks/begins", line=str(line))
    assert "Article 2" in desk.browser().see("/reports/talks").text
    desk.browser().give("/reports/talks/begins", line=str(line), dated="2031-03-20")
    assert "read as of 2031-03-20" in desk.browser().see("/reports/talks?article=2").text
    assert (
        desk.browser().give("/reports/talks/begins", line=str(line), dated="soon").status_code
        == 422
    )
    desk.browser().give("/reports/talks/begins", line=str(line))
    assert "Article 2" not in desk.browser().see("/reports/talks").text
    said = [body for body in desk.entries() if isinstance(body, Begins)]
    assert [body.begins for body in said] == [True, True, False]


def test_a_page_of_html_leads_back_to_its_source(desk) -> None:
    text = desk.browser().see("/reports/pier").text
    assert "Pier closed &amp; reopened" in text
    answer(desk, the(desk, "would stay closed", record="pier"), "accept", record="pier")
    (body,) = entered(desk)
    said = {
        one.name: SOURCE[one.places[0].start : one.places[0].end]
        for one in body.particulars
        if one.places
    }
    assert said["speaker"] == "Mayor Lena <b>Vale"
    assert said["content"].startswith("the pier&nbsp;would stay closed")


def test_a_table_of_many_is_entered_whole_or_not_at_all(desk) -> None:
    desk.browser().see("/register")
    good = "kind,title,type,when,claim,claim.state,claim.by\nincident,Quay fire,arson,2031-03-12,set | not set,alleged | denied,police | owner\n"
    bad = good + "incident,Other,no such type,,,,\n"
    refused = desk.browser().give("/register/table", rows=bad)
    assert refused.status_code == 422
    assert "row 3" in refused.text
    assert entered(desk) == []
    done = desk.browser().give("/register/table", rows=good)
    assert "Quay fire" in done.text
    (body,) = entered(desk)
    assert [(one.value, one.state, one.by) for one in body.particulars if one.name == "claim"] == [
        ("set", "alleged", "police"),
        ("not set", "denied", "owner"),
    ]


def test_the_register_comes_out_as_data_with_every_place(desk) -> None:
    answer(desk, the(desk, "would stop for 30 days", "statement"), "accept")
    answer(desk, the(desk, "reopen the pier", "commitment"), "accept")
    value = json.loads(desk.browser().see("/register/export.json").content)
    assert {one["kind"] for one in value["items"]} == {"statement", "commitment"}
    for one in value["items"]:
        for part in one["particulars"]:
            for place in part["places"]:
                assert place["record"] == "talks"
                words = " ".join(PAGE[place["start"] : place["end"]].split())
                assert words
                assert part["value"] == words or part["name"] in {
                    "dated",
                    "saying",
                    "form",
                    "ground",
                    "stance",
                    "start",
                    "end",
                }
    table = list(csv.DictReader(io.StringIO(desk.browser().see("/register/export.csv").text)))
    assert [row["kind"] for row in table] == ["statement", "commitment"]
    assert table[0]["speaker"] == "Mayor Lena Vale"
    assert {seen.what for seen in desk.desk.reads.entries(limit=50)} >= {"export"}


def test_the_brief_cites_the_words_of_every_sentence(desk) -> None:
    for words, kind in (("reopen the pier", "commitment"), ("arson", "incident")):
        answer(desk, the(desk, words, kind), "accept")
    page = desk.browser().see("/register/brief?first=2031-03-01&last=2031-05-20").text
    assert "12 days left on 2031-05-20, ends 2031-06-01" in page
    cited = set(map(int, re.findall(r'href="#s-(\d+)"', page)))
    listed = {
        int(n): (record, int(a))
        for n, record, a in re.findall(
            r'<li id="s-(\d+)"><a href="/reports/(\w+)#l-(\d+)-\d+">', page
        )
    }
    assert cited == set(listed)
    assert all(record == "talks" and 0 <= at < len(PAGE) for record, at in listed.values())
    quoted = re.findall(r"characters (\d+) to (\d+): “([^”]*)”", page)
    assert quoted
    for start, end, words in quoted:
        assert " ".join(PAGE[int(start) : int(end)].split()).startswith(unescape(words)[:150])
    earlier = desk.browser().see("/register/brief?first=2019-04-01&last=2019-04-10").text
    assert "reopen the pier" not in earlier  # nobody had promised it yet
    pdf = desk.browser().see("/register/brief.pdf?first=2031-03-01&last=2031-05-20").content
    assert pdf.startswith(b"%PDF-")
    assert desk.browser().see("/register/brief?first=2031-03-09&last=2031-03-01").status_code == 422


def test_a_speaker_has_a_page_with_every_way_they_are_named(desk) -> None:
    desk.browser().see("/reports/talks")
    desk.browser().give("/reports/talks/sure", article="1")
    page = desk.browser().see("/speakers/vale").text
    assert "Mayor Lena Vale" in page
    assert "We will wait" in page


def test_what_is_withdrawn_stands_in_no_list_and_stays_in_the_log(desk) -> None:
    answer(desk, the(desk, "reopen the pier", "commitment"), "accept")
    item = entered(desk)[0].item
    assert desk.browser().give(f"/register/{item}/withdraw", seen="1", reason="").status_code == 422
    seen = re.search(r'name="seen" value="(\d+)"', desk.browser().see(f"/register/{item}").text)[1]
    desk.browser().give(f"/register/{item}/withdraw", seen=seen, reason="a misreading")
    assert item not in desk.browser().see("/register?kind=commitment").text
    assert "a misreading" in desk.browser().see(f"/register/{item}").text


@pytest.mark.parametrize(
    ("address", "form"),
    [
        ("/reports/talks/answer", {"candidate": "nothing", "do": "accept"}),
        ("/reports/talks/answer", {"candidate": "", "do": ""}),
        ("/reports/talks/begins", {"line": "7"}),
        ("/reports/memo-of-nobody/answer", {"candidate": "x", "do": "accept"}),
        ("/register/r000000000000/edit", {"seen": "0"}),
        ("/register/new", {"kind": "rumour"}),
        (
            "/register/new",
            {"kind": "incident", "name-0": "title", "value-0": "x", "places-0": "ab:1:2:9"},
        ),
        (
            "/register/new",
            {"kind": "incident", "name-0": "title", "value-0": "x", "places-0": "<b>"},
        ),
        ("/register/table", {"rows": "nothing"}),
    ],
)
def test_a_form_that_says_nothing_possible_is_refused_and_nothing_is_entered(
    desk, address, form
) -> None:
    desk.browser().see("/reports")
    said = desk.browser().give(address, **form)
    assert said.status_code == 422
    assert entered(desk) == []


def test_the_map_and_the_timeline_have_a_table_with_what_they_cannot_draw(desk) -> None:
    table = (
        "kind,title,when,where,claim,claim.state\n"
        'incident,Quay fire,2031-03-12,"54.35, 18.65",set,alleged\n'
        "incident,Old fire,,Nowhere at all,set,confirmed-by-authority\n"
    )
    desk.browser().see("/register")
    desk.browser().give("/register/table", rows=table)
    page = desk.browser().see("/register/map").text
    assert "set by a person" in page
    assert page.count('class="pin') == 1
    assert "pin uncertain" in page
    assert ("no place of that name" in page) or ("no list of places" in page)
    line = desk.browser().see("/register/timeline").text
    assert line.count('class="bar uncertain"') == 1
    assert "Without a day" in line
    assert "Old fire" in line


NORTH = """North bank readout

19 March 2031

The dredging of the channel will stop for 30 days. The closed archive was not discussed by the two mayors.

Prisoners held at the fort will be exchanged on Friday morning.
"""
SOUTH = """South bank readout

19 March 2031

The dredging of the channel will stop for 45 days. A hockey match will be played on the frozen harbor.

Both sides are to hand over their captives before the weekend.
"""


def test_readouts_are_paired_and_parted_by_a_person(desk) -> None:
    take_in(desk.c, north=NORTH, south=SOUTH)
    at = "/beside?record=north&record=south"
    page = desk.browser().see(at).text
    assert "differs in number" in page
    assert "“30” / “45”" in page
    alone = page[page.index("Said only by north") :]
    prisoners = re.search(r'Prisoners held.*?name="here" value="([^"]+)"', alone, re.DOTALL)[1]
    captives = re.search(r'<option value="([^"]+)">south: Both sides', alone)[1]
    query = unescape(re.search(r'name="query" value="([^"]+)"', page)[1])
    desk.browser().give("/beside/pair", here=prisoners, there=captives, do="together", query=query)
    page = desk.browser().see(at).text
    assert "paired by a person" in page
    both = page[: page.index("Said only by")]
    assert "Prisoners held" in both
    assert "hand over their captives" in both
    desk.browser().give("/beside/pair", here=prisoners, there=captives, do="apart", query=query)
    assert "paired by a person" not in desk.browser().see(at).text
    same = desk.browser().give(
        "/beside/pair", here=captives, there=captives, do="together", query=""
    )
    assert same.status_code == 422
    assert (
        desk.browser().give("/beside/pair", here="x", there=captives, query="").status_code == 422
    )
    for word in ("contradict", "lie"):
        assert f" {word}" not in re.sub(r"<[^>]+>", " ", page).lower().replace("lies", "")


BLAME = """Both sides trade blame over the truce

19 March 2031

Mayor Vale agreed to keep the truce for 30 days from Monday. Vale said that Marsh broke the truce on Tuesday.

Monitors confirmed one violation on Wednesday, and the two mayors met again at noon.
"""


def test_what_is_said_of_keeping_it_is_added_by_a_person_and_never_counted(desk) -> None:
    take_in(desk.c, blame=BLAME)
    answer(desk, the(desk, "keep the truce", "commitment", "blame"), "accept", "blame")
    (item,) = [body.item for body in entered(desk)]
    page = desk.browser().see(f"/register/{item}").text
    assert "not yet added" in page
    assert "compliance: alleged" in page
    assert "compliance: verified" in page
    place = re.search(r'name="place" value="([^"]+)"', page)[1]
    seen = re.search(r'name="seen" value="(\d+)"', page)[1]
    asked = {"seen": seen, "place": place, "state": "alleged"}
    desk.browser().give(f"/register/{item}/add", **asked)
    (said,) = [one for one in entered(desk)[-1].particulars if one.name == "compliance"]
    assert (said.state, said.by) == ("alleged", "Vale")
    assert BLAME[said.places[0].start : said.places[0].end] == said.value
    assert desk.browser().give(f"/register/{item}/add", **asked).status_code == 422
    brief = desk.browser().see("/register/brief?first=2031-03-01&last=2031-03-25").text
    assert "Alleged, says Vale" in brief
    assert "%" not in re.sub(r"<[^>]+>", " ", brief)


ANSWERS = """Fire at the rope works

19 March 2031

A warehouse of the rope works was set on fire on Monday. The council adopted night patrols and suspended the
drone exercise, Mayor Vale said.
""".replace("suspended the\ndrone", "suspended the drone")


def test_measures_of_one_sentence_are_added_each_by_itself_with_who_says_so(desk) -> None:
    take_in(desk.c, fire=ANSWERS)
    answer(desk, the(desk, "set on fire", "incident", "fire"), "accept", "fire")
    (item,) = [body.item for body in entered(desk)]
    page = desk.browser().see(f"/register/{item}").text
    assert "measure: adopted" in page
    place = re.findall(r'name="place" value="([^"]+)"', page)
    assert len(place) == 2
    assert len(set(place)) == 1
    for state in ("paused", "adopted"):
        seen = re.search(
            r'name="seen" value="(\d+)"', desk.browser().see(f"/register/{item}").text
        )[1]
        desk.browser().give(f"/register/{item}/add", seen=seen, place=place[0], state=state)
    held = [one for one in entered(desk)[-1].particulars if one.name == "measure"]
    assert [(one.state, one.by) for one in held] == [
        ("paused", "Mayor Vale"),
        ("adopted", "Mayor Vale"),
    ]
    assert all(ANSWERS[one.places[0].start : one.places[0].end] == one.value for one in held)
    assert "not yet added" not in desk.browser().see(f"/register/{item}").text


def test_who_answers_what_somebody_else_answered_meanwhile_is_told(desk) -> None:
    row = the(desk, "would stop for 30 days", "statement")
    stale = {"candidate": row["candidate"], "do": "reject", "seen": row["seen"]}
    desk.browser("marsh").see("/reports/talks")
    answer(desk, row, "accept")
    said = desk.browser("marsh").give("/reports/talks/answer", **stale)
    assert said.status_code == 422
    assert "since you looked" in said.text
    assert [body.standing for body in entered(desk)] == ["accepted"]


def test_an_exported_table_can_be_entered_again(desk) -> None:
    table = "kind,title,type,claim,claim.state,claim.by,note\nincident,=Quay fire,arson,set | not set,alleged | denied,a | b,-x\n"
    desk.browser().see("/register")
    desk.browser().give("/register/table", rows=table)
    exported = desk.browser().see("/register/export.csv").text
    assert "'=Quay fire" in exported  # no cell is a formula
    for again in (exported, table):
        told = desk.browser().give("/register/table", rows=again).text
        assert "1 row left out" in told
    (first,) = entered(desk)
    answer(desk, the(desk, "reopen the pier", "commitment"), "accept")
    exported = desk.browser().see("/register/export.csv").text
    changed = exported.replace("'=Quay fire", "Quay fire seen again").replace(
        "reopen the pier", "reopen the whole pier"
    )
    told = desk.browser().give("/register/table", rows=changed)
    assert told.status_code == 200, told.text
    fire, pier = entered(desk)[-2:]
    assert fire.item == first.item
    assert fire.particulars[0].value == "Quay fire seen again"
    before = entered(desk)[1]
    assert pier.item == before.item
    assert [one.places for one in pier.particulars if one.name == "obligor"] == [
        one.places for one in before.particulars if one.name == "obligor"
    ]
    assert next(one for one in pier.particulars if one.name == "act").places == ()


def test_a_table_from_before_brings_back_nothing_that_was_withdrawn_and_changes_nothing_gathered(
    desk,
) -> None:
    table = "kind,title,type\nincident,Quay fire,arson\nincident,Fire at the quay,arson\n"
    desk.browser().see("/register")
    desk.browser().give("/register/table", rows=table)
    exported = desk.browser().see("/register/export.csv").text
    first, second = (body.item for body in entered(desk))
    withdrawn = desk.browser().give(f"/register/{first}/withdraw", seen="1", reason="a mistake")
    assert withdrawn.status_code == 200
    refused = desk.browser().give("/register/table", rows=exported)
    assert refused.status_code == 422
    assert "withdrawn by" in refused.text
    assert len(entered(desk)) == 3
    desk.browser().give("/register/table", rows=table)  # without its id it is a new one
    third = entered(desk)[-1].item
    now = desk.browser().see(f"/register/{third}").text
    assert "Quay fire" in now
    left = desk.browser().see("/register/export.csv").text
    assert second in left
    assert first not in left


def test_a_table_in_another_alphabet_than_utf_8_is_refused_and_nothing_is_broken(desk) -> None:
    desk.browser().see("/register")
    file = {"table": ("t.csv", "kind,title\nincident,Café fire\n".encode("latin-1"), "text/csv")}
    refused = desk.browser().post("/register/table", data={"csrf": desk.browser().csrf}, files=file)
    assert refused.status_code == 422
    assert "UTF-8" in refused.text
    semicolons = desk.browser().give("/register/table", rows="kind;title\nincident;fire")
    assert "commas" in semicolons.text
    assert entered(desk) == []


@pytest.mark.parametrize(
    "rows_", ["kind\n\x00", "kind,title\nincident," + "x" * 200_000, 'kind,title\nincident,"']
)
def test_a_broken_table_is_refused_and_nothing_is_entered(desk, rows_) -> None:
    desk.browser().see("/register")
    assert desk.browser().give("/register/table", rows=rows_).status_code == 422
    assert entered(desk) == []
