"""Who may sign in: names that look like no other, passwords kept as hashes, tries that must wait, a last administrator."""

import contextlib
import sqlite3
import threading
from datetime import UTC, datetime, timedelta

import argon2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.desk.access import passwords
from tearline.desk.access.called import folded, looks, named
from tearline.desk.access.claims import Claims
from tearline.desk.access.file import AccessFile
from tearline.desk.access.passwords import Passwords, TooOftenError, check_password
from tearline.desk.access.people import People, Role
from tearline.desk.access.tries import FREE, FREE_AT, LONGEST_WAIT, MOST
from tearline.errors import UsageError

ADMIN, REVIEWS = frozenset({Role.ADMINISTRATOR}), frozenset({Role.REVIEWER, Role.SECOND})
GREEN, RED = "seven green boats at noon", "seven red boats at night"
HERE, THERE = "192.0.2.7", "198.51.100.9"


class Clock:
    def __init__(self):
        self.at = datetime(2026, 11, 22, 9, tzinfo=UTC)

    def __call__(self):
        return self.at

    def go(self, **span):
        self.at += timedelta(**span)


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    monkeypatch.setattr(passwords, "PARAMETERS", argon2.profiles.CHEAPEST)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def access(tmp_path, clock):
    with AccessFile(tmp_path / "access.db", clock) as one:
        yield one


@pytest.fixture
def people(access):
    some = People(access)
    some.add("vale", GREEN, ADMIN, "test")
    some.add("marsh", RED, REVIEWS, "vale")
    return some


def tried(people, name="vale", password="not this one at all", address=HERE, browser=""):
    """Return what a try says: a name, None, or the seconds to wait."""
    try:
        person = people.check(name, password, address, browser)
    except TooOftenError as error:
        return error.seconds
    return person and person.name


def fail_until_told_to_wait(people, **more):
    for n in range(200):
        if (said := tried(people, **more)) is not None:
            return n, said
    raise AssertionError


def test_a_person_comes_in_by_name_and_password_alone(people):
    assert tried(people, password=GREEN) == "vale"
    assert tried(people, name="VALE", password=GREEN) == "vale"
    for name, password in [
        ("vale", RED),
        ("marsh", GREEN),
        ("nobody", GREEN),
        ("vale", ""),
        ("", ""),
    ]:
        assert tried(people, name, password) is None
    person = people.named("marsh")
    assert (person.roles, person.active, person.must_change) == (REVIEWS, True, False)
    assert [one.name for one in people.all()] == ["marsh", "vale"]


def test_no_password_stands_anywhere_in_the_file_nor_a_name_that_was_typed(people, access):
    people.set_password("marsh", "nine quiet lanterns", "vale")
    tried(people, name="a-password-in-the-wrong-field", password="another-typed-in-vain")
    access.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    data = b"".join(path.read_bytes() for path in access.path.parent.iterdir())
    for words in (GREEN, RED, "nine quiet lanterns", "in-the-wrong", "typed-in-vain"):
        assert words.encode() not in data
    assert b"$argon2id$v=19$" in data


def test_passwords_cost_what_rfc_9106_asks_for_where_memory_is_scarce(monkeypatch, real_passwords):
    monkeypatch.setattr(passwords, "PARAMETERS", real_passwords)
    one = argon2.extract_parameters(Passwords().hash(GREEN))
    assert (one.type, one.memory_cost, one.time_cost, one.parallelism) == (
        argon2.Type.ID,
        65536,
        3,
        4,
    )
    assert argon2.extract_parameters(Passwords()._nobody) == one


def test_a_wrong_name_a_wrong_password_and_somebody_put_off_cost_the_same(people, monkeypatch):
    seen = []
    verify = argon2.PasswordHasher.verify

    def counted(self, digest, password):
        seen.append(argon2.extract_parameters(digest))
        return verify(self, digest, password)

    people.deactivate("marsh", "vale")
    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    assert (
        tried(people, "nobody", GREEN) is tried(people, "vale", RED) is tried(people, "marsh", RED)
    )
    assert len(seen) == 3
    assert len(set(map(str, seen))) == 1


