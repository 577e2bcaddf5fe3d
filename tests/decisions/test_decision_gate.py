"""The gate lets out nothing that is held, open, unread or unseen, and says everything that is."""

from __future__ import annotations

from dataclasses import replace

import made_bodies as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.gate import Copy, GateRules, Outcome, Reason, RecordFacts, check
from tearline.decisions.guide import HARD_KINDS, load, propose
from tearline.decisions.holds import Reached
from tearline.decisions.repeats import Repeat
from tearline.decisions.standing import Standing, target_of
from tearline.model.area import Area
from tearline.model.decision import Ground, Merge, Target, Verdict, Withdrawal

FILE = made.FILE
OTHER = "cd" * 32
JFK = load("jfk")
CLEAN = RecordFacts("R", (FILE,), 3)
LIFTS = {
    "court_seal": {"court_order"},
    "grand_jury": {"court_order_6e"},
    "tax_6103": {"irs_determination", "taxpayer_consent"},
    "deed_of_gift": {"donor_consent"},
    "originator": {"originator_decision"},
}
INSTRUMENTS = [*sorted(set().union(*LIFTS.values())), "presidential_order"]
SEAL = made.finding("hold.court_seal", page=2)


def _facts(*findings, **changes):
    proposed = tuple((FILE, f, propose(f, JFK)) for f in findings)
    return replace(CLEAN, findings=proposed, **changes)


def _gate(facts, *bodies, guide=JFK, rules=None):
    return check(facts, Standing.of(made.entries(*bodies)), guide, rules)


def _on(finding, verdict=Verdict.WITHHOLD, **changes):
    return made.determination(
        target_of(finding, FILE), verdict, **{"kind": finding.kind, **changes}
    )


def _reasons(result):
    return [o.reason for o in result.open]


def test_a_record_with_nothing_open_passes():
    assert _gate(CLEAN).outcome is Outcome.PASS
    assert _gate(CLEAN).open == ()


# Holds.


@pytest.mark.parametrize("instrument", INSTRUMENTS)
@pytest.mark.parametrize("kind", sorted(LIFTS))
@pytest.mark.parametrize("how", ["entry", "mark"])
def test_a_hold_is_lifted_by_an_instrument_of_its_own_kind_and_by_no_other(kind, instrument, how):
    facts = _facts(made.finding(f"hold.{kind}", page=2)) if how == "mark" else CLEAN
    placed = [made.hold(kind)] if how == "entry" else []
    assert _gate(facts, *placed).outcome is Outcome.HELD
    result = _gate(facts, *placed, made.instrument(instrument))
    if instrument in LIFTS[kind]:
        assert result.outcome is Outcome.PASS
    else:
        assert result.outcome is Outcome.HELD
        [told] = result.open
        assert told.page == (2 if how == "mark" else None)
        assert (
            f"{instrument} of 2026-01-02 is attached, but is not of a kind that lifts"
            in told.detail
        )
        for lifting in LIFTS[kind]:
            assert lifting in told.detail


def test_a_courts_order_does_not_lift_a_tax_hold_and_the_gate_says_why():
    [told] = _gate(CLEAN, made.hold("tax_6103"), made.instrument("court_order")).open
    assert "26 USC 6103" in told.detail
    assert "title 26 itself authorizes" in told.detail
    assert "irs_determination or taxpayer_consent" in told.detail


def test_an_instrument_lifts_only_the_records_it_names():
    order = made.instrument("court_order", records=("S", "T"))
    assert _gate(CLEAN, made.hold("court_seal"), order).outcome is Outcome.HELD
    merged = Merge(("S", "R"), "one letter", made.ANN, made.AT)
    assert _gate(CLEAN, made.hold("court_seal"), order, merged).outcome is Outcome.HELD


def test_each_hold_needs_its_own_instrument():
    both = [made.hold("court_seal"), made.hold("grand_jury")]
    result = _gate(CLEAN, *both, made.instrument("court_order"))
    assert result.outcome is Outcome.HELD
    assert [o.detail.split(":")[0] for o in result.open] == ["grand_jury"]
    assert (
        _gate(
            CLEAN, *both, made.instrument("court_order"), made.instrument("court_order_6e")
        ).outcome
        is Outcome.PASS
    )


