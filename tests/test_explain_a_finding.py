"""`explain`: where, which words, which rule, what was decided, where else; and no value unasked."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from tearline.decisions import deciding
from tearline.decisions.standing import target_of
from tearline.errors import UsageError
from tearline.findings import masking
from tearline.model.decision import Actor, ActorKind, Override
from tearline.model.finding import Finding
from tearline.store.collection import opened
from tearline.talk import Talk
from tearline.verbs import explaining

ROOT = Path(__file__).parents[1]
NUMBER, NEIGHBOUR = "912-44-7310", "915-61-2048"
PAYROLL = f"""PAYROLL OF THE HARBOR OFFICE

Name: Odile Fenner
Social Security Number: {NUMBER}
Name: Tobias Lenk
Social Security Number: {NEIGHBOUR}
Unnamed: 9177 30 5512
"""
LETTER = f"MEMORANDUM\n\nThe clerk's Social Security Number {NUMBER} stands in the ledger.\n"
SEALED = "LETTER\n\nCourt Seal [JFK Law 10(a)1]\n\nThe harbor lights were out that night.\n"


def drawn(path):
    """Draw a scanned page that holds the number."""
    image = Image.new("1", (1700, 900), 1)
    font = ImageFont.truetype(str(ROOT / "src/tearline/editions/type/DejaVuSansMono.ttf"), 46)
    lines = ("PERSONNEL CARD", "Name: Odile Fenner", f"Social Security Number: {NUMBER}")
    for place, line in enumerate(lines):
        ImageDraw.Draw(image).text((200, 150 + 100 * place), line, font=font, fill=0)
    image.save(path, dpi=(300, 300))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a searched collection once: (its folder, its keys)."""
    home = tmp_path_factory.mktemp("explain")
    (home / "in").mkdir()
    for name, text in (("payroll", PAYROLL), ("letter", LETTER), ("sealed", SEALED)):
        (home / "in" / f"{name}.txt").write_text(text)
    drawn(home / "in" / "card.png")
    env = {
        **os.environ,
        "TEARLINE_KEYS": str(home / "keys"),
        "TEARLINE_COLLECTION": str(home / "c"),
    }
    for words in (
        ["init", str(home / "c"), "--guide", "jfk"],
        ["add", str(home / "in")],
        ["read"],
        ["find"],
    ):
        command = [sys.executable, "-m", "tearline", *words]
        subprocess.run(command, env=env, check=True, capture_output=True, cwd=home)
    return home / "c", home / "keys"


@pytest.fixture
def desk(made, tmp_path, monkeypatch, capsys, tearline):
    """A copy of the collection, with ways to list, to decide and to explain."""
    source, keys = made
    shutil.copytree(source, tmp_path / "c")
    shutil.copytree(keys, tmp_path / "keys")
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))

    class Desk:
        root = tmp_path / "c"

        def explain(self, finding_id, crop=None, *, show=False, as_json=True):
            capsys.readouterr()
            explaining.explain(self.root, finding_id, crop, show, Talk(as_json=as_json))
            out = capsys.readouterr().out
            return json.loads(out) if as_json else out

        def run(self, *words):
            said = tearline(*words, collection=self.root)
            assert said.code == 0, said.err
            return said

        def findings(self, kind="ssn", record=""):
            rows = self.run("findings", "--kind", kind).lines
            return [row for row in rows if row["type"] == "finding" and record in row["record"]]

        def one(self, kind="ssn", record="payroll", place=0):
            return self.findings(kind, record)[place]["id"]

    return Desk()


def test_no_value_and_no_number_beside_it_is_shown_unasked(desk):
    for as_json in (True, False):
        for row in desk.findings():
            said = str(desk.explain(row["id"], as_json=as_json))
            assert NUMBER not in said
            assert NEIGHBOUR not in said
            assert "9177" not in said
            assert "###-##-####" in said
            assert "Social Security Number" in " ".join(said.replace("\\n", " ").split())


def test_the_value_is_shown_to_one_who_asks(desk):
    said = desk.explain(desk.one(), show=True)
    assert said["words"]["value"] == NUMBER
    assert not said["masked"]
    assert NUMBER in desk.explain(desk.one(), show=True, as_json=False)


def test_a_stamp_names_nobody_and_is_shown(desk):
    said = desk.explain(desk.one("hold.court_seal", "sealed"))
    assert "Court Seal" in said["words"]["value"]
    assert said["rule"]["tier"] == "hold"
    assert said["rule"]["hold"]["lifted_by"]
    assert not said["masked"]


