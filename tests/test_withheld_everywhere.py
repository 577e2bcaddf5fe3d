"""A value or a person withheld once is withheld everywhere, or the gate says where it still stands."""

import json

import pytest

LETTER = """MEMORANDUM FOR THE FILE

The applicant, who lives in Dayton, gave his Social Security number as 900-44-7310
when he was hired by the harbor office in the spring of that year, and signed for it.
Nothing else about him is known to this office at the present time.
"""
AGAIN = """NOTES OF A MEETING

Present were the harbor master and two clerks. The number 900-44-73 10 was read out
from the card, and the clerk then wrote it down a second time as 900447310 for the books.
The harbor master said that the lights would be mended before the end of the month.
"""
APART = """REPORT ON THE HARBOR LIGHTS

The lights at the northern mole went out in the storm and were mended within a week.
The contractor's invoice, filed as record 910-10004-10143, was paid at once by the office.
"""


@pytest.fixture
def desk(tearline, tmp_path):
    """Give a collection of text records under the JFK guide, read and searched."""

    def open_desk(*lists, **records):
        for name, text in records.items():
            (tmp_path / f"{name}.txt").write_text(text, "utf-8")
        c = tmp_path / "c"
        tearline("init", c, "--guide", "jfk")
        tearline("add", *[tmp_path / f"{name}.txt" for name in records], collection=c)
        tearline("read", collection=c)
        assert tearline("find", *lists, collection=c).code == 0
        return c

    return open_desk


def told(tearline, c):
    said = tearline("status", collection=c)
    return {row["record"]: row for row in said.lines if row["type"] == "record"}


def reasons(row):
    return {open_["reason"] for open_ in row["open"]}


def findings(tearline, c, *words):
    return [
        row for row in tearline("findings", *words, collection=c).lines if row["type"] == "finding"
    ]


def drawn(record, start, end, **more):
    """Return the line of a person who withholds a span of a text record."""
    line = {"type": "determination", "record": record, "page": 1, "start": start, "end": end}
    line |= {"verdict": "withhold", "codes": ["(b)(6)"], "reason": "privacy", "actor": "ann"}
    return json.dumps(line | more) + "\n"


def withhold(tearline, c, record, kind):
    said = tearline(
        *("decide", "--record", record, "--kind", kind, "--verdict", "withhold"),
        *("--reason", "privacy"),
        collection=c,
    )
    assert said.code == 0, said.err
    return said


def test_a_number_withheld_in_one_record_is_missed_in_the_other(tearline, desk, tmp_path):
    c = desk(letter=LETTER, again=AGAIN, apart=APART)
    withhold(tearline, c, "letter", "ssn")
    said = tearline("build", "--date", "2026-11-22", "--to", tmp_path / "out", collection=c)
    assert said.code == 3
    state = told(tearline, c)
    assert state["letter"]["outcome"] == "pass"
    assert state["apart"]["outcome"] == "pass", state["apart"]["open"]
    assert state["again"]["outcome"] == "pending"
    assert "repeat" in reasons(state["again"])
    for path in (tmp_path / "out").rglob("*"):
        if path.is_file():
            assert b"900-44-7310" not in path.read_bytes()
    tearline("decide", "--proposals-above", "0.3", collection=c)
    for row in findings(tearline, c, "--record", "again", "--undecided"):
        if row["tier"] == "review":
            withhold(tearline, c, "again", row["kind"])
    said = tearline("build", "--date", "2026-11-22", "--to", tmp_path / "out2", collection=c)
    assert said.code == 0, said.lines
    text = (tmp_path / "out2" / "text" / "again.txt").read_text("utf-8")
    assert "7310" not in text
    assert "73 10" not in text


def test_the_words_that_were_withheld_are_written_nowhere(tearline, desk, tmp_path):
    c = desk(letter=LETTER, again=AGAIN)
    withhold(tearline, c, "letter", "ssn")
    tearline("find", collection=c)
    for path in c.rglob("*"):
        if path.is_file() and "blobs" not in path.parts:
            assert b"44-7310" not in path.read_bytes(), path.name


def test_a_passage_a_person_drew_is_looked_for_as_well(tearline, desk, tmp_path):
    secret = "the house behind the old fish market"
    c = desk(
        one=f"He said that the papers lay in {secret} and would be fetched on Friday by his brother.\n",
        two="A second source also spoke of The House Behind\nthe 0ld Fish Market, without being asked.\n",
    )
    text = (tmp_path / "one.txt").read_text()
    start = text.index(secret)
    lines = tmp_path / "d.jsonl"
    lines.write_text(drawn("one", start, start + len(secret), everywhere=True))
    assert tearline("import-decisions", lines, collection=c).code == 0
    tearline("find", collection=c)
    found = findings(tearline, c, "--kind", "repeat")
    assert [(row["record"], row["kind"]) for row in found] == [("two", "repeat.passage")]
    assert "repeat" in reasons(told(tearline, c)["two"])


PAGE = """CONFIDENTIAL REPORT OF THE HARBOR POLICE, THIRD DISTRICT

On the evening of the fourth the undersigned observed a gray sedan parked near the
warehouse of the Dunmore Shipping Company. Two men carried a trunk from the vehicle to the
side entrance; one of them, who wore a checkered cap, returned alone some minutes later. The
watchman, when asked, said that no delivery had been announced and that the side door
was as a rule kept locked. The license plate was noted and passed on to headquarters.
"""