def test_a_row_that_nobody_checked_lifts_nothing_and_says_so():
    unchecked = replace(JFK, holds=tuple(replace(h, check=None) for h in JFK.holds))
    result = _gate(CLEAN, made.hold("court_seal"), made.instrument("court_order"), guide=unchecked)
    assert result.outcome is Outcome.HELD
    assert "has not been checked against its source" in result.open[0].detail


def test_a_kind_of_hold_the_guide_does_not_know_is_lifted_by_nothing():
    result = _gate(CLEAN, made.hold("privy_council"), made.instrument("court_order"))
    assert result.outcome is Outcome.HELD
    assert "no row" in result.open[0].detail


def test_an_instrument_without_its_own_file_or_from_after_the_release_lifts_nothing():
    rules = GateRules(date="2026-01-01")
    for order, said in [
        (made.instrument("court_order", sha256=""), "attach the instrument"),
        (made.instrument("court_order", date="2026-01-02"), "after the release"),
    ]:
        result = _gate(CLEAN, made.hold("court_seal"), order, rules=rules)
        assert result.outcome is Outcome.HELD
        assert said in result.open[0].detail
    assert (
        _gate(
            CLEAN,
            made.hold("court_seal"),
            made.instrument("court_order", date="2026-01-01"),
            rules=rules,
        ).outcome
        is Outcome.PASS
    )


def test_a_person_may_find_that_a_mark_is_no_hold_but_a_rule_may_not():
    facts = _facts(SEAL)
    assert _gate(facts, _on(SEAL, Verdict.RELEASE)).outcome is Outcome.PASS
    for other in (
        _on(SEAL, Verdict.RELEASE, actor=made.RULE),
        _on(SEAL, Verdict.WITHHOLD),
        _on(SEAL, Verdict.RELEASE, kind=""),
        made.determination(Target(FILE, 2)),
        made.determination(Target(FILE, 2), Verdict.RELEASE),
        made.determination(Target(record="R"), Verdict.RELEASE),
    ):
        assert _gate(facts, other).outcome is Outcome.HELD


def test_a_release_of_a_mark_does_not_lift_a_hold_that_was_entered():
    assert (
        _gate(_facts(SEAL), made.hold("court_seal"), _on(SEAL, Verdict.RELEASE)).outcome
        is Outcome.HELD
    )


def test_a_held_record_also_lists_what_else_is_open():
    result = _gate(_facts(SEAL, made.finding(page=1)))
    assert _reasons(result) == [Reason.HOLD, Reason.UNDECIDED]


# Findings.


@pytest.mark.parametrize("score", [0.9, 0.5])
def test_an_undecided_finding_keeps_its_record_pending(score):
    result = _gate(_facts(made.finding(score=score, page=3)))
    assert result.outcome is Outcome.PENDING
    assert [(o.reason, o.page, o.sha256) for o in result.open] == [(Reason.UNDECIDED, 3, FILE)]


def test_a_clear_finding_needs_no_decision():
    assert _gate(_facts(made.finding(score=0.1))).outcome is Outcome.PASS


@pytest.mark.parametrize("actor", [made.ANN, made.RULE])
def test_anybody_may_withhold(actor):
    found = made.finding()
    assert _gate(_facts(found), _on(found, actor=actor)).outcome is Outcome.PASS


@pytest.mark.parametrize("score", [0.9, 0.5])
def test_only_a_person_may_release_what_the_guide_wants_looked_at(score):
    found = made.finding(score=score, kind="email")
    assert _gate(_facts(found), _on(found, Verdict.RELEASE)).outcome is Outcome.PASS
    result = _gate(_facts(found), _on(found, Verdict.RELEASE, actor=made.RULE))
    assert _reasons(result) == [Reason.RELEASED_BY_RULE]


@pytest.mark.parametrize(
    "cover",
    [made.box(0, right=50, bottom=50), Target(FILE, 1)],
)
def test_a_finding_under_a_bigger_withholding_is_decided(cover):
    assert _gate(_facts(made.finding()), made.determination(cover)).outcome is Outcome.PASS


