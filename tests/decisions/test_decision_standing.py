"""What the log says now: the latest word on a target, the union of what is withheld."""

from __future__ import annotations

import time

import made_bodies as made
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.standing import Standing, target_of
from tearline.model.area import Area
from tearline.model.decision import (
    Approval,
    Entry,
    Merge,
    Released,
    Target,
    Verdict,
    Withdrawal,
)

FILE = made.FILE
WITHHOLD, RELEASE = Verdict.WITHHOLD, Verdict.RELEASE


def standing(*bodies):
    return Standing.of(made.entries(*bodies))


def test_a_later_word_on_the_very_same_target_takes_the_earlier_ones_place():
    one = made.determination(made.box(0), reason="first")
    two = made.determination(made.box(0), reason="second")
    assert standing(one, two).withheld(FILE, 1) == (two,)
    assert standing(two, one).withheld(FILE, 1) == (one,)


def test_a_release_of_the_very_same_target_undoes_the_withholding():
    said = standing(made.determination(made.box(0)), made.determination(made.box(0), RELEASE))
    assert said.withheld(FILE, 1) == ()
    assert said.determination(made.box(0)).verdict is RELEASE


def test_boxes_in_another_order_are_the_same_target():
    a, b = Area(0, 0, 5, 5), Area(9, 0, 12, 5)
    said = standing(
        made.determination(Target(FILE, 1, (a, b))),
        made.determination(Target(FILE, 1, (b, a)), RELEASE),
    )
    assert said.withheld(FILE, 1) == ()


@pytest.mark.parametrize(
    "smaller",
    [made.box(2, right=4), made.box(5), Target(FILE, 1), Target(record="R"), made.box(0, page=2)],
    ids=["inside", "overlapping", "the page", "the record", "another page"],
)
def test_a_release_of_any_other_target_uncovers_nothing(smaller):
    whole = made.determination(made.box(0))
    said = standing(
        whole, made.determination(smaller, RELEASE, supersedes=made.entries(whole)[0].hash)
    )
    assert said.withheld(FILE, 1) == (whole,)
    assert said.covering(made.finding(areas=[Area(2, 0, 4, 10)]), FILE) == whole


def test_a_release_of_another_kind_on_the_same_box_uncovers_nothing():
    said = standing(
        made.determination(made.box(0), kind="ssn"),
        made.determination(made.box(0), RELEASE, kind="phone"),
    )
    assert len(said.withheld(FILE, 1)) == 1


def test_a_box_that_a_person_moves_leaves_its_old_place():
    old, new = made.determination(made.box(0)), made.determination(made.box(3))
    [first] = made.entries(old)
    moved = made.determination(made.box(3), supersedes=first.hash)
    assert standing(old, new).withheld(FILE, 1) == (old, new)
    assert standing(old, moved).withheld(FILE, 1) == (moved,)


def test_a_rule_or_another_page_cannot_move_a_persons_box():
    old = made.determination(made.box(0))
    [first] = made.entries(old)
    by_rule = made.determination(made.box(3), supersedes=first.hash, actor=made.RULE)
    elsewhere = made.determination(made.box(3, page=2), supersedes=first.hash)
    for other in (by_rule, elsewhere):
        assert old in standing(old, other).withheld(FILE, 1)


def test_a_finding_under_several_boxes_together_is_decided():
    wide = made.finding(areas=[Area(0, 0, 20, 10)])
    left, right = made.determination(made.box(0)), made.determination(made.box(10))
    assert standing(left).decided(wide, FILE) is None
    assert standing(right, left).decided(wide, FILE) == left


def test_a_finding_half_outside_the_boxes_is_not_decided():
    split = made.finding(areas=[Area(0, 0, 5, 10), Area(50, 0, 55, 10)])
    assert standing(made.determination(made.box(0))).decided(split, FILE) is None


def test_a_span_inside_withheld_spans_is_decided_and_one_beyond_is_not():
    spans = [made.determination(Target(FILE, 1, start=a, end=b)) for a, b in ((0, 5), (5, 9))]
    said = standing(*spans)
    assert said.decided(made.finding(areas=[], start=3, end=8), FILE) == spans[0]
    assert said.decided(made.finding(areas=[], start=3, end=10), FILE) is None


def test_a_whole_page_and_a_whole_record_cover_every_finding():
    page = made.determination(Target(FILE, 1))
    record = made.determination(Target(record="R"))
    assert standing(page).decided(made.finding(), FILE) == page
    assert standing(page).decided(made.finding(page=2), FILE) is None
    assert standing(record).decided(made.finding(), FILE, "R") == record
    assert standing(record).decided(made.finding(), FILE) is None
    assert (
        standing(record, made.determination(Target(record="R"), RELEASE)).covering(
            made.finding(), FILE, "R"
        )
        is None
    )


def test_whole_page_withholdings_come_with_the_pages_withheld_and_first():
    page, box = made.determination(Target(FILE, 1), kind="ssn"), made.determination(made.box(0))
    assert standing(box, page).withheld(FILE, 1) == (page, box)


def test_residue_without_a_place_is_not_the_whole_page():
    residue = made.determination(Target(FILE, 1), kind="residue.hidden_text")
    found = made.finding("residue.hidden_text", areas=[])
    said = standing(residue)
    assert said.withheld(FILE, 1) == ()
    assert said.is_withheld(found, FILE)
    assert not said.is_withheld(made.finding(), FILE)


def test_the_target_of_a_finding_is_its_areas_else_its_span_else_its_page():
    a, b = Area(9, 0, 12, 5), Area(0, 0, 5, 5)
    assert target_of(made.finding(areas=[a, b, a], start=1, end=2), FILE) == Target(FILE, 1, (b, a))
    assert target_of(made.finding(areas=[], start=1, end=2), FILE) == Target(
        FILE, 1, start=1, end=2
    )
    assert target_of(made.finding(areas=[]), FILE) == Target(FILE, 1)


