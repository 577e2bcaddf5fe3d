"""A record taken back leaves a tombstone that says no more than it may, and nothing leaves a silent gap."""

from __future__ import annotations

import json
import shutil
from importlib import resources

import pytest
import small_desk
from small_desk import Desk, line, statuses

from tearline.decisions import deciding, grounds, whole, withdrawing
from tearline.decisions.grounds import REASONS
from tearline.errors import UsageError
from tearline.model.decision import Actor, ActorKind, Hold, Target
from tearline_verify import folder as verify_folder
from tearline_verify import index as verify_index
from tearline_verify.pagedata import GrammarError

TEXTS = {
    "ledger": "The ledger of the harbor office, first quarter.\n",
    "letter": "The clerk Quillfeather has signed for the parcel.\n",
    "report": "A report on the harbor lights, which were mended.\n",
}
WORDS = """clerk lamp ledger parcel wagon sailor keeper bell rope anchor barrel window door chimney
garden cellar stair table chair lantern compass chart""".splitlines()
FIRST, SECOND, THIRD = "2026-01-10", "2026-02-10", "2026-03-10"
UNTOLD = [reason for reason, said in REASONS.items() if said.words == grounds.PLAIN]


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A desk that does not say what is pending, and has released three records."""
    home = tmp_path_factory.mktemp("released")
    text = (resources.files("tearline.guides") / "foia.toml").read_text("utf-8")
    assert "acknowledge_pending = true" in text
    quiet = text.replace("acknowledge_pending = true", "acknowledge_pending = false")
    (home / "guide.toml").write_text(quiet, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        desk = Desk(home, patch, home / "guide.toml")
        desk.add(**TEXTS)
        desk.build(FIRST)
    return home


@pytest.fixture
def desk(released, tmp_path, monkeypatch):
    """Give each test a copy of that desk."""
    shutil.copytree(released, tmp_path / "desk")
    made = Desk(tmp_path / "desk", monkeypatch, tmp_path / "desk" / "guide.toml")
    made.releases = 1
    return made


def in_the_folder(out):
    return b"".join(path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file())


def test_the_next_release_has_a_tombstone_and_none_of_the_record_s_files(desk):
    first = desk.home / "out1"
    rows = json.loads((first / "manifest.json").read_text("utf-8"))["records"]
    told = [file["sha256"] for row in rows if row["record"] == "letter" for file in row["files"]]
    desk.withdraw("letter", "privacy")
    out = desk.build(SECOND)
    assert statuses(out)["letter"] == ("withdrawn", "withdrawn")
    [row] = [
        r
        for r in json.loads((out / "manifest.json").read_text("utf-8"))["records"]
        if r["record"] == "letter"
    ]
    empty = {"numbers": [], "pages": 0, "files": [], "withholdings": [], "page_sizes": []}
    assert row == {"record": "letter", "status": "withdrawn", "note": "withdrawn", **empty}
    assert "- letter: withdrawn\n" in (out / "note.md").read_text("utf-8")
    assert len(told) == 3
    whole = in_the_folder(out)
    for never in (*told, "privacy", FIRST, "Quillfeather"):
        assert never.encode() not in whole, never
    assert desk.build(THIRD).name == "out3"
    assert statuses(desk.home / "out3")["letter"] == ("withdrawn", "withdrawn")


def test_reasons_that_may_not_be_told_look_all_the_same(desk, monkeypatch):
    assert {"privacy", "source-at-risk", "released-in-error"} == set(UNTOLD)
    folders = []
    for i, reason in enumerate(UNTOLD):
        home = desk.home.parent / f"copy{i}"
        shutil.copytree(desk.home, home)
        copy = Desk(home, monkeypatch, home / "guide.toml")
        copy.withdraw("letter", reason)
        folders.append(in_the_folder(copy.build(SECOND, home / "next")))
    assert len(set(folders)) == 1


@pytest.mark.parametrize("reason", REASONS)
def test_the_verifier_takes_every_fixed_phrase_and_no_other(reason, desk):
    words = grounds.words_of(reason, FIRST)
    manifest = json.loads((desk.home / "out1/manifest.json").read_text("utf-8"))

    def read(**changes):
        row = {"record": "zzz", "status": "withdrawn", "numbers": [], "pages": 0, "files": []}
        row |= {"withholdings": [], "page_sizes": [], "note": words, **changes}
        counts = manifest["counts"] | {"records": len(manifest["records"]) + 1, "withdrawn": 1}
        value = manifest | {"records": [*manifest["records"], row], "counts": counts}
        text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
        verify_folder.read(text.encode())

    read()
    digest = "ab" * 32
    for bad in (
        {"note": f"{words} {digest}"},
        {"note": "withdrawn: privacy"},
        {"note": f"withdrawn; last in the release of {FIRST}"},
        {"note": "withdrawn: by order of a court"},
        {"note": "withdrawn: by order of a court of 2026-05-02 in Boston"},
        {"note": f"withdrawn: by order of a court; last in the release of {FIRST}"},
        {"note": "withdrawn: superseded; last in the release of " + digest},
        {"numbers": [digest]},
        {"sha256": digest},
        {"pages": 1, "page_sizes": [[61200, 79200]]},
        {"files": [{"path": "records/zzz.pdf", "sha256": digest, "size": 9}]},
    ):
        with pytest.raises(GrammarError):
            read(**bad)


def test_a_note_that_says_more_of_a_withdrawn_record_is_refused(desk):
    desk.withdraw("letter", "privacy")
    out = desk.build(SECOND)
    manifest = verify_folder.read((out / "manifest.json").read_bytes())
    assert list(verify_index.beside(out, manifest)) == []
    note = out / "note.md"
    text = note.read_text("utf-8")
    note.write_text(text.replace("- letter: withdrawn", "- letter: withdrawn, was " + "ab" * 32))
    assert [leak.file for leak in verify_index.beside(out, manifest)] == ["note.md"]


def test_a_reason_of_no_list_is_refused_and_one_of_a_strange_log_is_not_told(desk):
    with pytest.raises(UsageError, match="reason of the list"):
        desk.withdraw("letter", "embarrassing")
    with pytest.raises(UsageError, match="reason of the list"):
        desk.say({"type": "withdrawal", "record": "letter", "reason": "no", "actor": "ann"})
    assert grounds.words_of("embarrassing", FIRST) == "withdrawn"
    desk.withdraw("letter", "rights")
    with pytest.raises(UsageError, match="already"):
        desk.withdraw("letter", "rights")
    with pytest.raises(UsageError, match="no record is called"):
        desk.withdraw("nobody", "rights")
    with pytest.raises(UsageError, match="cannot be called otherwise"):
        desk.rename("letter", "another")


def test_a_decisions_file_withdraws_too_and_only_once(desk):
    row = {"type": "withdrawal", "record": "letter", "reason": "rights", "actor": "ann"}
    assert desk.say(row) == 1
    assert desk.say(row) == 0
    out = desk.build(SECOND)
    words = "withdrawn: rights of a donor or author; last in the release of 2026-01-10"
    assert statuses(out)["letter"] == ("withdrawn", words)


def test_a_person_gives_it_back_and_says_why(desk):
    with pytest.raises(UsageError, match="not withdrawn"):
        desk.reinstate("letter")
    desk.withdraw("letter", "privacy")
    with pytest.raises(UsageError, match="says why"):
        desk.reinstate("letter", " ")
    said = desk.reinstate("letter", "the person has died")
    assert (said.actor.name, said.reason) == ("ann", "the person has died")
    assert statuses(desk.build(SECOND))["letter"][0] == "released in full"
    desk.withdraw("letter", "privacy")
    assert statuses(desk.build(THIRD))["letter"][0] == "withdrawn"


def test_giving_back_lifts_no_withholding_of_the_whole_record(desk):
    whole = line("letter")
    del whole["page"]
    desk.say(whole)
    desk.withdraw("letter", "privacy")
    desk.reinstate("letter")
    assert desk.gate("letter").outcome == "withheld"


def test_what_was_never_released_goes_in_silence(desk):
    desk.add(draft="A paper that nobody outside has seen.\n")
    desk.withdraw("draft", "privacy")
    out = desk.build(SECOND)
    assert set(statuses(out)) == set(TEXTS)
    assert b"draft.pdf" not in in_the_folder(out)


def test_the_last_record_can_be_taken_down_though_nothing_else_goes_out(desk):
    for name in TEXTS:
        desk.withdraw(name, "privacy")
    out = desk.build(SECOND)
    assert {status for status, _ in statuses(out).values()} == {"withdrawn"}
    assert not (out / "records").exists()


# Never a silent gap.


def test_whatever_keeps_a_known_record_back_it_has_a_row(desk):
    finding = "His SSN is 900-44-7310, as the card says, social security number.\n"
    desk.add(card=finding)
    [row] = [e for e in desk.gate("card").open if e.reason == "undecided_finding"]
    desk.decide("withhold", row.detail.split()[1].rstrip(":"))
    assert "card" in statuses(desk.build(SECOND))
    whole = line("report") | {"acknowledged": False}
    del whole["page"]
    desk.say(whole, line("letter", None, "refer"))
    at, ann = deciding.now(), small_desk.ANN
    desk.append(Hold("ledger", "no_such_hold", "sealed", ann, at))
    out = desk.build(THIRD)
    said = statuses(out)
    assert said.pop("card")[0] == "released in part"
    # The guide lets none of them be told; the word that says nothing is the same for all.
    assert said == dict.fromkeys(TEXTS, ("withdrawn", "withdrawn"))


def test_what_the_guide_lets_be_told_is_told(desk):
    loud = desk.home / "loud.toml"
    text = (desk.home / "guide.toml").read_text("utf-8")
    loud.write_text(text.replace("acknowledge_pending = false", "acknowledge_pending = true"))
    desk.guide = small_desk.guides.load(str(loud))
    desk.say(line("letter", None, "refer"))
    assert statuses(desk.build(SECOND))["letter"][0] == "pending"


def test_a_renamed_record_leaves_its_old_name_a_row(desk):
    desk.rename("letter", "the-letter")
    said = statuses(desk.build(SECOND))
    assert said["the-letter"][0] == "released in full"
    words = "withdrawn: released under another name; last in the release of 2026-01-10"
    assert said["letter"] == ("withdrawn", words)


def test_a_name_that_may_not_be_said_again_is_counted_and_not_said(desk):
    desk.add(**{"ssn-900-44-7311": "Nothing of note in this paper about the lights.\n"})
    # It went out under that name, before anyone looked at names.
    entry = next(e for e in desk.entries() if hasattr(e.body, "manifest"))
    names = (*entry.body.records, "ssn-900-44-7311")
    desk.append(small_desk.replace(entry.body, records=names, withheld="", at=deciding.now()))
    out = desk.build(SECOND)
    assert set(statuses(out)) == set(TEXTS)
    assert b"7311" not in in_the_folder(out)
    assert "not said again: 1." in (out / "note.md").read_text("utf-8")


def test_a_record_that_is_gone_is_refused_until_somebody_says_why(desk):
    entry = next(e for e in desk.entries() if hasattr(e.body, "manifest"))
    names = (*entry.body.records, "lost-1")
    desk.append(small_desk.replace(entry.body, records=names, withheld="", at=deciding.now()))
    with pytest.raises(UsageError, match="lost-1 was in the release of 2026-01-10"):
        desk.build(SECOND)
    desk.withdraw("lost-1", "not-a-record")
    words = "withdrawn: not a record of this collection; last in the release of 2026-01-10"
    assert statuses(desk.build(SECOND))["lost-1"] == ("withdrawn", words)


def test_two_records_of_one_released_name_leave_it_a_row(desk):
    desk.add(letter="Another paper of the same name.\n")
    said = statuses(desk.build(SECOND))
    assert said["letter"] == ("withdrawn", "withdrawn")
    desk.withdraw("letter", "privacy")
    # The one withdrawn for privacy does not hand its name to the other in silence.
    assert statuses(desk.build(THIRD))["letter"] == ("withdrawn", "withdrawn")


def test_what_may_not_be_told_takes_no_name_away_from_what_was_released(desk):
    desk.add(letter="Another paper of the same name.\n")
    desk.say(line("letter_2", None, "refer"))
    said = statuses(desk.build(SECOND))
    assert said == dict.fromkeys(TEXTS, ("released in full", ""))


def test_a_copy_of_a_page_withdrawn_for_what_it_holds_is_looked_at_again(desk):
    page = (
        " ".join(
            f"The {word} of the harbor office was seen."
            for line_ in WORDS
            for word in line_.split()
        )
        + "\n"
    )
    desk.add(one=page + "Filed in the first drawer.\n", two=page + "Filed in the second drawer.\n")
    desk.build(SECOND)
    desk.withdraw("one", "superseded")
    assert "copy" not in {open_.reason for open_ in desk.gate("two").open}
    desk.withdraw("one", "privacy")
    out = desk.build(THIRD)
    assert [open_.reason for open_ in desk.gate("two").open] == ["copy"]
    assert statuses(out)["two"] == ("withdrawn", "withdrawn")
    with desk.at_work() as collection:
        said = small_desk.Verdicting(small_desk.Verdict.RELEASE, (), "looked", small_desk.ANN)
        whole.decide_page(collection, "two", 1, said, desk.guide)
    assert desk.gate("two").outcome == "pass"


def test_a_rule_takes_nothing_back_to_the_public(desk):
    desk.withdraw("letter", "privacy")
    rule = Actor(ActorKind.RULE, "a rule", "rule")
    with desk.at_work() as collection, pytest.raises(UsageError, match="a person"):
        withdrawing.reinstate(collection, "letter", "score", rule)
    assert desk.gate("letter").outcome == "withdrawn"
    assert Target(record="letter") not in [getattr(e.body, "target", None) for e in desk.entries()]