def test_a_seal_reaches_a_photocopy_in_another_record(tearline, desk, tmp_path):
    copy = PAGE.replace("gray", "qray").replace("trunk", "trnnk")
    c = desk(sealed=PAGE + "\nCourt Seal [JFK Law 10(a)1]\n", copied=copy, other=LETTER)
    state = told(tearline, c)
    assert state["sealed"]["outcome"] == "held"
    assert state["copied"]["outcome"] == "held", state["copied"]["open"]
    assert "sealed" in state["copied"]["open"][0]["detail"]
    (tmp_path / "order.txt").write_text("It is ordered that the report be opened.\n")
    lines = tmp_path / "d.jsonl"
    lines.write_text(
        '{"type":"instrument","records":["sealed"],"kind":"court_order","issuer":"D.C.",'
        '"docket":"65-1","date":"2026-01-02","scope":"all","file":"order.txt","actor":"ann"}\n'
    )
    assert tearline("import-decisions", lines, collection=c).code == 0
    state = told(tearline, c)
    assert (state["sealed"]["outcome"], state["copied"]["outcome"]) == ("pass", "pass")


def test_two_copies_of_a_page_may_not_be_judged_in_two_ways(tearline, desk, tmp_path):
    c = desk(first=PAGE, second=PAGE.replace("gray", "qray"))
    lines = tmp_path / "d.jsonl"
    start = PAGE.index("checkered")
    lines.write_text(drawn("first", start, start + 13))
    assert tearline("import-decisions", lines, collection=c).code == 0
    state = told(tearline, c)
    assert state["first"]["outcome"] == "pass"
    assert reasons(state["second"]) == {"copy"}
    lines.write_text(
        '{"type":"determination","record":"second","page":1,"verdict":"release",'
        '"reason":"looked at both","actor":"ben"}\n'
    )
    assert tearline("import-decisions", lines, collection=c).code == 0
    assert told(tearline, c)["second"]["outcome"] == "pass"


def test_a_list_that_comes_back_finds_again_what_it_found(tearline, desk, tmp_path):
    for name, row in (("p", "Odile Fenner,source"), ("q", "Somebody Else,source")):
        (tmp_path / f"{name}.csv").write_text(f"person,protection\n{row}\n")
    c = desk(b="The report came from Odile Fenner of the harbor office, who asked for nothing.\n")
    for name, outcome in (("p", "held"), ("q", "pass"), ("p", "held")):
        tearline("find", "--protected", tmp_path / f"{name}.csv", collection=c)
        assert told(tearline, c)["b"]["outcome"] == outcome


def test_what_is_withheld_stays_so_when_its_list_is_gone(tearline, desk, tmp_path):
    (tmp_path / "p.csv").write_text("person,protection\nJane Gatherwood,person\n")
    (tmp_path / "q.csv").write_text("person,protection\nSomebody Else,person\n")
    c = desk(
        *("--protected", tmp_path / "p.csv"),
        alpha="The first letter was sent to Jane Gatherwood in the spring of that year.\n",
    )
    withhold(tearline, c, "alpha", "protected")
    (tmp_path / "beta.txt").write_text(
        "A second letter was sent to Gatherwood, Jane, in the fall.\n"
    )
    tearline("add", tmp_path / "beta.txt", collection=c)
    tearline("read", collection=c)
    tearline("find", "--protected", tmp_path / "q.csv", collection=c)
    assert told(tearline, c)["beta"]["outcome"] == "pending"


def test_a_value_withheld_in_a_record_that_does_not_go_out_is_still_looked_for(
    tearline, desk, tmp_path
):
    c = desk(letter=LETTER + "\nCourt Seal [JFK Law 10(a)1]\n", apart=APART)
    withhold(tearline, c, "letter", "ssn")
    (tmp_path / "docid-900447310.txt").write_text(APART.replace("NORTHERN", "SOUTHERN") + "More.\n")
    tearline("add", tmp_path / "docid-900447310.txt", collection=c)
    tearline("read", collection=c)
    tearline("find", collection=c)
    state = told(tearline, c)
    assert state["docid-900447310"]["outcome"] == "pending"
    assert "name" in reasons(state["docid-900447310"])


def test_a_look_before_the_other_copy_was_withheld_settles_nothing(tearline, desk, tmp_path):
    c = desk(first=PAGE, second=PAGE.replace("gray", "qray"))
    lines = tmp_path / "d.jsonl"
    start = PAGE.index("checkered")
    looked = {"type": "determination", "record": "second", "page": 1, "verdict": "release"}
    look = json.dumps(looked | {"reason": "looked", "actor": "ben"}) + "\n"
    lines.write_text(look + drawn("first", start, start + 13))
    assert tearline("import-decisions", lines, collection=c).code == 0
    assert reasons(told(tearline, c)["second"]) == {"copy"}
    barrel = PAGE.index("trunk")
    lines.write_text(drawn("second", barrel, barrel + 5))
    assert tearline("import-decisions", lines, collection=c).code == 0
    assert "copy" in reasons(told(tearline, c)["second"]), (
        "as many boxes, but not over the same words"
    )


def test_a_name_over_two_lines_does_not_stop_a_release_that_has_half_of_it(
    tearline, desk, tmp_path
):
    (tmp_path / "p.csv").write_text("person,protection\nOdile Fenner,person\n")
    c = desk(
        *("--protected", tmp_path / "p.csv"),
        one="The papers were given to the clerk by Odile\nFenner on the morning of the fourth.\n",
        two="The lighter Odile was seen at the outer buoy with forty cases of lamp oil.\n",
    )
    tearline("decide", "--proposals-above", "0.75", collection=c)
    tearline("find", collection=c)
    out = tmp_path / "out"
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c)
    assert said.code == 0, (said.err, told(tearline, c))
    assert "Odile" in (out / "text" / "two.txt").read_text()