def test_the_name_that_nobody_has_has_no_password(people):
    for password in ("", "\x00" * 32, "no one has this password"):
        assert not Passwords().matches("", password)


def test_a_password_is_made_anew_where_the_effort_rises_and_still_lets_its_owner_in(
    people, access, monkeypatch
):
    (before,) = access.row("SELECT password FROM person WHERE name = 'vale'")
    more = argon2.Parameters(argon2.Type.ID, 19, 16, 32, 2, 64, 1)
    monkeypatch.setattr(passwords, "PARAMETERS", more)
    risen = People(access)
    assert tried(risen, password=RED) is None
    assert access.row("SELECT password FROM person WHERE name = 'vale'")[0] == before
    assert tried(risen, password=GREEN) == tried(risen, password=GREEN) == "vale"
    (after,) = access.row("SELECT password FROM person WHERE name = 'vale'")
    assert argon2.extract_parameters(after) == more


@pytest.mark.parametrize("change", ["password", "roles", "off"])
@pytest.mark.parametrize("effort", ["as it was", "risen"])
def test_what_changes_while_a_password_is_looked_at_counts(
    people, access, monkeypatch, change, effort
):
    if effort == "risen":
        more = argon2.Parameters(argon2.Type.ID, 19, 16, 32, 2, 64, 1)
        monkeypatch.setattr(passwords, "PARAMETERS", more)
    verify, late = Passwords.matches, People(access)

    def while_it_is_looked_at(self, digest, password, **more):
        good = verify(self, digest, password, **more)
        monkeypatch.setattr(Passwords, "matches", verify)
        if change == "password":
            people.set_password("marsh", "nine quiet lanterns", "vale")
        elif change == "roles":
            people.change_roles("marsh", ADMIN, "vale")
        else:
            people.deactivate("marsh", "vale")
        return good

    monkeypatch.setattr(Passwords, "matches", while_it_is_looked_at)
    assert tried(late, "marsh", RED) is None
    assert tried(late, "marsh", "nine quiet lanterns") == (
        "marsh" if change == "password" else None
    )


@pytest.mark.parametrize(
    "name",
    [
        *(
            "VALE",
            "Vale",
            "va1e",
            "vaIe",
            "válé",
            "ＶＡＬＥ",
            "𝐯𝐚𝐥𝐞",
            "vaⅼe",
            "val\u0435",
            "rnarsh",
            "MARSH",
        ),
        *(
            "",
            ".vale",
            "vale-",
            "a b",
            "a/b",
            "a\nb",
            "v\u200bale",
            "x\u3164",
            "\u202evale",
            "x" * 64,
        ),
        *("ᴠᴀʟᴇ", "vale²", "ǀvan", "ᏙᎳ", "vale\u0301\u0301\u20dd", "٠٠", "ユ", "vαle", "\ud800"),
    ],
)
def test_a_name_that_looks_like_another_s_or_hides_something_is_refused(people, name):
    with pytest.raises(UsageError):
        people.add(name, "nine quiet lanterns", REVIEWS, "vale")
    assert len(people.all()) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("Boba", "Вова"), ("Anna", "Αννα"), ("Niva", "Νίνα"), ("xop", "хор"), ("HOBA", "НОВА")),
        *(
            ("Olga", "0lga"),
            ("wilma", "vvilma"),
            ("Łukasz", "Lukasz"),
            ("İvan", "ıvan"),
            ("kim", "KIM"),
        ),
        *(("Ковалёв", "Ковалев"), ("ΡΟΤΑ", "РОТА"), ("Strasse", "Straße"), ("bill", "8ill")),
    ],
)
def test_names_of_two_alphabets_that_look_alike_are_one(one, other):
    named(one)
    named(other)
    assert looks(one) & looks(other) or folded(one) == folded(other)