def test_a_release_of_the_page_or_record_decides_none_of_its_findings():
    for target in (Target(FILE, 1), Target(record="R"), made.box(0, right=50)):
        assert (
            _gate(_facts(made.finding()), made.determination(target, Verdict.RELEASE)).outcome
            is Outcome.PENDING
        )


@pytest.mark.parametrize("verdict", [Verdict.DEFER, Verdict.REFER, Verdict.CONSULT])
def test_a_question_that_was_asked_stays_open_until_it_is_answered(verdict):
    found = made.finding(page=2)
    result = _gate(_facts(found), _on(found, verdict))
    assert (_reasons(result), result.open[0].page) == ([Reason.AWAITING], 2)
    drawn = made.determination(made.box(40, page=3), verdict)
    assert _reasons(_gate(CLEAN, drawn)) == [Reason.AWAITING]
    assert _reasons(_gate(CLEAN, made.determination(Target(record="R"), verdict))) == [
        Reason.AWAITING
    ]


def test_residue_is_always_looked_at_and_a_person_settles_it():
    hidden = made.finding("residue.hidden_text", areas=[], score=0.1)
    assert _reasons(_gate(_facts(hidden))) == [Reason.UNDECIDED]
    for verdict in (Verdict.WITHHOLD, Verdict.RELEASE):
        assert _gate(_facts(hidden), _on(hidden, verdict)).outcome is Outcome.PASS


def test_a_repeat_keeps_its_record_pending():
    place = Repeat("R", FILE, 2, Target(FILE, 2, (Area(0, 0, 9, 9),)), "ssn", 3)
    result = _gate(replace(CLEAN, repeats=(place,)))
    assert (result.outcome, _reasons(result), result.open[0].page) == (
        Outcome.PENDING,
        [Reason.REPEAT],
        2,
    )


# Pages and files.


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"failed": (("a.pdf", "password"),)}, Reason.FILE_FAILED),
        ({"pages_total": 0}, Reason.NO_PAGES),
        ({"sha256s": ()}, Reason.NO_PAGES),
        ({"unread": ((FILE, 2, "time limit"),)}, Reason.UNREAD),
        ({"unsearched": ((FILE, 2),)}, Reason.UNSEARCHED),
        ({"empty": ((FILE, 2),)}, Reason.EMPTY),
        ({"confidences": ((FILE, 2, 34.9),)}, Reason.POOR),
        ({"confidences": ((FILE, 2, float("nan")),)}, Reason.POOR),
    ],
)
def test_what_nobody_could_read_or_search_never_passes(changes, reason):
    result = _gate(replace(CLEAN, **changes))
    assert (result.outcome, _reasons(result)) == (Outcome.PENDING, [reason])


@pytest.mark.parametrize("changes", [{"empty": ((FILE, 2),)}, {"confidences": ((FILE, 2, 10.0),)}])
def test_an_unreadable_page_goes_out_when_a_person_looked_or_it_is_withheld(changes):
    facts = replace(CLEAN, **changes)
    page = Target(FILE, 2)
    for settles in (
        made.determination(page, Verdict.RELEASE),
        made.determination(page),
        made.determination(page, actor=made.RULE),
    ):
        assert _gate(facts, settles).outcome is Outcome.PASS
    for does_not in (
        made.determination(page, Verdict.RELEASE, actor=made.RULE),
        made.determination(Target(FILE, 1), Verdict.RELEASE),
        made.determination(made.box(0, page=2), Verdict.RELEASE),
        made.determination(Target(record="R"), Verdict.RELEASE),
    ):
        assert _gate(facts, does_not).outcome is Outcome.PENDING


def test_no_decision_makes_up_for_a_page_that_was_not_read_or_not_searched():
    decided = [made.determination(Target(FILE, 2), v) for v in (Verdict.RELEASE, Verdict.WITHHOLD)]
    for facts in (
        replace(CLEAN, unread=((FILE, 2, "damaged"),)),
        replace(CLEAN, unsearched=((FILE, 2),)),
    ):
        for decision in decided:
            assert _gate(facts, decision).outcome is Outcome.PENDING


