"""Leak classes of what an edition holds: references, ids in texts, marks, relations, authors, files, channels, words.

Looked for in the files on the disk, in every answer of the server, and in a warning written as CAP.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
import runpy
import unicodedata
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pikepdf
import pytest

from tearline.decisions.portions import name_of
from tearline.editions import misp, stix
from tearline.editions.stix.words import EVENT, IMPACT, INCIDENT, TASK, TLP_EXTENSION, TLP_IDS
from tearline.errors import VerificationFailedError
from tearline.model.marking import Tlp
from tearline.model.sharing import SAME_AS, PortionMark

WORLD = runpy.run_path(str(Path(__file__).with_name("test_leak_class_world.py")))
MADE, forms, stands, answers = (WORLD[name] for name in ("MADE", "forms", "stands", "answers"))
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
STIX_ID = re.compile(rf"[a-z][a-z-]+--{UUID.pattern}")
HANDLE = r"(?<![\w-])[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}(?![\w-])"
KNOWN = {INCIDENT, EVENT, IMPACT, TASK, TLP_EXTENSION, *TLP_IDS.values()}
MOST = {"allies": Tlp.AMBER, "press": Tlp.GREEN, "others": Tlp.RED}
LOGINS = {"allies": "est", "press": "press", "others": "lva"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = WORLD["world"](tmp_path_factory.mktemp("leaks"))
    made.told = {
        audience: forms(folder) | {"the server": answers(made.taxii, LOGINS[audience])}
        for audience, folder in made.folders.items()
    }
    warned = WORLD["warned"](made.sharing, folder=made.folders["allies"].parent / "warned")
    made.told["allies"] |= {f"a warning, {name}": text for name, text in forms(warned).items()}
    yield made
    made.taxii.close()


def referred(value, key=""):
    """Yield every id that a field of references holds, at any depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from referred(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from referred(inner, key)
    elif key.endswith(("_ref", "_refs")):
        yield value


def one_word(tmp_path, *words, **private):
    """Return what is found in an edition whose one open sentence has these words in it."""
    body = MADE["incident"](
        WORLD["FIRE"], MADE["said"]("summary", " ".join(words)), MADE["said"]("actor", "Ivo Hask")
    )
    sharing = MADE["desk"](tmp_path, body, *MADE["marks"](body, but={"actor": ""}), **private)
    sharing.take_in(MADE["partner"]("est"), None)
    with pytest.raises(VerificationFailedError) as refused:
        sharing.send(sharing.prepared("allies"), MADE["VALE"])
    assert not list((tmp_path / "shared").rglob("*.json*"))
    assert sharing.resting.partners.shared() == []
    return str(refused.value)


def test_l01_every_id_in_the_bytes_is_of_the_edition_and_every_reference_leads_to_it(desk):
    """Ids in objects, events, papers, pages of the server: of what is hidden there is none, also at an end."""
    for audience, told in desk.told.items():
        rows = desk.rows[audience]
        for name, text in told.items():
            assert set(STIX_ID.findall(text)) <= set(rows) | KNOWN, (audience, name)
        for row in rows.values():
            refs = set(referred(row))
            assert refs <= set(rows), (audience, row["type"])
        events = json.loads(told["misp.json"])["response"]
        uuids = set(UUID.findall(told["misp.json"]))
        desks = {one["Event"]["Orgc"]["uuid"] for one in events}
        own = {one["uuid"] for event in events for one in event["Event"]["Attribute"]}
        assert uuids == desks | own | {one["Event"]["uuid"] for one in events}
        assert {f"identity--{one}" for one in desks} <= set(rows)


@pytest.mark.parametrize(
    "planted",
    [
        "seen as r00000000aaaa in the register",
        base64.b64encode(b"he heard it from Ivo Hask himself").decode(),
        "IVO\u00a0\uff28ask",
        "KESTREL%37%37%33%31LANTERN",
    ],
)
def test_l02_no_id_or_name_of_the_desk_s_gets_out_in_a_sentence_however_it_is_written(
    tmp_path, planted
):
    told = one_word(tmp_path / "desk", "It burned,", planted, canaries=(WORLD["CANARY"],))
    assert planted not in told


def test_l02_no_id_hash_or_path_of_the_desk_s_stands_in_any_form(desk):
    sharing = desk.sharing
    inside = {str(sharing._root), "decisions.db", "custody", "shelf.db", WORLD["SHEET"]}
    for item in sharing.resting.register.accepted():
        inside |= {item.id, *map(name_of, item.body.particulars)}
    for audience, told in desk.told.items():
        for name, text in told.items():
            plain = unquote(unicodedata.normalize("NFKC", text))
            assert [one for one in inside if one in plain] == [], (audience, name)


def test_l03_an_object_has_the_one_mark_of_the_whole_and_none_is_above_its_readers(desk):
    """A mark of a part would be advice to the reader; what is above the audience is not there at all."""
    tlps = {name: tlp for tlp, name in TLP_IDS.items()}
    for audience, told in desk.told.items():
        assert not any("granular_markings" in text for text in told.values())
        for row in desk.rows[audience].values():
            if row["type"] != "marking-definition":
                (mark,) = row["object_marking_refs"]
                assert tlps[mark] <= MOST[audience]
        above = [tlp.label for tlp in Tlp if tlp > MOST[audience]]
        for name, text in told.items():
            # one label begins as another does: TLP:AMBER+STRICT
            assert not any(re.search(re.escape(one), text, re.IGNORECASE) for one in above), name
        for event in json.loads(told["misp.json"])["response"]:
            (tag,) = event["Event"]["Tag"]
            assert Tlp[tag["name"].removeprefix("tlp:").upper().replace("+", "_")] <= MOST[audience]


def test_l04_a_relation_is_told_to_who_sees_it_and_both_its_ends(tmp_path):
    """The relation hidden, one end hidden, the other end hidden: nothing of it. All open: it is there."""
    bodies = []
    for at, (here, there, word) in enumerate(
        (
            ("TLP:GREEN", "TLP:GREEN", "TLP:AMBER"),
            ("TLP:AMBER", "TLP:GREEN", "TLP:GREEN"),
            ("TLP:GREEN", "TLP:AMBER", "TLP:GREEN"),
            ("TLP:GREEN", "TLP:GREEN", "TLP:GREEN"),
        )
    ):
        one = MADE["incident"](f"r0000000000a{at}", title=f"Fire of pair {'abcd'[at]}")
        other = MADE["incident"](f"r0000000000b{at}", title=f"Cable of pair {'abcd'[at]}")
        bodies += [replace(one, gathers=(other.item,)), other]
        bodies += [*MADE["marks"](one, here), *MADE["marks"](other, there)]
        bodies.append(PortionMark(one.item, SAME_AS + other.item, word, (), "", *MADE["WHY"]))
    sharing = MADE["desk"](tmp_path / "desk", *bodies)
    sharing.take_in(MADE["partner"]("est", tlp="TLP:GREEN"), None)
    held = sharing.kept(sharing.send(sharing.prepared("allies"), MADE["VALE"])).objects
    told = sorted(row["name"][-6:] for row in held.values() if row["type"] == "incident")
    assert told == ["pair a", "pair a", "pair b", "pair c", "pair d", "pair d"]
    (relation,) = [row for row in held.values() if row["type"] == "relationship"]
    ends = [held[relation[end]]["name"] for end in ("source_ref", "target_ref")]
    assert ends == ["Fire of pair d", "Cable of pair d"]


def test_l04_a_hidden_attribution_leaves_no_party_behind_and_a_hidden_place_no_location(desk):
    kinds = {name: [one["type"] for one in rows.values()] for name, rows in desk.rows.items()}
    relations = {one.get("relationship_type") for one in desk.rows["allies"].values()}
    assert "attributed-to" not in relations
    assert kinds["allies"].count("identity") == 2  # the desk and the target
    assert "location" not in kinds["press"]  # degrees cannot be told as a country


def test_l11_no_other_partner_audience_or_unused_mark_is_named_to_anybody(desk):
    """Nor are the members of one's own audience: who shares is told to nobody."""
    named = [one for partner in WORLD["partners"]() for one in (partner.title, partner.audience)]
    for audience, told in desk.told.items():
        own = LOGINS[audience]
        for name, text in told.items():
            titles = [one for one in named if " " in one and one in text]
            assert titles == [], (audience, name)
            words = set(re.findall(r"[a-z]+", text))
            others = {"est", "fin", "lva", "press", "allies"} - {own}
            assert not words & others, (audience, name)
        ids = desk.taxii.collections
        assert not any(ids[one] in text for one in ids if one != own for text in told.values())
        used = {
            ref
            for row in desk.rows[audience].values()
            for ref in row.get("object_marking_refs", ())
        }
        given = {name for name in desk.rows[audience] if name.startswith("marking-definition")}
        assert given == used


def test_l13_the_desk_is_the_one_author_and_nothing_says_who_worked_where_or_in_which_zone(desk):
    for audience, told in desk.told.items():
        rows = [one for one in desk.rows[audience].values() if one["type"] != "marking-definition"]
        (author,) = {one["created_by_ref"] for one in rows}
        assert desk.rows[audience][author]["name"] == "Lantern Desk"
        for row in rows:
            assert all(
                set(ref) == {"source_name", "external_id"}
                for ref in row.get("external_references", ())
            )
        for name, text in told.items():
            for hidden in ("vale", "morrow", "shared for the test", "lantern.local", "over lunch"):
                assert not stands(hidden, text), (audience, name)
            assert set(re.findall(r"\w+://[^/\"'<> ]+", text)) <= {
                "http://www.w3.org",
                "http://ns.adobe.com",
                "http://purl.org",
                "http://www.aiim.org",
            }, name
            assert not re.search(r"T\d\d:\d\d:\d\d(?:\.\d+)?(?:[+-](?!00:00)\d\d:\d\d)", text), name


def test_l13_an_address_inside_the_desk_stops_the_edition(tmp_path):
    one_word(tmp_path / "desk", "See https://intra.lantern.example/case/77 for it.")


def test_l14_a_paper_carries_no_file_no_metadata_and_no_hash_but_of_what_is_beside_it(desk):
    for audience, folder in desk.folders.items():
        told = json.loads((folder / "edition.json").read_text("utf-8"))
        beside = {
            one.relative_to(folder).as_posix(): one.read_bytes()
            for one in folder.rglob("*")
            if one.is_file()
        }
        listed = {one["path"]: one["sha256"] for one in told["files"]}
        assert listed == {
            name: hashlib.sha256(raw).hexdigest()
            for name, raw in beside.items()
            if name != "edition.json"
        }
        for name, text in desk.told[audience].items():
            hashes = set(re.findall(r"(?<![0-9a-f])[0-9a-f]{32,64}(?![0-9a-f])", text))
            own = name.endswith("edition.json")
            assert own or not hashes, (audience, name)
        with pikepdf.open(folder / "edition.pdf") as pdf:
            assert len(pdf.attachments) == 0
            assert set(pdf.docinfo) <= {"/Title", "/Producer", "/CreationDate", "/ModDate"}
            assert not {"/OpenAction", "/AA", "/Names"} & set(pdf.Root)
            assert not any("/XObject" in page.resources for page in pdf.pages)


def test_l15_what_is_hidden_is_in_no_channel_and_what_is_open_is_in_each_of_them(desk):
    """Objects, events, tables, the sheet, the server's answers, a warning: all are of one view."""
    for audience in ("allies", "press"):
        for name, text in desk.told[audience].items():
            assert [one for one in WORLD["HIDDEN"] if stands(one, text)] == [], (audience, name)
    assert not any("petrol" in text for text in desk.told["press"].values())
    handles = {name: set(re.findall(HANDLE, text)) for name, text in desk.told["allies"].items()}
    tables = {
        row["handle"] if "handle" in row else row[next(iter(row))]
        for name in ("incidents.csv", "statements.csv", "commitments.csv")
        for row in csv.DictReader(io.StringIO(desk.told["allies"][name]))
    }
    assert tables == handles["misp.json"]
    assert handles["objects.jsonl"] <= handles["edition.pdf"] == tables


def test_l15_a_warning_with_hidden_words_in_it_is_not_written(desk, tmp_path):
    with pytest.raises(VerificationFailedError) as refused:
        WORLD["warned"](desk.sharing, tmp_path / "cap", "Captain Osric Vane is on his way.")
    assert not (tmp_path / "cap").exists()
    assert "Osric" not in str(refused.value)


def test_l18_every_label_and_type_is_of_the_open_words_and_a_hidden_type_is_told_in_none(desk):
    """A type that says too much is hidden like any portion; a tearline may give a wider one."""
    for audience, told in desk.told.items():
        for row in desk.rows[audience].values():
            words = [
                *row.get("labels", ()),
                *row.get("event_types", ()),
                *row.get("task_types", ()),
            ]
            words += row.get("extensions", {}).get(INCIDENT, {}).get("incident_types", ())
            assert set(words) <= stix.WORDS, (audience, row["type"])
        tags = {
            tag["name"]
            for one in json.loads(told["misp.json"])["response"]
            for tag in one["Event"]["Tag"]
        }
        assert all(one.startswith("tlp:") or one in misp.WORDS for one in tags)
        for name, text in told.items():
            assert not stands("assassination", text), (audience, name)
            if audience != "others":
                assert not stands("cable-pipeline", text), (audience, name)