def test_a_name_of_another_alphabet_that_looks_like_one_that_is_there_is_refused(people):
    for there, late in [("Вова", "Boba"), ("Niva", "Νίνα"), ("Αννα", "ANNA")]:
        people.add(there, "nine quiet lanterns", REVIEWS, "vale")
        with pytest.raises(UsageError, match="looks the same"):
            people.add(late, "nine quiet lanterns", REVIEWS, "vale")
        assert people.named(late) is None


def test_ordinary_names_stay_apart(people):
    for name in (
        "Olsen",
        "Olson",
        "O.Neil-2",
        "J_Alder",
        "Jürgen",
        "Ковалёва",
        "Σωτήρης",
        "vales",
        "mars",
    ):
        assert people.add(name, "nine quiet lanterns", REVIEWS, "vale").name == name
        assert people.named(name.upper()).name == name


@given(st.text(max_size=8))
def test_a_name_that_is_taken_is_found_again_however_its_case(name):
    try:
        kept = named(name)
    except UsageError:
        return
    assert kept == named(kept)
    for typed in (kept.upper(), kept.lower(), kept.casefold()):
        assert folded(typed) == folded(kept)
    assert looks(kept) & looks(kept.swapcase())


@pytest.mark.parametrize(
    ("password", "why"),
    [
        *(("short words", "12 to"), ("x" * 1001, "12 to"), ("abcabcabcabc", "few characters")),
        *(
            ("vale vale vale", "few characters"),
            ("vale-alder-vale1", "the name"),
            ("VALEvalevaleXYZ", "few|name"),
        ),
        *(("password2026!", "guessed"), ("P@ssw0rd1357", "guessed"), ("pa$$w0rd!!99", "guessed")),
        *(("qwertyuiop12", "guessed"), ("1q2w3e4r5t6y", "guessed"), ("Welcome12345!", "guessed")),
        *(("839201748362", "guessed"), ("administrator", "guessed"), ("poiuytrewq99", "guessed")),
    ],
)
def test_a_password_that_would_be_guessed_is_refused_and_the_reason_does_not_hold_it(
    people, password, why
):
    for give in (
        lambda: people.add("vale.alder", password, REVIEWS, "vale"),
        lambda: check_password(password, "vale.alder"),
    ):
        with pytest.raises(UsageError, match=why) as refused:
            give()
        assert password not in str(refused.value)


@pytest.mark.parametrize(
    "password", [GREEN, RED, "lantern-moss-kettle", "x7$Kp2!mQ9zL", "a quiet harbor 7"]
)
def test_a_password_of_several_words_will_do_also_for_who_has_a_short_name(password):
    check_password(password, "a")
    check_password("alabama-canada", "a")
    check_password(password, "vale")


def test_an_accent_is_the_same_however_a_keyboard_writes_it_and_nothing_typed_is_an_error(people):
    people.add("birch", "sept bat\u00e9aux \u00e0 midi", REVIEWS, "vale")
    assert tried(people, "birch", "sept bate\u0301aux a\u0300 midi") == "birch"
    for odd in ("\ud800", "\x00", "x" * 100_000, "\U0010ffff"):
        assert tried(people, odd, odd) is None
    long = "ab cd ef gh " * 80 + "z" * 40
    people.add("cedar", long, REVIEWS, "vale")
    assert tried(people, "cedar", long) == "cedar"
    assert tried(people, "cedar", long + "z") is None


def test_the_wait_for_a_name_grows_from_anywhere_is_bounded_and_survives_a_restart(
    people, access, clock
):
    n, first = fail_until_told_to_wait(people)
    assert (n, first) == (FREE, 5)
    assert tried(people, password=GREEN, address=THERE) == 5
    waits = [first]
    for _ in range(12):
        clock.go(seconds=waits[-1] - 0.4)
        assert tried(People(access), address=THERE) == 1
        clock.go(seconds=0.4)
        assert tried(People(access), address=THERE) is None
        waits.append(tried(people, address=THERE))
    assert waits == sorted(waits)
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == LONGEST_WAIT
    assert tried(people, "marsh", RED) == "marsh"
    clock.go(seconds=LONGEST_WAIT)
    assert tried(people, password=GREEN) == "vale"


