"""Progress: what is counted is what the log says, and what is not enough to say is said to be so."""

import runpy
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.decisions.log import DecisionLog
from tearline.desk.progress import agreement, deadlines, pace
from tearline.desk.progress.agreement import Pair, kappa, measures
from tearline.desk.progress.deadlines import Deadline, Deadlines, Rule, up_on, working_after
from tearline.desk.progress.pages import Progress
from tearline.desk.releases.releasing import Releasing
from tearline.errors import UsageError
from tearline.model.area import Area
from tearline.model.decision import (
    Actor,
    ActorKind,
    Determination,
    SecondView,
    Target,
    Verdict,
)
from tearline.model.guide import WidthPolicy

SMALL = runpy.run_path(str(Path(__file__).parent / "release_desk.py"))
W, R = Verdict.WITHHOLD, Verdict.RELEASE
THANKSGIVING = date(2026, 11, 26)


def person(name):
    return Actor(ActorKind.PERSON, name, "desk")


def decided(page, verdict=W, who="ann", at="2026-11-02T09:00:00+00:00", top=0):
    target = Target("a" * 64, page, (Area(0, top, 10, top + 10),))
    more = (True, False, "ssn", "why", person(who), at)
    return Determination(target, verdict, ("(b)(6)",), WidthPolicy.EXACT, *more)


def second(live, verdict, who="bea", blind=True):
    one = live.body
    more = (verdict, (), "why", live.hash, blind, person(who), one.at)
    return SecondView(one.target, one.kind, *more)


class Paced:
    def __init__(self, path):
        self.log, self.pace = DecisionLog(path / "decisions.db"), pace.Pace()

    def said(self, *bodies):
        entries = self.log.append(bodies)
        self.pace.catch_up(self.log)
        return entries


@pytest.fixture
def paced(tmp_path):
    made = Paced(tmp_path)
    yield made
    made.log.close()


def test_a_page_counts_once_on_the_day_it_was_first_decided_on(paced):
    paced.said(decided(1), decided(1, top=50), decided(2))
    paced.said(
        decided(1, at="2026-11-03T09:00:00+00:00"), decided(3, at="2026-11-03T10:00:00+00:00")
    )
    assert paced.pace.days() == [(date(2026, 11, 3), 1, 2), (date(2026, 11, 2), 2, 3)]


def test_what_a_rule_decided_is_nobody_s_pace(paced):
    one = decided(1)
    rule = Actor(ActorKind.RULE, "guide", "rule")
    paced.said(
        Determination(
            one.target,
            *(
                getattr(one, f)
                for f in (
                    "verdict",
                    "codes",
                    "policy",
                    "acknowledged",
                    "everywhere",
                    "kind",
                    "reason",
                )
            ),
            rule,
            one.at,
        )
    )
    assert paced.pace.days() == []


def test_read_in_pieces_or_at_once_is_the_same(paced):
    for page in range(1, 60):
        (live,) = paced.said(decided(page))
        paced.said(second(live, W if page % 3 else R))
    again = pace.Pace()
    again.catch_up(paced.log)
    assert again.days() == paced.pace.days()
    assert Counter(again.pairs()) == Counter(paced.pace.pairs())
    assert len(again.pairs()) == 59


def test_the_last_word_of_a_second_reviewer_counts_and_nobody_agrees_with_themselves(paced):
    (live,) = paced.said(decided(1))
    paced.said(second(live, R), second(live, W), second(live, R, who="ann"))
    assert paced.pace.pairs() == [Pair("ssn", W, W, blind=True)]


def test_kappa_is_the_textbook_s():
    # Of 50: both yes 20, only the first 5, only the second 10, both no 15: kappa is 0.4.
    pairs = [(W, W)] * 20 + [(W, R)] * 5 + [(R, W)] * 10 + [(R, R)] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert kappa([(W, R)] * 10 + [(R, W)] * 10) == -1.0
    assert kappa([(W, W)] * 30) is None
    assert kappa([]) is None


@given(st.lists(st.tuples(st.sampled_from([W, R]), st.sampled_from([W, R]))))
def test_kappa_is_one_for_full_agreement_and_never_more(pairs):
    found = kappa(pairs)
    if found is not None:
        assert found <= 1.0
        assert (found == 1.0) == all(a == b for a, b in pairs)


def test_under_twenty_pairs_nothing_is_measured():
    few = measures([Pair("ssn", W, W, blind=True)] * 10 + [Pair("ssn", R, W, blind=False)] * 9)
    assert [(m.kind, m.pairs, m.measured, m.kappa) for m in few] == [
        ("", 19, False, None),
        ("ssn", 19, False, None),
    ]
    enough = measures([Pair("ssn", W, W, blind=True)] * 10 + [Pair("ssn", R, R, blind=False)] * 10)
    assert [(m.measured, m.kappa, m.blind, m.agreed) for m in enough] == [(True, 1.0, 10, 20)] * 2
    assert measures([]) == ()
    assert agreement.LEAST == 20