def test_it_says_where_by_what_and_under_which_rule(desk):
    row = desk.findings(record="payroll")[0]
    said = desk.explain(row["id"])
    assert (said["type"], said["id"]) == ("explanation", row["id"])
    assert (said["records"], said["page"]) == (["payroll"], 1)
    assert (said["score"], said["why"]) == (row["score"], row["why"])
    assert said["reader"].startswith("plain ")
    assert said["detector"] == "ssn"
    assert len(said["sha256"]) == 64
    rule = said["rule"]
    assert (rule["kind"], rule["tier"]) == ("ssn", "withhold")
    assert rule["withhold_at"] > rule["review_at"]
    assert rule["codes"][0]["code"] == "(b)(6)"
    assert rule["codes"][0]["authority"] == "5 USC 552(b)(6)"
    assert rule["codes"][0]["checked"]


def test_a_row_of_the_guide_that_nobody_checked_says_so(desk):
    toml = (ROOT / "src/tearline/guides/jfk.toml").read_text().splitlines()
    place = toml.index('code = "(b)(6)"')
    check = next(i for i in range(place, len(toml)) if toml[i].startswith("check = "))
    toml[check] = "check = false"
    (desk.root / "own.toml").write_text("\n".join(toml))
    settings = desk.root / "tearline.toml"
    own = json.dumps(str(desk.root / "own.toml"))
    settings.write_text(settings.read_text().replace('guide = "jfk"', f"guide = {own}"))
    assert "nobody has checked" in desk.explain(desk.one(), as_json=False)


def test_every_decision_on_it_is_told_in_order(desk):
    id_ = desk.one()
    assert desk.explain(id_)["decided"] == "undecided"
    assert desk.explain(id_)["history"] == []
    desk.run("decide", id_, "--verdict", "withhold", "--reason", "a living person")
    other = desk.one(place=1)
    desk.run("decide", other, "--verdict", "withhold", "--reason", "another one")
    desk.run("decide", id_, "--verdict", "defer", "--reason", "ask the office")
    said = desk.explain(id_)
    assert said["decided"] == "defer"
    told = [(row["what"], row["reason"], row["about"]) for row in said["history"]]
    assert told == [
        ("withhold", "a living person", "itself"),
        ("defer", "ask the office", "itself"),
    ]
    assert all(row["by"] and row["at"] and row["by_kind"] == "person" for row in said["history"])


def test_a_signature_to_override_and_what_it_rests_on_is_told(desk):
    id_ = desk.one()
    vale = Actor(ActorKind.PERSON, "T. Vale", "login")
    with opened(desk.root, write=False) as collection:
        rows = collection.catalog.findings()
        row = next(row for row in rows if deciding.finding_id(row) == id_)
        own = target_of(row.finding, row.sha256)
        signed = Override(own, "ssn", "order of the court", vale, deciding.now())
        deciding.append(collection, [signed, replace(signed, kind="phone", basis="another")])
    (told,) = desk.explain(id_)["history"]
    assert (told["what"], told["reason"]) == ("signature to override", "order of the court")
    assert told["by"] == "T. Vale"