def test_the_confidence_that_is_good_enough_is_the_desks_to_set():
    facts = replace(CLEAN, confidences=((FILE, 1, 50.0),))
    assert _gate(facts).outcome is Outcome.PASS
    assert _gate(facts, rules=GateRules(min_confidence=60)).outcome is Outcome.PENDING


# Codes.


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((), "no code"),
        (("(z)",), "not in guide jfk"),
        (("(b)(6)", "JFK Act 6 (3)"), "not in force on 2025-03-18"),
    ],
)
def test_a_withholding_rests_on_codes_that_may_be_cited_that_day(codes, said):
    rules = GateRules(date="2025-03-18")
    for target in (made.box(0), Target(record="R")):
        result = _gate(CLEAN, made.determination(target, codes=codes), rules=rules)
        assert (result.outcome, _reasons(result)) == (Outcome.PENDING, [Reason.CODE])
        assert said in result.open[0].detail
    assert _gate(CLEAN, made.determination(made.box(0)), rules=rules).outcome is Outcome.PASS


# The whole record.


def test_a_record_withheld_in_full_goes_nowhere_whatever_is_open():
    whole = made.determination(Target(record="R"))
    result = _gate(_facts(made.finding(), unread=((FILE, 3, "damaged"),)), whole)
    assert result.outcome is Outcome.WITHHELD
    assert _reasons(result) == [Reason.WITHHELD, Reason.UNREAD]
    again = made.determination(Target(record="R"), Verdict.RELEASE)
    assert _gate(CLEAN, whole, again).outcome is Outcome.PASS


def test_withdrawn_goes_before_held_before_withheld_before_pending_before_pass():
    bodies = [
        (Withdrawal("R", "privacy", made.ANN, made.AT), Outcome.WITHDRAWN),
        (made.hold("court_seal"), Outcome.HELD),
        (made.determination(Target(record="R")), Outcome.WITHHELD),
        (made.determination(made.box(0), Verdict.REFER), Outcome.PENDING),
    ]
    for first in range(len(bodies)):
        assert _gate(CLEAN, *(body for body, _ in bodies[first:])).outcome is bodies[first][1]


def test_a_page_that_no_edition_may_have_keeps_its_record_back():
    result = _gate(replace(CLEAN, outsized=((FILE, 2),)))
    assert (result.outcome, [o.reason for o in result.open]) == ("pending", ["page_size"])
    assert result.open[0].page == 2


# Form.


def test_the_result_as_json_names_reason_page_file_and_detail():
    assert _gate(replace(CLEAN, empty=((FILE, 2),))).as_json() == {
        "type": "gate",
        "record": "R",
        "outcome": "pending",
        "open": [
            {
                "reason": "empty_page",
                "page": 2,
                "detail": "no readable text: a person must look, then tearline decide --record R "
                '--page 2 --whole-page --reason "..." --verdict release '
                "(or: --verdict withhold --code CODE)",
                "sha256": FILE,
            }
        ],
    }


@given(st.data())
def test_the_reasons_and_their_order_do_not_depend_on_the_order_of_the_facts(data):
    findings = [
        made.finding(kind, page=p, areas=[Area(x, 0, x + 5, 5)])
        for kind in ("ssn", "phone")
        for p in (1, 2)
        for x in (0, 9)
    ]
    facts = replace(
        _facts(*data.draw(st.permutations(findings))),
        sha256s=(OTHER, FILE),
        empty=tuple(data.draw(st.permutations([(FILE, 3), (OTHER, 1), (FILE, 1)]))),
    )
    bodies = [
        _on(findings[0]),
        made.determination(made.box(50), Verdict.REFER),
        made.determination(made.box(70)),
    ]
    result = _gate(facts, *data.draw(st.permutations(bodies)))
    assert result == _gate(
        replace(_facts(*findings), sha256s=(OTHER, FILE), empty=((OTHER, 1), (FILE, 1), (FILE, 3))),
        *bodies,
    )
    empties = [(o.sha256, o.page) for o in result.open if o.reason is Reason.EMPTY]
    assert empties == [(OTHER, 1), (FILE, 1), (FILE, 3)]


