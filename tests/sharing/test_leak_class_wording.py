"""Leak classes of what is told less exactly or in other words: places and days, tearlines, an originator's reports."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from tearline.decisions import marking
from tearline.decisions.portions import name_of, signed_of
from tearline.errors import DecideFirstError, UsageError, VerificationFailedError
from tearline.findings.roots import roots
from tearline.model.sharing import TearlineApproval

WORLD = runpy.run_path(str(Path(__file__).with_name("test_leak_class_world.py")))
MADE, FIRE, forms, stands = (WORLD[name] for name in ("MADE", "FIRE", "forms", "stands"))
VALE, MORROW, WHY, said = (MADE[name] for name in ("VALE", "MORROW", "WHY", "said"))
OTHER_WHY = ("read and compared", MORROW, MADE["AT"])
POINTS = [(59.3512 + 0.0031 * at, 24.7537 + 0.0029 * (at * 7 % 31)) for at in range(31)]
SECRET = "A driver of the Branmoor depot told our officer that two men came by night with petrol"
QUOTING = "It is known that two men came by night with petrol, and that they left."


def every(folder):
    return "".join(forms(folder).values())


@pytest.fixture(scope="module")
def coarse(tmp_path_factory):
    """Thirty-one incidents in one cell of the grid and one month, for three audiences told less and less."""
    bodies, marks = [], []
    for at, (north, east) in enumerate(POINTS):
        body = MADE["incident"](
            f"r{at:012x}",
            said("where", f"{north:.5f}, {east:.5f}", "exact"),
            said("when", f"2031-02-{at % 28 + 1:02}"),
            title=f"A fire, one of many {'abcdefghijklmnopqrstuvwxyzABCDE'[at]}",
        )
        bodies.append(body)
        marks += MADE["marks"](body)
    sharing = MADE["desk"](tmp_path_factory.mktemp("grid") / "desk", *bodies, *marks)
    folders = {}
    for audience, places, days in (
        ("larkholm", "town", "month"),
        ("wendmark", "town", "quarter"),
        ("skarnhold", "country", "year"),
    ):
        sharing.take_in(MADE["partner"](audience, audience, places=places, days=days), None)
        shared = sharing.send(sharing.prepared(audience), VALE)
        folders[audience] = sharing.kept(shared).folder
    return folders


def rows(folder, kind):
    held = map(json.loads, (folder / "objects.jsonl").read_text("utf-8").splitlines())
    return [row for row in held if row["type"] == kind]


def test_l17_all_points_of_a_cell_are_told_as_one_and_the_same_for_everybody(coarse):
    """A grid, never a jitter about the true point: many tellings give no more than one."""
    told = {}
    for audience in ("larkholm", "wendmark"):
        found = rows(coarse[audience], "location")
        told[audience] = {(one["latitude"], one["longitude"], one["precision"]) for one in found}
        assert len(found) == len(POINTS)
    assert told["larkholm"] == told["wendmark"] == {(59.4, 24.8, 10_000)}
    assert (59.4, 24.8) not in {(round(a, 3), round(b, 3)) for a, b in POINTS}
    text = every(coarse["larkholm"]) + every(coarse["wendmark"])
    assert "59.4, 24.8" in text
    for north, east in POINTS:
        assert f"{north:.3f}"[:6] not in text
        assert f"{east:.3f}"[:6] not in text


def test_l17_who_is_told_countries_gets_no_degrees_and_a_day_is_told_as_its_month_or_year(coarse):
    assert rows(coarse["skarnhold"], "location") == []
    assert "59." not in every(coarse["skarnhold"])
    for audience, start, fidelity in (
        ("larkholm", "2031-02-01", "month"),
        ("skarnhold", "2031-01-01", "year"),
    ):
        events = rows(coarse[audience], "event")
        assert {one["start_time"][:10] for one in events} == {start}
        assert {one["start_time_fidelity"] for one in events} == {fidelity}
    for day in range(2, 28):
        assert not any(f"2031-02-{day:02}" in every(folder) for folder in coarse.values())


def quoting_desk(folder):
    """A desk whose tearline quotes eight words of the portion above it, and waits for its second person."""
    body = MADE["incident"](FIRE, said("summary", SECRET))
    sharing = MADE["desk"](folder, body, *MADE["marks"](body, but={"summary": "TLP:AMBER"}))
    sharing.take_in(MADE["partner"]("press", "press", tlp="TLP:GREEN"), None)
    resting = sharing.resting
    target = (FIRE, name_of(said("summary", SECRET)))
    line = marking.torn(
        resting.register, resting.partners, target, said("summary", QUOTING), "TLP:GREEN", WHY
    )
    sharing.say(line)
    return sharing, line


def test_l19_eight_words_of_the_portion_above_want_a_person_who_was_shown_them(tmp_path):
    sharing, line = quoting_desk(tmp_path / "desk")
    resting, target = sharing.resting, (FIRE, line.line)
    with pytest.raises(UsageError):
        marking.approved(resting.register, resting.portions, target, WHY, quotes=True)
    with pytest.raises(DecideFirstError) as shown:
        marking.approved(resting.register, resting.portions, target, OTHER_WHY)
    assert "that two men came by night with petrol" in str(shown.value)
    first = sharing.kept(sharing.send(sharing.prepared("press"), VALE))
    assert not stands("came by night", every(first.folder))
    sharing.say(
        marking.approved(resting.register, resting.portions, target, OTHER_WHY, quotes=True)
    )
    second = sharing.kept(sharing.send(sharing.prepared("press"), VALE))
    assert stands(QUOTING, every(second.folder))
    assert not stands("Branmoor", every(second.folder))
    changed = replace(line, value=QUOTING + " Branmoor sent them.")
    sharing.say(changed)  # the approval was of other words
    third = sharing.kept(sharing.send(sharing.prepared("press"), VALE))
    assert not stands("came by night", every(third.folder))


def test_l19_the_scan_stops_a_tearline_that_quotes_and_was_not_approved_as_quoting(tmp_path):
    """As a log may say it that another program wrote: the second look is not the only one."""
    sharing, line = quoting_desk(tmp_path / "desk")
    sharing.say(TearlineApproval(FIRE, line.line, signed_of(line), False, *OTHER_WHY))
    one = sharing.prepared("press")
    assert any(fact.value == QUOTING for item in one.items for fact in item.facts)
    with pytest.raises(VerificationFailedError) as refused:
        sharing.send(one, VALE)
    assert "overlap" in str(refused.value)
    assert "petrol" not in str(refused.value)
    assert not list((tmp_path / "desk" / "shared").rglob("*.json*"))


def test_l19_a_tearline_that_names_what_the_portion_above_hides_is_stopped(tmp_path):
    """In seven words or fewer: who says it is a text of its own, looked for by itself."""
    body = MADE["incident"](FIRE, said("attribution", "a northern office", "alleged", "Ivo Hask"))
    sharing = MADE["desk"](
        tmp_path / "desk", body, *MADE["marks"](body, but={"attribution": "TLP:AMBER"})
    )
    sharing.take_in(MADE["partner"]("press", "press", tlp="TLP:GREEN"), None)
    resting, above = sharing.resting, body.particulars[-1]
    words = said("attribution", "somebody that Hask, Ivo or Ivo Hask knows", "alleged")
    line = marking.torn(
        *(resting.register, resting.partners, (FIRE, name_of(above)), words, "TLP:GREEN", WHY)
    )
    sharing.say(line)
    sharing.say(marking.approved(resting.register, resting.portions, (FIRE, line.line), OTHER_WHY))
    with pytest.raises(VerificationFailedError):
        sharing.send(sharing.prepared("press"), VALE)


def test_l21_an_originator_s_portion_goes_to_nobody_else_and_not_back_without_their_word(tmp_path):
    """Also not to the originator as news; a yes is for one portion and one partner, until it is taken back."""
    theirs = said("claim", "Their man saw two riders", "claimed")
    body = MADE["incident"](FIRE, theirs, said("means", "Their second report"))
    held = "(C//REL TO USA, EST, LVA//OC)"
    told = MADE["marks"](body, but={"claim": held, "means": held}, origin="bureau")
    sharing = MADE["desk"](tmp_path / "desk", body, *told)
    for name, country in (("est", "EST"), ("lva", "LVA"), ("bureau", "USA")):
        sharing.take_in(MADE["partner"](name, name, country, level="S"), None)

    def sent(audience):
        return every(sharing.kept(WORLD["put_out"](sharing, audience)).folder)

    assert not any(stands("Their", sent(audience)) for audience in ("est", "lva", "bureau"))
    portions, portion = sharing.resting.portions, (FIRE, name_of(theirs))
    with pytest.raises(UsageError):
        marking.answered(portions, portion, ("another", "est"), WHY, given=True, reference="7")
    sharing._clock.on(5)
    sharing.say(
        marking.answered(portions, portion, ("bureau", "est"), WHY, given=True, reference="7")
    )
    with pytest.raises(DecideFirstError):
        sharing.send(sharing.prepared("est"), VALE)
    text = sent("est")
    assert stands("Their man saw two riders", text)
    assert not stands("Their second report", text)
    for audience in ("lva", "bureau"):
        assert sharing.send(sharing.prepared(audience), VALE) is None
        assert not stands("Their", every(sharing.last(audience).folder))
    sharing.say(
        marking.answered(portions, portion, ("bureau", "est"), WHY, given=False, reference="8")
    )
    sharing._clock.on(5)
    after = every(sharing.kept(sharing.send(sharing.prepared("est"), VALE)).folder)
    assert not stands("two riders", after)
    assert stands("revoked", after)


def test_l21_copies_of_one_root_are_one_source_however_many_print_it():
    story = "Two men were charged over the fire at Harrow and guards were sent to every cargo site on Tuesday"
    own = "A reporter of ours stood at the quay and saw the boats come in with no lights, three of them"
    texts = {
        "a": story,
        "b": f"{story}, the ministry said.",
        "c": own,
        "d": "Short.",
        "e": "Other.",
    }
    found = [one.reports for one in roots(texts, {"d": "Estmark Press", "e": "Estmark Press"})]
    assert found == [("a", "b"), ("c",), ("d", "e")]
