"""Who is signed in: by a token whose hash alone is kept, for a while, and only as long as nothing of theirs is changed."""

from datetime import UTC, datetime, timedelta

import argon2
import pytest

from tearline.desk.access import passwords
from tearline.desk.access.file import AccessFile
from tearline.desk.access.people import People, Role
from tearline.desk.access.sessions import Sessions

GREEN, RED = "seven green boats at noon", "seven red boats at night"
REVIEWS = frozenset({Role.REVIEWER})


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 22, 9, 0, 0, 700_000, tzinfo=UTC)

    def __call__(self):
        return self.at

    def go(self, **span):
        self.at += timedelta(**span)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def access(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(passwords, "PARAMETERS", argon2.profiles.CHEAPEST)
    with AccessFile(tmp_path / "access.db", clock) as one:
        yield one


@pytest.fixture
def people(access):
    some = People(access)
    some.add("vale", GREEN, frozenset({Role.ADMINISTRATOR}), "test")
    some.add("marsh", RED, REVIEWS, "vale")
    return some


@pytest.fixture
def sessions(access, people):
    return Sessions(access)


def begun(sessions, people, name="marsh"):
    return sessions.begin(people.named(name), "192.0.2.7")


def test_a_token_says_who_is_signed_in_and_no_other_does(sessions, people):
    token = begun(sessions, people)
    assert len(token) >= 43  # 256 bits
    assert sessions.who(token).person == people.named("marsh")
    for other in ("", token[:-1], token + "x", token.swapcase(), "\ud800", "' OR 1=1 --"):
        assert sessions.who(other) is None


def test_the_token_stands_nowhere_in_the_file_nor_does_what_forms_carry(sessions, people, access):
    token = begun(sessions, people)
    csrf = sessions.who(token).csrf
    data = b"".join(path.read_bytes() for path in access.path.parent.iterdir())
    assert token.encode() not in data
    assert csrf.encode() not in data


def test_each_sign_in_has_an_id_and_a_form_token_of_its_own(sessions, people):
    tokens = [begun(sessions, people, name) for name in ("marsh", "marsh", "vale")]
    signed = [sessions.who(token) for token in tokens]
    assert len({one.sign_in for one in signed}) == len({one.csrf for one in signed}) == 3
    assert sessions.who(tokens[0]).sign_in == signed[0].sign_in
    for one in signed:
        for given in [other.csrf for other in signed]:
            assert sessions.check_csrf(one, given) == (given == one.csrf)
        for given in ("", one.csrf[:-1], one.csrf.upper() + "x", "\ud800é"):
            assert not sessions.check_csrf(one, given)


def test_a_session_ends_when_nobody_has_asked_for_half_an_hour(sessions, people, clock):
    token = begun(sessions, people)
    for _ in range(5):
        clock.go(minutes=29)
        assert sessions.who(token)
    clock.go(minutes=30, seconds=1)
    assert sessions.who(token) is None
    clock.go(minutes=-20)
    assert sessions.who(token) is None  # over is over


def test_a_session_ends_after_twelve_hours_however_busy(sessions, people, clock):
    token = begun(sessions, people)
    for _ in range(12 * 60 // 20 - 1):
        clock.go(minutes=20)
        assert sessions.who(token)
    clock.go(minutes=19)
    assert sessions.who(token)
    clock.go(minutes=2)
    assert sessions.who(token) is None


def test_a_clock_that_is_set_back_lets_nobody_stay(sessions, people, clock):
    token = begun(sessions, people)
    clock.go(days=-3)
    assert sessions.who(token) is None


def test_the_limits_are_the_desk_s_to_set(access, people, clock):
    sessions = Sessions(access, idle=timedelta(minutes=5), whole=timedelta(minutes=8))
    token = begun(sessions, people)
    clock.go(minutes=4)
    assert sessions.who(token)
    clock.go(minutes=3, seconds=58)
    assert sessions.who(token)
    clock.go(seconds=5)
    assert sessions.who(token) is None


@pytest.mark.parametrize("change", ["off", "password", "roles", "off and on"])
def test_every_session_ends_when_its_person_is_changed_and_others_go_on(sessions, people, change):
    mine, theirs = [begun(sessions, people) for _ in range(2)], begun(sessions, people, "vale")
    stale = people.named("marsh")
    if change == "password":
        people.set_password("marsh", "nine quiet lanterns", "marsh")
    elif change == "roles":
        people.change_roles("marsh", REVIEWS, "vale")
    else:
        people.deactivate("marsh", "vale")
        if "on" in change:
            people.activate("marsh", "vale")
    assert [sessions.who(token) for token in mine] == [None, None]
    assert sessions.who(sessions.begin(stale, "192.0.2.7")) is None  # signed in meanwhile
    assert sessions.who(theirs).person.name == "vale"


def test_who_signs_out_is_out_there_and_everywhere_if_they_ask(sessions, people):
    one, two, other = (begun(sessions, people, name) for name in ("marsh", "marsh", "vale"))
    sessions.end(one)
    sessions.end("")
    sessions.end(one)
    assert (sessions.who(one), sessions.who(two).person.name) == (None, "marsh")
    sessions.end_all("marsh")
    assert (sessions.who(two), sessions.who(other).person.name) == (None, "vale")


def test_a_request_writes_nothing_but_once_a_minute(sessions, people, access, clock):
    token = begun(sessions, people)
    # The last word on what was written: SQLite's own count, asked on the connection that writes.
    count = lambda: access.rows("SELECT total_changes()")[0][0]  # noqa: E731
    before = count()
    for _ in range(59):
        clock.go(seconds=1)
        sessions.who(token)
    assert count() == before
    clock.go(seconds=3)
    for _ in range(10):
        sessions.who(token)
    assert count() == before + 1


def test_sessions_outlive_a_restart_of_the_desk(tmp_path, clock, sessions, people, access):
    token = begun(sessions, people)
    access.close()
    with AccessFile(tmp_path / "access.db", clock) as again:
        assert Sessions(again).who(token).person.name == "marsh"


def test_sessions_that_are_over_do_not_pile_up(sessions, people, access, clock):
    for _ in range(20):
        begun(sessions, people)
        clock.go(hours=13)
    assert access.row("SELECT count(*) FROM session")[0] <= 2