def test_a_name_that_nobody_has_waits_as_one_that_somebody_has(people):
    assert fail_until_told_to_wait(people, name="nobody") == fail_until_told_to_wait(
        people, name="vale"
    )


def test_failures_are_forgotten_with_time_and_a_clock_set_back_locks_nobody_out(people, clock):
    for _ in range(30):
        fail_until_told_to_wait(people)
        clock.go(seconds=LONGEST_WAIT)
    clock.go(minutes=12 * (FREE + MOST))
    assert fail_until_told_to_wait(people) == (FREE, 5)
    clock.go(days=-400)
    assert tried(people, password=GREEN) == "vale"


def test_an_address_that_tries_many_names_must_wait_and_others_need_not(people, clock):
    said = [tried(people, f"name{n}") for n in range(FREE_AT + 1)]
    assert said == [None] * FREE_AT + [5]
    assert tried(people, "marsh", RED) == 5
    assert tried(people, "marsh", RED, THERE) == "marsh"
    clock.go(seconds=5)
    assert tried(people, "marsh", RED) == "marsh"


def test_who_has_one_account_cannot_use_it_to_go_on_guessing(people, clock):
    said = []
    for n in range(FREE_AT + 1):
        said.append(tried(people, f"name{n}"))
        if said[-1] is None:
            tried(people, "marsh", RED)
    assert said[-1] == 5


def test_addresses_of_one_house_are_one_and_the_machine_s_own_are_none(people):
    for n in range(FREE_AT):
        tried(people, f"name{n}", address=f"2001:db8:1:2::{n:x}")
    assert tried(people, "other", address="2001:db8:1:2:ffff::1%eth0") == 5
    assert tried(people, "other", address="2001:db8:1:3::1") is None
    for n in range(FREE_AT + 5):
        assert (
            tried(people, f"local{n}", address=("127.0.0.1", "::1", "::ffff:127.0.0.1")[n % 3])
            is None
        )
    for n in range(FREE_AT):
        tried(people, f"mapped{n}", address="::ffff:203.0.113.5")
    assert tried(people, "mapped", address="203.0.113.5") == 5


def test_strangers_who_go_on_failing_never_make_a_known_browser_wait(people, clock):
    browser = people.know(people.check("vale", GREEN, HERE))
    for _ in range(20):
        fail_until_told_to_wait(people, address=THERE)
        clock.go(seconds=1)
        assert tried(people, password=GREEN, browser=browser) == "vale"
    assert isinstance(
        tried(people, password=GREEN, address=THERE), int
    )  # and forgives strangers nothing
    assert tried(people, "marsh", GREEN, browser=browser) is None  # known for one name alone
    assert fail_until_told_to_wait(people, browser=browser) == (FREE, 5)
    clock.go(days=91)
    fail_until_told_to_wait(people, address=THERE)
    assert isinstance(tried(people, password=GREEN, browser=browser), int)


def test_many_tries_at_once_are_no_more_than_one_after_the_other(people, monkeypatch):
    looked = []
    matches = Passwords.matches
    monkeypatch.setattr(
        Passwords,
        "matches",
        lambda self, *words, **more: (looked.append(1), matches(self, *words, **more))[1],
    )
    start = threading.Barrier(12)

    def one():
        start.wait()
        tried(people)

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looked) == FREE


def test_when_too_many_wait_one_is_told_so_and_it_is_no_failure(people, monkeypatch):
    monkeypatch.setattr(passwords, "_waiting", threading.BoundedSemaphore(1))
    passwords._waiting.acquire()
    assert {tried(people, password=GREEN) for _ in range(FREE * 3)} == {passwords.SOON}
    passwords._waiting.release()
    assert tried(people, password=GREEN) == "vale"


def test_the_last_administrator_who_may_sign_in_stays_one(people):
    people.add("birch", "nine quiet lanterns", ADMIN, "vale")
    people.deactivate("birch", "vale")
    for take in (
        lambda: people.deactivate("vale", "vale"),
        lambda: people.change_roles("VALE", REVIEWS, "vale"),
    ):
        with pytest.raises(UsageError, match="last administrator"):
            take()
    people.activate("birch", "vale")
    people.change_roles("vale", REVIEWS, "birch")
    with pytest.raises(UsageError, match="last administrator"):
        people.deactivate("birch", "birch")
    assert (people.named("vale").roles, people.named("birch").active) == (REVIEWS, True)


