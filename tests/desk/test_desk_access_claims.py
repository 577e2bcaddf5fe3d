"""Whose page it is for now: one holder or none, whoever asks at once, until a time."""

import multiprocessing
import random
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tearline.desk.access.claims import FAST, MOST, Claims
from tearline.desk.access.file import AccessFile
from tearline.errors import UsageError

PAGE, OTHER = ("a" * 64, 3), ("b" * 64, 3)


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self):
        return self.at

    def go(self, **span):
        self.at += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def access(tmp_path, clock):
    with AccessFile(tmp_path / "access.db", clock) as one:
        yield one


@pytest.fixture
def claims(access):
    return Claims(access)


def test_the_first_who_asks_has_the_page_until_its_time_then_anybody_may(claims, clock):
    first = claims.claim(*PAGE, "vale", minutes=15)
    assert (first.holder, first.since, first.until) == (
        "vale",
        clock.at,
        clock.at + timedelta(minutes=15),
    )
    clock.go(minutes=14, seconds=59, microseconds=999_999)
    assert claims.claim(*PAGE, "marsh") == first == claims.holder(*PAGE)
    clock.go(microseconds=1)
    assert claims.holder(*PAGE) is None
    assert claims.claim(*PAGE, "marsh").holder == "marsh"
    assert claims.claim(*PAGE, "vale").holder == "marsh"


def test_a_holder_who_goes_on_prolongs_it_and_its_beginning_stays(claims, clock):
    began = clock.at
    claims.claim(*PAGE, "vale")
    for _ in range(10):
        clock.go(minutes=10)
        one = claims.claim(*PAGE, "vale")
        assert (one.since, one.until) == (began, clock.at + timedelta(minutes=15))
        assert claims.holder(*PAGE) == one
    assert claims.claim(*PAGE, "marsh").holder == "vale"


def test_a_claim_just_made_is_not_written_again(claims, access, clock):
    one = claims.claim(*PAGE, "vale")
    before = access.row("SELECT total_changes()")[0]
    clock.go(seconds=FAST.total_seconds() - 1)
    assert claims.claim(*PAGE, "vale") == one
    assert claims.claim(*PAGE, "marsh") == one
    assert access.row("SELECT total_changes()")[0] == before


def test_a_page_given_back_is_free_and_only_its_holder_can_give_it(claims):
    claims.claim(*PAGE, "vale")
    claims.let_go(*PAGE, "marsh")
    assert claims.holder(*PAGE).holder == "vale"
    claims.let_go(*PAGE, "vale")
    assert claims.holder(*PAGE) is None
    claims.let_go(*PAGE, "vale")


def test_who_opens_page_after_page_keeps_the_latest_alone(claims, clock):
    for number in range(MOST * 2):
        claims.claim(f"{number:064x}", 1, "vale")
        claims.claim(f"{number + 1000:064x}", 1, "marsh")
        clock.go(seconds=1)
    for who, first in (("vale", 0), ("marsh", 1000)):
        held = [one.sha256 for one in claims.of(who)]
        latest = [f"{number + first:064x}" for number in range(MOST, MOST * 2)]
        assert sorted(held) == latest
    again = claims.claim(f"{3:064x}", 1, "birch")
    assert again.holder == "birch"


def test_what_is_taken_and_what_somebody_has_are_the_claims_that_have_not_ended(
    claims, clock, monkeypatch
):
    monkeypatch.setattr("tearline.desk.access.claims.MOST", 1000)
    pages = [(f"{n:064x}", n) for n in range(450)]
    for page in pages[:300]:
        claims.claim(*page, "vale" if page[1] % 2 else "marsh")
        clock.go(seconds=1)
    clock.go(minutes=11)
    gone = 11 * 60 + 300 - 15 * 60
    taken = claims.taken(pages)
    assert sorted(taken) == pages[gone + 1 : 300]
    assert [one.page for one in claims.of("vale")] == [n for n in range(299, gone, -1) if n % 2]
    assert claims.taken([]) == {}
    assert claims.of("nobody") == []


def test_claims_that_have_ended_do_not_pile_up(claims, access, clock):
    for n in range(50):
        claims.claim(f"{n:064x}", 1, "vale")
        clock.go(minutes=5)
    assert access.row("SELECT count(*) FROM claim")[0] <= 4


