"""Second reviewers, signatures and referrals in the log: what they mean, and that the gate asks for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tearline.decisions import gate, signing
from tearline.decisions import guide as guides
from tearline.decisions.bodies import from_json, to_json
from tearline.decisions.gate import Reason, RecordFacts
from tearline.decisions.log import DecisionLog
from tearline.decisions.second import Agreement
from tearline.decisions.standing import Standing, target_of
from tearline.errors import DecideFirstError, GuideError, LogMovedError
from tearline.model.area import Area
from tearline.model.decision import (
    Actor,
    ActorKind,
    Approval,
    Determination,
    Ground,
    Referral,
    ReferralAnswer,
    SecondView,
    Verdict,
)
from tearline.model.finding import Finding
from tearline.model.guide import Review, WidthPolicy

AT = "2026-11-23T09:00:00+00:00"
FILE = "a" * 64
FOUND = Finding(1, 0, 11, (Area(100, 100, 900, 300),), "ssn", 0.95, "ssn", "1", "labelled")
GUIDE = replace(guides.load("foia"), review=Review(("ssn",), blind=True, signatures=2))


def person(name, how="desk"):
    return Actor(ActorKind.PERSON, name, how)


def determination(verdict, name, **more):
    withhold = verdict is Verdict.WITHHOLD
    body = Determination(
        target_of(FOUND, FILE), verdict, ("(b)(6)",) if withhold else (), WidthPolicy.EXACT,
        True, False, "ssn", "why", person(name), AT,
        ground=Ground.NONE if withhold else Ground.NOT_PERSONAL,
    )  # fmt: skip
    return replace(body, **more)


def view(verdict, name, beside):
    return SecondView(
        target_of(FOUND, FILE), "ssn", verdict, (), "mine", beside, True, person(name), AT
    )


def facts():
    proposal = guides.propose(FOUND, GUIDE)
    return RecordFacts("r", (FILE,), 1, findings=((FILE, FOUND, proposal),))


def reasons(log, guide=GUIDE):
    standing = Standing.of(log.entries())
    return {one.reason for one in gate.check(facts(), standing, guide).open}


@pytest.fixture
def log(tmp_path):
    with DecisionLog(tmp_path / "decisions.db") as one:
        yield one


def test_a_kind_the_guide_names_waits_for_a_second_person(log):
    (first,) = log.append([determination(Verdict.WITHHOLD, "vale")])
    assert reasons(log) == {Reason.SECOND}
    assert reasons(log, guides.load("foia")) == set(), "nobody is asked where the guide does not"
    log.append([view(Verdict.WITHHOLD, "vale", first.hash)])
    assert reasons(log) == {Reason.SECOND}, "one person is never two"
    log.append([view(Verdict.WITHHOLD, "marsh", first.hash)])
    assert reasons(log) == set()


def test_two_who_disagree_keep_the_record_until_somebody_decides_anew(log):
    (first,) = log.append([determination(Verdict.WITHHOLD, "vale")])
    log.append([view(Verdict.RELEASE, "marsh", first.hash)])
    assert reasons(log) == {Reason.DISAGREED}
    (anew,) = log.append(
        [determination(Verdict.WITHHOLD, "vale", supersedes=first.hash, reason="again")]
    )
    assert reasons(log) == {Reason.SECOND}, "the same person again is no agreement"
    log.append([determination(Verdict.RELEASE, "vale", supersedes=anew.hash)])
    assert Reason.DISAGREED not in reasons(log)
    live = Standing.of(log.entries()).live(target_of(FOUND, FILE), "ssn")
    assert (
        Standing.of(log.entries()).second.agreement(
            live, live.determination.target, live.determination.kind
        )
        is Agreement.AGREED
    )


def test_a_second_view_alone_withholds_and_releases_nothing(log):
    log.append([view(Verdict.RELEASE, "marsh", "")])
    standing = Standing.of(log.entries())
    assert standing.exact(FOUND, FILE) is None
    assert Reason.UNDECIDED in reasons(log)


def test_signatures_are_of_people_who_signed_in_apart_under_what_goes_out(log):
    def sign(name, what, how="desk"):
        log.append([Approval("public", "2026-11-23", what, person(name, how), AT)])
        return Standing.of(log.entries())

    with pytest.raises(DecideFirstError, match="wants 2 signatures"):
        signing.check(sign("vale", "x"), GUIDE, "public", "2026-11-23", "x")
    for name, what, how in (("vale", "x", "desk"), ("marsh", "y", "desk"), ("reed", "x", "import")):
        with pytest.raises(DecideFirstError, match="it has 1"):
            signing.check(sign(name, what, how), GUIDE, "public", "2026-11-23", "x")
    signing.check(sign("marsh", "x"), GUIDE, "public", "2026-11-23", "x")


def test_a_referral_is_open_until_it_is_answered(log):
    asked = Referral(target_of(FOUND, FILE), "Harbor Police", "consult", "HP-7", "", "2026-11-01",
                     "2026-11-20", "", person("vale"), AT)  # fmt: skip
    (entry,) = log.append([asked])
    (one,) = Standing.of(log.entries()).referrals.all()
    assert one.overdue("2026-11-21")
    assert not one.overdue("2026-11-20")
    answer = ReferralAnswer(
        entry.hash, Verdict.RELEASE, (), "2026-11-22", "no interest", "", person("vale"), AT
    )
    log.append([answer])
    (one,) = Standing.of(log.entries()).referrals.all()
    assert one.answer == answer
    assert not one.overdue("2027-01-01")
    for body in (asked, answer, view(Verdict.WITHHOLD, "marsh", entry.hash)):
        assert from_json(to_json(body)) == body


def test_what_was_decided_on_an_older_log_is_not_written(log):
    log.append([determination(Verdict.WITHHOLD, "vale")], after=0)
    with pytest.raises(LogMovedError):
        log.append([determination(Verdict.RELEASE, "marsh")], after=0)
    assert log.verify() == 1


def test_entries_are_found_by_what_they_name(log):
    entries = log.append(
        [determination(Verdict.WITHHOLD, "vale"), view(Verdict.RELEASE, "marsh", "")]
    )
    assert [entry.seq for entry in log.naming(FILE)] == [1, 2]
    assert list(log.naming("b" * 64)) == []
    assert log.entry(entries[1].hash) == entries[1]
    assert log.entry("0" * 64) is None


@pytest.mark.parametrize(
    ("table", "what"),
    [
        ('second = ["ssn"]\nblind = true', "signatures"),
        ('second = "ssn"\nblind = true\nsignatures = 2', "second"),
        ('second = ["S S N"]\nblind = true\nsignatures = 2', "no kind"),
        ("second = []\nblind = true\nsignatures = 12", "signatures"),
        ("second = []\nblind = 1\nsignatures = 1", "blind"),
        ("second = []\nblind = true\nsignatures = 1\nmore = 1", "more"),
    ],
)
def test_a_table_of_review_that_is_not_understood_is_refused(tmp_path, table, what):
    from importlib import resources

    text = resources.files("tearline.guides").joinpath("foia.toml").read_text("utf-8")
    path = tmp_path / "g.toml"
    path.write_text(f"{text}\n[review]\n{table}\n", "utf-8")
    with pytest.raises(GuideError, match=what):
        guides.load(str(path))