def test_two_administrators_who_put_each_other_off_at_once_leave_one(tmp_path):
    for turn in range(10):
        path = tmp_path / f"access{turn}.db"
        with AccessFile(path) as first, AccessFile(path) as second:
            People(first).add("vale", GREEN, ADMIN, "test")
            People(first).add("marsh", RED, ADMIN, "test")
            start = threading.Barrier(2)

            def off(people, name, start=start):
                start.wait()
                with contextlib.suppress(UsageError):
                    people.deactivate(name, "test")

            threads = [
                threading.Thread(target=off, args=(People(first), "vale")),
                threading.Thread(target=off, args=(People(second), "marsh")),
            ]
            for one in threads:
                one.start()
            for one in threads:
                one.join()
            assert sum(one.active for one in People(first).all()) == 1


def test_every_change_says_who_made_it_to_whom_and_when_and_no_other_is_written(
    people, access, clock
):
    clock.go(minutes=5)
    people.change_roles("Marsh", ADMIN, "vale")
    people.set_password("marsh", "nine quiet lanterns", "marsh")
    people.set_password("marsh", "ten quiet lanterns", "vale", must_change=True)
    people.deactivate("marsh", "vale")
    people.activate("marsh", "vale")
    with pytest.raises(UsageError):
        people.set_password("marsh", "password2026!", "vale")
    with pytest.raises(UsageError):
        people.add("marsh", GREEN, ADMIN, "vale")
    with pytest.raises(UsageError):
        people.change_roles("nobody", ADMIN, "vale")
    tried(people, password=GREEN)
    assert [tuple(row)[2:] for row in people.log()][::-1] == [
        ("test", "vale", "added as administrator"),
        ("vale", "marsh", "added as reviewer second"),
        ("vale", "marsh", "is now administrator"),
        ("marsh", "marsh", "has a new password"),
        ("vale", "marsh", "has a new password for the next sign-in alone"),
        ("vale", "marsh", "may not sign in any more"),
        ("vale", "marsh", "may sign in again"),
    ]
    assert people.log(1)[0]["at"] == "2026-11-22T09:05:00+00:00"
    with pytest.raises(sqlite3.IntegrityError), sqlite3.connect(access.path) as other:
        other.execute("DELETE FROM people_log")
    other.close()


def test_a_password_for_the_first_sign_in_is_changed_to_another_one(people):
    people.add("birch", "nine quiet lanterns", REVIEWS, "vale", must_change=True)
    assert people.check("birch", "nine quiet lanterns", HERE).must_change
    with pytest.raises(UsageError, match="present password"):
        people.set_password("birch", "nine quiet lanterns", "birch")
    assert not people.set_password("birch", "ten quiet lanterns", "birch").must_change


def test_a_new_password_lets_strangers_failures_be_forgotten(people):
    fail_until_told_to_wait(people, address=THERE)
    people.set_password("vale", "ten quiet lanterns", "marsh")
    assert tried(people, password="ten quiet lanterns") == "vale"


def test_who_may_not_sign_in_any_more_leaves_their_pages_to_others(people, access):
    claims = Claims(access)
    claims.claim("f" * 64, 3, "marsh")
    people.deactivate("marsh", "vale")
    assert claims.claim("f" * 64, 3, "vale").holder == "vale"


def test_strangers_who_fill_the_line_keep_nobody_out_of_a_browser_they_know(people, monkeypatch):
    browser = people.know(people.named("marsh"))
    monkeypatch.setattr(passwords, "_waiting", threading.BoundedSemaphore(1))
    passwords._waiting.acquire()
    assert tried(people, "marsh", RED) == passwords.SOON
    assert tried(people, "marsh", RED, browser=browser) == "marsh"