def test_an_officer_takes_a_page_for_a_reason_that_is_written_down_for_good(claims, access, clock):
    claims.claim(*PAGE, "vale")
    for empty in ("", " \n"):
        with pytest.raises(UsageError, match="reason"):
            claims.force(*PAGE, "marsh", empty)
    assert claims.holder(*PAGE).holder == "vale"
    clock.go(minutes=1)
    one = claims.force(*PAGE, "marsh", "Vale is away;\nthe court asks today." + "x" * 900)
    assert (one.holder, one.since) == ("marsh", clock.at)
    assert claims.claim(*PAGE, "vale") == claims.holder(*PAGE) == one
    claims.force(*OTHER, "marsh", "nobody had it")
    (row,) = access.rows("SELECT * FROM people_log")
    assert tuple(row)[1:4] == ("2026-11-22T09:01:00+00:00", "marsh", "vale")
    assert row["what"].startswith("no longer has page 3 of file aaaaaaaaaaaa: Vale is away;")
    assert len(row["what"]) < 600


def test_a_time_with_another_zone_is_the_same_time(tmp_path):
    from zoneinfo import ZoneInfo

    clock = Clock()
    with AccessFile(
        tmp_path / "access.db", lambda: clock.at.astimezone(ZoneInfo("Asia/Tokyo"))
    ) as east:
        Claims(east).claim(*PAGE, "vale")
        with AccessFile(tmp_path / "access.db", clock) as here:
            claims = Claims(here)
            assert [one.holder for one in claims.of("vale")] == ["vale"]
            clock.go(minutes=15)
            assert claims.of("vale") == []
            assert claims.claim(*PAGE, "marsh").holder == "marsh"


def _ask(path, who, pages, start, said):
    with AccessFile(path) as access:
        claims = Claims(access)
        start.wait()
        said.put((who, [claims.claim(*page, who).holder for page in pages]))


@pytest.mark.parametrize("kind", ["threads of one desk", "threads", "processes"])
def test_of_many_who_ask_at_once_exactly_one_wins_and_all_are_told_who(tmp_path, kind):
    path, names = tmp_path / "access.db", [f"p{n}" for n in range(6)]
    AccessFile(path).close()
    pages = [(f"{n:064x}", 1) for n in range(25)]
    context = multiprocessing.get_context("fork")
    start, said = context.Barrier(len(names)), context.Queue()
    made = context.Process if kind == "processes" else threading.Thread
    if kind == "threads of one desk":
        shared = AccessFile(path)

        def ask(path, who, pages, start, said):
            mine = random.Random(who).sample(pages, len(pages))
            start.wait()
            held = {page: Claims(shared).claim(*page, who).holder for page in mine}
            said.put((who, [held[page] for page in pages]))
    else:
        ask = _ask
    asking = [made(target=ask, args=(path, name, pages, start, said)) for name in names]
    for one in asking:
        one.start()
    told = dict(said.get(timeout=60) for _ in names)
    for one in asking:
        one.join()
    with AccessFile(path) as access:
        holders = [Claims(access).holder(*page).holder for page in pages]
    assert all(one == holders for one in told.values())


class Days(RuleBasedStateMachine):
    """Whatever is asked in whatever order: a page's holder is who a plain dictionary says."""

    names, pages = st.sampled_from(["vale", "marsh", "birch"]), st.sampled_from([PAGE, OTHER])

    def __init__(self):
        super().__init__()
        import tempfile
        from pathlib import Path

        self.folder = tempfile.TemporaryDirectory()
        self.clock, self.held = Clock(), {}
        self.access = AccessFile(Path(self.folder.name) / "access.db", self.clock)
        self.claims = Claims(self.access)

    def teardown(self):
        self.access.close()
        self.folder.cleanup()

    def standing(self, page):
        who, until = self.held.get(page, ("", self.clock.at))
        return who if until > self.clock.at else ""

    @rule(page=pages, who=names, minutes=st.integers(2, 30))
    def claim(self, page, who, minutes):
        one = self.claims.claim(*page, who, minutes=minutes)
        if self.standing(page) in ("", who):
            assert one.holder == who
            assert one.until > self.clock.at + timedelta(minutes=minutes) - FAST
            self.held[page] = (who, one.until)
        else:
            assert (one.holder, one.until) == self.held[page]

    @rule(page=pages, who=names)
    def let_go(self, page, who):
        self.claims.let_go(*page, who)
        if self.standing(page) == who:
            del self.held[page]

    @rule(page=pages, who=names)
    def force(self, page, who):
        self.held[page] = (who, self.claims.force(*page, who, "the court asks").until)

    @rule(seconds=st.integers(0, 1200))
    def go(self, seconds):
        self.clock.go(seconds=seconds)

    @invariant()
    def holders_are_who_they_should_be(self):
        taken = self.claims.taken([PAGE, OTHER])
        for page in (PAGE, OTHER):
            one = self.claims.holder(*page)
            assert (one.holder if one else "") == self.standing(page)
            assert taken.get(page) == one
            assert not one or page in {(c.sha256, c.page) for c in self.claims.of(one.holder)}


Days.TestCase.settings = settings(max_examples=30, stateful_step_count=20, deadline=None)
test_a_page_s_holder_is_always_who_asked_first_and_has_not_let_go = Days.TestCase