@given(made.areas, st.sampled_from(["ssn", "email"]))
def test_a_decision_on_a_findings_target_decides_that_finding(area, kind):
    found = made.finding(kind, areas=[area])
    said = made.determination(target_of(found, FILE), RELEASE, kind=kind)
    assert standing(said).decided(found, FILE) == said


def test_prior_is_the_hash_of_the_entry_to_be_superseded():
    first, second, record = made.entries(
        made.determination(made.box(0), kind="ssn"),
        made.determination(made.box(0), RELEASE, kind="ssn"),
        made.determination(Target(record="R")),
    )
    said = Standing.of([first, second, record])
    assert said.prior(made.box(0), "ssn") == second.hash
    assert said.prior(made.box(0)) == said.prior(made.box(9)) == ""
    assert said.prior(Target(record="R")) == record.hash


def _questions(said):
    return (
        said.withheld(FILE, 1), said.withheld(FILE, 2), list(said.withholdings(FILE)),
        list(said.awaiting(FILE)), said.record_verdict("R"),
        [said.decided(made.finding(areas=[Area(x, 0, x + 10, 10)]), FILE, "R") for x in range(0, 100, 10)],
    )  # fmt: skip


@given(st.data())
def test_the_order_of_decisions_on_different_targets_does_not_matter(data):
    targets = [made.box(10 * n, page=1 + n % 2) for n in range(8)] + [
        Target(FILE, 2),
        Target(record="R"),
    ]
    said = st.sampled_from([one for one in Verdict if one is not Verdict.NON_RESPONSIVE])
    bodies = [made.determination(t, data.draw(said)) for t in targets]
    assert _questions(standing(*bodies)) == _questions(
        standing(*data.draw(st.permutations(bodies)))
    )


@given(st.lists(made.determinations, max_size=12))
def test_one_entry_at_a_time_comes_to_the_same_as_all_at_once(bodies):
    chain = made.entries(*bodies)
    slowly = Standing()
    for entry in chain:
        slowly.add(entry)
    assert _questions(slowly) == _questions(Standing.of(iter(chain)))


@given(st.lists(st.tuples(made.areas, st.sampled_from([WITHHOLD, RELEASE])), max_size=8))
def test_withheld_is_the_latest_word_on_each_box_and_nothing_else(said):
    bodies = [made.determination(Target(FILE, 1, (area,)), verdict) for area, verdict in said]
    latest = dict(said)
    wanted = sorted(area for area, verdict in latest.items() if verdict is WITHHOLD)
    assert [d.target.areas[0] for d in standing(*bodies).withheld(FILE, 1)] == wanted


@pytest.mark.parametrize("verdict", [Verdict.DEFER, Verdict.REFER, Verdict.CONSULT])
def test_what_awaits_an_answer_is_listed_until_it_is_answered(verdict):
    asked = made.determination(made.box(0), verdict)
    assert list(standing(asked).awaiting(FILE)) == [asked]
    assert list(standing(asked, made.determination(made.box(0))).awaiting(FILE)) == []


def test_a_merge_carries_holds_withholdings_and_withdrawals_but_no_instruments():
    said = standing(
        made.hold("court_seal", "B"), made.determination(Target(record="B")),
        Withdrawal("C", "privacy", made.ANN, made.AT), made.instrument("court_order", ["B"]),
        Merge(("A", "B"), "one letter", made.ANN, made.AT), Merge(("B", "C"), "again", made.ANN, made.AT),
    )  # fmt: skip
    assert said.holds("A") == said.holds("C") == (made.hold("court_seal", "B"),)
    assert said.record_verdict("A").verdict is WITHHOLD
    assert said.withdrawn("A").record == "C"
    assert said.instruments("A") == ()
    assert said.instruments() == (made.instrument("court_order", ["B"]),)
    assert said.holds() == (made.hold("court_seal", "B"),)


def test_a_withdrawal_stands_until_a_person_releases_the_record_again():
    gone = Withdrawal("R", "privacy", made.ANN, made.AT)
    back = made.determination(Target(record="R"), RELEASE)
    by_rule = made.determination(Target(record="R"), RELEASE, actor=made.RULE)
    assert standing(gone).withdrawn("R") == gone
    assert standing(back, gone).withdrawn("R") == gone
    assert standing(gone, by_rule).withdrawn("R") == gone
    assert standing(gone, back).withdrawn("R") is None
    assert standing(gone).withdrawn("S") is None


def test_releases_and_signatures_are_kept_by_audience_in_order():
    out = [
        Released("public", d, "h", ("R",), made.ANN, made.AT) for d in ("2026-01-01", "2026-02-01")
    ]
    signed = Approval("public", "2026-02-01", "h", made.ANN, made.AT)
    said = standing(*out, signed)
    assert said.released("public") == tuple(out)
    assert said.released("latvia") == ()
    assert said.approvals("public", "2026-02-01") == (signed,)


def test_questions_of_one_page_do_not_slow_down_with_the_size_of_the_log():
    small, large = Standing(), Standing()
    for n in range(20_000):
        body = made.determination(made.box(n % 20 * 10, page=n // 20 + 1))
        large.add(Entry(n + 1, "", f"{n:064}", body))
        if n < 20:
            small.add(Entry(n + 1, "", f"{n:064}", body))

    def cost(said):
        start = time.process_time()
        for _ in range(200):
            said.withheld(FILE, 1)
            said.decided(made.finding(areas=[Area(0, 0, 9, 9)]), FILE)
        return time.process_time() - start

    assert min(cost(large) for _ in range(3)) < 5 * min(cost(small) for _ in range(3)) + 0.01