@given(st.lists(made.determinations, max_size=6), st.booleans(), st.booleans())
def test_no_decision_at_all_lets_a_record_pass_with_a_hold_or_an_unread_page(bodies, held, unread):
    facts = replace(CLEAN, unread=((FILE, 1, "damaged"),) if unread else ())
    placed = [made.hold("tax_6103")] if held else []
    outcome = _gate(facts, *placed, *bodies).outcome
    assert not ((held or unread) and outcome is Outcome.PASS)
    assert not (held and outcome is not Outcome.HELD)


def test_no_reason_repeats_a_findings_value():
    found = made.finding(value="000-00-0001")
    for bodies in ([], [_on(found, Verdict.REFER)], [_on(found, codes=())]):
        assert "000-00-0001" not in str(_gate(_facts(found), *bodies).as_json())


# The personal-data rule is hard.


@pytest.mark.parametrize("kind", HARD_KINDS)
def test_a_personal_number_is_not_released_by_one_person_without_a_ground(kind):
    found = made.finding(kind)
    result = _gate(_facts(found), _on(found, Verdict.RELEASE))
    assert _reasons(result) == [Reason.OVERRIDE]
    none = _on(found, Verdict.RELEASE, ground=Ground.NOT_PERSONAL)
    assert _gate(_facts(found), none).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("signed", "passes"),
    [
        ([], False),
        ([{}], False),
        ([{}, {}], False),
        ([{}, {"name": "ben"}], True),
        ([{}, {"name": "ben", "basis": "another law"}], False),
        ([{}, {"name": "ben", "how": "import"}], False),
        ([{}, {"name": "ben", "kind": "passport"}], False),
    ],
)
def test_an_override_takes_two_people_who_signed_in_apart_for_one_basis(signed, passes):
    found = made.finding()
    target = target_of(found, FILE)
    release = _on(found, Verdict.RELEASE, ground=Ground.OVERRIDE)
    bodies = [made.override(target, **change) for change in signed]
    result = _gate(_facts(found), *bodies, release)
    assert (result.outcome is Outcome.PASS) is passes
    assert passes or _reasons(result) == [Reason.OVERRIDE]


def test_who_withholds_after_an_override_has_the_last_word():
    found = made.finding()
    signed = [made.override(target_of(found, FILE), name=name) for name in ("ann", "ben")]
    release = _on(found, Verdict.RELEASE, ground=Ground.OVERRIDE)
    standing = Standing.of(made.entries(*signed, release, _on(found)))
    assert standing.is_withheld(found, FILE)


# Copies of a page.


def test_a_hold_reaches_a_copy_of_a_page_and_is_lifted_by_its_own_instrument():
    facts = replace(CLEAN, reached=(Reached("court_seal", FILE, 2, "S"),))
    [told] = _gate(facts).open
    assert _gate(facts).outcome is Outcome.HELD
    assert (told.page, told.sha256) == (2, FILE)
    assert "covers a page of S" in told.detail
    assert _gate(facts, made.instrument("court_order_6e")).outcome is Outcome.HELD
    assert _gate(facts, made.instrument("court_order")).outcome is Outcome.PASS


def test_a_page_of_which_a_copy_has_more_withheld_waits_for_a_persons_eyes():
    facts = replace(CLEAN, copies=(Copy(FILE, 2, "S", 5),))
    result = _gate(facts)
    assert (result.outcome, _reasons(result)) == (Outcome.PENDING, [Reason.COPY])
    assert "S p. 5" in result.open[0].detail
    page = Target(FILE, 2)
    seen = made.determination(page, Verdict.RELEASE, codes=())
    assert _gate(facts, seen).outcome is Outcome.PASS
    ruled = made.determination(page, Verdict.RELEASE, codes=(), actor=made.RULE)
    assert _gate(facts, ruled).outcome is Outcome.PENDING


def test_a_page_nobody_can_read_is_settled_by_looking_at_the_page():
    found = made.finding("page.unreadable", areas=(), page=2, score=0.6)
    assert _reasons(_gate(_facts(found))) == [Reason.UNDECIDED]
    for kind in ("", "page.unreadable"):
        seen = made.determination(Target(FILE, 2), Verdict.RELEASE, codes=(), kind=kind)
        assert _gate(_facts(found, empty=((FILE, 2),)), seen).outcome is Outcome.PASS