def test_twenty_working_days_pass_over_weekends_and_the_holidays_given():
    came = date(2026, 11, 2)  # a Monday
    assert up_on(Deadline("x", came, Rule.WORKING, 20), {THANKSGIVING}) == date(2026, 12, 1)
    assert up_on(Deadline("x", came, Rule.WORKING, 20), ()) == date(2026, 11, 30)
    assert up_on(Deadline("x", came, Rule.CALENDAR, 20), {THANKSGIVING}) == date(2026, 11, 22)
    assert up_on(Deadline("x", date(2026, 11, 7), Rule.WORKING, 1), ()) == date(2026, 11, 9)


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(1, 60))
def test_between_a_day_and_its_working_deadline_lie_just_so_many_working_days(came, days):
    up = working_after(came, days, {THANKSGIVING})
    between = (came + timedelta(days=i) for i in range(1, (up - came).days + 1))
    assert sum(deadlines.is_working(day, {THANKSGIVING}) for day in between) == days
    assert deadlines.is_working(up, {THANKSGIVING})


def test_what_is_overdue_is_told_and_what_was_met_is_not():
    rows = (
        Deadline("late", date(2026, 1, 1), Rule.CALENDAR, 10),
        Deadline("met", date(2026, 1, 1), Rule.CALENDAR, 10, met=date(2026, 1, 9)),
        Deadline("soon", date(2026, 1, 10), Rule.CALENDAR, 10),
    )
    found = Deadlines(rows=rows).due(date(2026, 1, 15))
    assert [(one.deadline.what, one.left, one.overdue) for one in found] == [
        ("late", -4, True),
        ("soon", 5, False),
        ("met", -4, False),
    ]


printable = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60).filter(
    lambda text: text.isprintable() and text.strip()
)


@given(printable, printable, st.integers(1, 400))
def test_what_the_desk_adds_is_read_back_and_a_person_s_lines_stay(
    tmp_path_factory, what, authority, days
):
    root = tmp_path_factory.mktemp("d")
    own = 'schema_version = 1\n# ours\nholidays = ["2026-11-26"]\n'
    (root / deadlines.FILE).write_text(own)
    one = Deadline(what, date(2026, 11, 2), Rule.WORKING, days, authority)
    deadlines.add(root, one)
    assert deadlines.read(root) == Deadlines(frozenset({THANKSGIVING}), (one,))
    assert (root / deadlines.FILE).read_text("utf-8").startswith(own)


@pytest.mark.parametrize(
    "text",
    [
        "schema_version = 2",
        "schema_version = 1\nholiday = []",
        "schema_version = 1\nholidays = ['2026-02-30']",
        "schema_version = 1\n[[deadline]]\nwhat = 'x'",
        "schema_version = 1\n[[deadline]]\nwhat='x'\ncame='2026-01-01'\nrule='moon'\ndays=3",
        "schema_version = 1\n[[deadline]]\nwhat='x'\ncame='2026-01-01'\nrule='working'\ndays=0",
        "not toml",
    ],
)
def test_a_deadline_that_cannot_be_read_is_refused_and_not_written_over(tmp_path, text):
    (tmp_path / deadlines.FILE).write_text(text)
    with pytest.raises(UsageError):
        deadlines.read(tmp_path)
    with pytest.raises(UsageError):
        deadlines.add(tmp_path, Deadline("x", date(2026, 1, 1), Rule.CALENDAR, 1))
    assert (tmp_path / deadlines.FILE).read_text() == text


def test_an_estimate_has_its_range_and_is_not_made_of_too_little():
    today = date(2026, 11, 16)  # a Monday: ten working days before it begin on the 2nd
    week = [date(2026, 11, 2) + timedelta(days=i) for i in range(5)]
    assert pace.estimate([(week[0], 90), (week[1], 90)], 100, today, ()) is None
    found = pace.estimate([(day, 20) for day in week], 100, today, ())
    assert found.per_day == 10
    assert found.on == date(2026, 11, 30)
    assert (found.earliest, found.latest) == (date(2026, 11, 23), None)
    everyday = [(day, 10) for day in (*week, *(d + timedelta(days=7) for d in week))]
    found = pace.estimate(everyday, 100, today, ())
    assert found.earliest == found.on == found.latest == date(2026, 11, 30)
    sunday = [(date(2026, 11, 8), 10), *everyday]
    assert pace.estimate(sunday, 100, today, ()).per_day == 11
    old = [(day - timedelta(days=30), n) for day, n in everyday]
    assert pace.estimate(old, 100, today, ()) is None


def test_the_page_says_what_is_due_and_takes_a_deadline(tmp_path, monkeypatch):
    small = SMALL["Small"](tmp_path, monkeypatch)
    small.decide()
    with small.desk(Releasing, lambda desk: Progress(desk, Releasing(desk))) as (app, _r, _p):
        browser = SMALL["Browser"](app, "vale")
        text = browser.see("/progress").text
        assert "Not enough decided to say" in text or "Nothing is left to decide" in text
        assert "Nobody has looked a second time yet" in text
        form = {"what": "Request 14", "came": "2001-01-02", "days": "20", "rule": "working"}
        assert browser.give("/progress/deadline", **form).status_code == 200
        assert "overdue by" in browser.see("/progress").text
        assert browser.give("/progress/deadline", **form | {"days": "x"}).status_code == 422
        assert SMALL["Browser"](app, "alder").give("/progress/deadline", **form).status_code == 403
    assert len(deadlines.read(small.c).rows) == 1