def test_what_covers_it_and_its_record_is_told(desk, tmp_path):
    lines = [
        {"record": "payroll", "page": 1, "reason": "whole page"},
        {"record": "payroll", "reason": "whole record"},
        {"record": "letter", "page": 1, "reason": "not this one"},
    ]
    usual = {
        "type": "determination",
        "verdict": "withhold",
        "codes": ["(b)(6)"],
        "actor": "T. Vale",
    }
    hold = {"type": "hold", "record": "payroll", "kind": "court_seal", "reason": "sealed"}
    rows = [{**usual, **line} for line in lines] + [{**hold, "actor": "T. Vale"}]
    (tmp_path / "d.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    desk.run("import-decisions", tmp_path / "d.jsonl")
    said = desk.explain(desk.one())
    told = [(row["what"], row["reason"], row["about"]) for row in said["history"]]
    assert told == [
        ("withhold", "whole page", "page"),
        ("withhold", "whole record", "record"),
        ("hold", "sealed", "record"),
    ]
    assert said["decided"] == "withhold"


def test_the_same_value_elsewhere_is_named_with_what_was_decided(desk):
    desk.run("decide", desk.one(record="letter"), "--verdict", "withhold", "--reason", "living")
    places = {row["record"]: row["decided"] for row in desk.explain(desk.one())["elsewhere"]}
    assert places == {"letter": "withhold", "card": "undecided"}
    assert desk.explain(desk.one(place=1))["elsewhere"] == []


def test_the_first_letters_of_an_id_are_enough(desk):
    id_ = desk.one()
    assert desk.explain(id_[: explaining.SHORTEST_ID])["id"] == id_


@pytest.mark.parametrize("wanted", ["", "zzzzzz", "0123456789abcdef"])
def test_an_id_no_finding_has_is_refused_with_a_remedy(desk, wanted):
    with pytest.raises(UsageError) as raised:
        desk.explain(wanted)
    assert raised.value.remedy


def test_letters_that_several_ids_begin_with_are_refused(desk, monkeypatch):
    ids = iter(range(100))
    monkeypatch.setattr(explaining.deciding, "finding_id", lambda _: f"abcdef{next(ids):06}")
    with pytest.raises(UsageError, match="begin with abcdef"):
        desk.explain("abcdef")


def test_the_picture_is_its_owners_alone(desk, tmp_path):
    (tmp_path / "crop.png").write_bytes(b"older")
    said = desk.explain(desk.one(record="card"), tmp_path / "crop.png")
    assert said["crop"] == str(tmp_path / "crop.png")
    assert (tmp_path / "crop.png").stat().st_mode & 0o777 == 0o600
    with Image.open(tmp_path / "crop.png") as image:
        assert image.format == "PNG"
        assert image.width < 1600
    assert not list(tmp_path.glob(".crop.png*"))


def test_a_text_has_no_picture_and_no_file_is_made(desk, tmp_path):
    with pytest.raises(UsageError, match="no picture"):
        desk.explain(desk.one(), tmp_path / "crop.png")
    assert not (tmp_path / "crop.png").exists()


def test_a_picture_that_cannot_be_written_says_so(desk, tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        desk.explain(desk.one(record="card"), tmp_path / "nowhere" / "crop.png")


def test_it_looks_while_another_run_has_the_collection(desk):
    id_ = desk.one()
    with (desk.root / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert desk.explain(id_)["id"] == id_


def finding(kind, start, end):
    return Finding(1, start, end, (), kind, 0.9, "made", "1", "made for a test")


@given(st.data())
def test_no_personal_letter_or_digit_comes_through_the_mask(data):
    # Personal values are made of letters found nowhere else, so one that comes out is seen.
    parts = data.draw(
        st.lists(
            st.one_of(
                st.tuples(st.just(True), st.text("XYZ", min_size=1, max_size=8)),
                st.tuples(st.just(False), st.text("abc 123\n", min_size=0, max_size=90)),
            ),
            max_size=12,
        )
    )
    text, found = "", []
    for personal, part in [*parts, (True, "XYZ")]:
        if personal:
            found.append(finding("name.person", len(text), len(text) + len(part)))
        text += part
    for one in found:
        said = masking.passage(text, one, found)
        whole = said.before + said.value + said.after
        assert not set(whole) & set("XYZ")
        assert not set(whole) & set("0123456789")
        assert said.value == masking.MASK
        shown = masking.passage(text, one, found, show=True)
        assert shown.value == text[one.start : one.end]


def test_findings_that_overlap_leave_nothing_between_them():
    text = "the name of Odile Fenner, clerk at the harbor"
    stamp = finding("hold.court_seal", 0, 8)
    names = [finding("name.person", 12, 17), finding("term", 14, 24), finding("pattern.x", 12, 24)]
    said = masking.passage(text, stamp, names)
    assert said.value == "the name"
    assert said.after == f" of {masking.MASK}, clerk at the harbor"


def test_the_same_words_said_again_are_masked_too():
    text = "Odile Fenner came. ODILE FENNER left."
    said = masking.passage(text, finding("term", 0, 12), [finding("term", 0, 12)])
    assert "fenner" not in (said.before + said.value + said.after).lower()


@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        ("ssn", True), ("name.person", True), ("protected.alias", True), ("term", True),
        ("cryptonym.unknown", True), ("cryptonym", True), ("something.new", True),
        ("residue.hidden_text", True), ("holder", True),
        ("hold.court_seal", False), ("sheet.pages", False), ("cryptonym.released", False),
        ("postponement", False), ("mention.grand_jury", False),
    ],
)  # fmt: skip
def test_a_kind_is_hidden_unless_it_names_nobody(kind, hidden):
    assert masking.masked(kind) is hidden


def test_a_finding_with_no_place_in_the_text_has_no_words():
    assert masking.passage("words", finding("residue.metadata", None, None), []) is None
