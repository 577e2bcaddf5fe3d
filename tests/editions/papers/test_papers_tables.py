"""The tables hold what the view holds, cell by cell, and nothing that acts or counts."""

from __future__ import annotations

import csv
import io
import runpy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.editions.papers import WORDS, tables
from tearline.editions.papers.plain import plain
from tearline.errors import UsageError
from tearline.model.marking import Tlp
from tearline.model.register import PARTICULARS, TYPES, Kind

MADE = runpy.run_path(str(Path(__file__).with_name("fictional.py")))
view, modified, fact, item = MADE["view"], MADE["modified"], MADE["fact"], MADE["item"]
EARLIER, WITHDRAWN = MADE["EARLIER"], MADE["WITHDRAWN"]
NAMES = {kind: sorted(set(PARTICULARS[kind]) - {"type"}) for kind in Kind}
TEXT = st.text(max_size=60).filter(lambda text: text.strip())


def rows(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline=""), strict=True))


@st.composite
def views(draw):
    handles = draw(st.lists(st.from_regex(r"TL-[A-Z]{4}", fullmatch=True), max_size=4, unique=True))
    items = []
    for handle in handles:
        kind = draw(st.sampled_from(list(Kind)))
        one = st.builds(
            fact, st.sampled_from(NAMES[kind]), TEXT, TEXT | st.just(""), TEXT | st.just("")
        )
        items.append(item(kind, handle, *draw(st.lists(one, min_size=1, max_size=4))))
    return view(items)


def test_all_three_tables_are_there_and_an_empty_one_has_its_heads():
    made = tables(view([]), {})
    assert sorted(made) == ["commitments.csv", "incidents.csv", "statements.csv"]
    assert set(made.values()) == {b"handle,marking,modified,status\r\n"}


def test_a_table_reads_back_cell_by_cell():
    made = view()
    found = rows(tables(made, modified(made), WITHDRAWN)["incidents.csv"])
    assert [one["handle"] for one in found] == sorted(one["handle"] for one in found)
    one = next(row for row in found if row["handle"] == "TL-Q7KXRM")
    assert one["marking"] == "TLP:AMBER"
    assert one["modified"] == EARLIER
    assert one["status"] == "current"
    assert one["claim"] == "A group of four did it for pay. | Nobody was paid."
    assert one["claim.state"] == "claimed | denied"
    assert one["claim.by"] == "an unsigned channel | the Vorle police"
    assert one["claim.on"] == "2031-03-15 | "
    assert one["where.state"] == "town"
    gone = next(row for row in found if row["handle"] == "TL-WZ8QKM")
    assert {key: text for key, text in gone.items() if text} == {
        "handle": "TL-WZ8QKM", "marking": "TLP:AMBER", "modified": EARLIER, "status": "withdrawn",
    }  # fmt: skip


def test_columns_are_those_that_something_fills_in_the_register_s_order():
    made = view()
    for kind, name in (
        (Kind.INCIDENT, "incidents.csv"), (Kind.STATEMENT, "statements.csv"), (Kind.COMMITMENT, "commitments.csv"),
    ):  # fmt: skip
        heads = tables(made, modified(made))[name].split(b"\r\n")[0].decode().split(",")[4:]
        order = [key + part for key in PARTICULARS[kind] for part in ("", ".state", ".by", ".on")]
        assert heads == [one for one in order if one in heads]
        assert all(
            any(row[head] for row in rows(tables(made, modified(made))[name])) for head in heads
        )


def test_a_bar_within_a_value_parts_nothing():
    made = view([item(Kind.INCIDENT, "TL-A", fact("note", "a | b"), fact("note", "c"))])
    assert rows(tables(made, modified(made))["incidents.csv"])[0]["note"].split(" | ") == [
        "a / b",
        "c",
    ]


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r@", "\n+", " =", "＝", "\u200b=", "\ufeff-", "＠"]
)
def test_no_cell_begins_as_a_formula(start):
    made = view([item(Kind.INCIDENT, "TL-A", fact("note", f"{start}1+1"))])
    assert rows(tables(made, modified(made))["incidents.csv"])[0]["note"][0] == "'"


def test_control_characters_become_their_signs():
    made = view(
        [
            item(
                Kind.INCIDENT,
                "TL-A",
                fact("note", "a\0b\x1bc\x7fd\x85e\x9bf\ud800g\r\nh\u2028i\tj\ufffe"),
            )
        ]
    )
    data = tables(made, modified(made))["incidents.csv"]
    assert rows(data)[0]["note"] == "a␀b␛c␡d\ne\ufffdf\ufffdg\nh\ni j\ufffd"


@settings(deadline=None, max_examples=60)
@given(views(), st.randoms())
def test_every_value_stands_in_its_cell_and_the_order_given_changes_no_byte(made, chance):
    found = tables(made, modified(made))
    cells = {row["handle"]: row for data in found.values() for row in rows(data)}
    for one in made.items:
        for said in one.facts:
            for part, text in (("", said.value), (".state", said.state), (".by", said.by)):
                if text:
                    cell = cells[one.handle][said.name + part]
                    assert plain(text).replace("|", "/") in cell
    assert all(
        text[:1] not in "=+-@\t\r\n" for row in cells.values() for text in row.values() if text
    )
    turned = list(made.items)
    chance.shuffle(turned)
    turned = [
        item(o.kind, o.handle, *chance.sample(o.facts, len(o.facts)), tlp=o.tlp, key=o.id)
        for o in turned
    ]
    assert tables(view(turned), dict(reversed(modified(made).items()))) == found


@settings(deadline=None, max_examples=200)
@given(st.text())
def test_making_a_text_plain_twice_is_making_it_plain_once(text):
    assert plain(plain(text)) == plain(text)
    plain(text).encode("utf-8")


def test_the_register_s_own_ids_are_in_no_table():
    made = view()
    told = b"".join(tables(made, modified(made), WITHDRAWN).values())
    assert all(one.id.encode() not in told for one in made.items)
    assert frozenset(TYPES) == WORDS


def test_what_may_not_go_out_stops_all_of_it():
    def refused(items, times=None, gone=(), **more):
        made = view(items, **more)
        with pytest.raises(UsageError) as told:
            tables(made, modified(made) if times is None else times, gone)
        assert "Secret" not in str(told.value)

    good = item(Kind.INCIDENT, "TL-A", fact("note", "Secret"))
    refused([item(Kind.INCIDENT, "TL-A", fact("note", "Secret", tlp=Tlp.RED))])
    refused([item(Kind.INCIDENT, "TL-A", fact("note", "Secret"), tlp=Tlp.RED)])
    refused([item(Kind.INCIDENT, "TL-A", fact("speaker", "Secret"))])
    refused([item(Kind.INCIDENT, "TL-A", fact("type", "Secret"))])
    refused([item(Kind.INCIDENT, "../Secret", fact("note", "x"))])
    refused([good, item(Kind.STATEMENT, "TL-A", fact("note", "x"), key="other")])
    refused([good], gone=(("TL-A", Kind.STATEMENT, EARLIER),))
    refused([good], times={})
    refused([good], times={good.id: "2031-03-18T09:30:07Z"})
    refused([good], times={good.id: "2031-03-20T09:30:00Z"})
    refused([good], gone=(("TL-B", Kind.STATEMENT, "yesterday"),))
    refused([good], made="2031-03-19")
