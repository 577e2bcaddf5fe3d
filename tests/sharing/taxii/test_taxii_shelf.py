"""The shelf: what is published stands there once, in one order, in the bytes it was, or not at all."""

import itertools
import runpy
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.sharing.taxii.shelf import Receipt, Shelf

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, thing, things, later, AT = (world[n] for n in ("World", "thing", "things", "later", "AT"))
stix_id = world["stix_id"]


@pytest.fixture
def desk(tmp_path):
    made = World(tmp_path / "shelf.db", "pl")
    yield made
    made.close()


def added(desk, login="pl"):
    found = desk.get(login, "manifest/").said.get("objects", [])
    return [(one["id"], one["date_added"]) for one in found]


def test_each_object_of_a_commit_has_a_time_of_its_own_from_the_edition_s_on(desk):
    receipt = desk.shelf.publish("pl", things(3), AT)
    assert receipt == Receipt(AT, AT.replace(microsecond=678903), 3)
    assert added(desk) == [(stix_id(n), f"2026-01-02T03:04:05.67890{1 + n}Z") for n in range(3)]


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 4)), min_size=1, max_size=8))
def test_times_only_rise_whatever_the_clock_does(tmp_path_factory, commits):
    with Shelf.create(tmp_path_factory.mktemp("s") / "shelf.db") as shelf:
        shelf.add_partner("pl", None, "Edition")
        number, last = 0, None
        for seconds, count in commits:
            receipt = shelf.publish("pl", things(count, number), later(seconds))
            assert receipt.count == count
            assert receipt.first >= later(seconds)
            assert last is None or receipt.first > last
            number, last = number + count, receipt.last


def test_the_same_version_in_the_same_bytes_is_no_new_row_whatever_the_order_of_its_properties(
    desk,
):
    desk.shelf.publish("pl", things(2), AT)
    before = desk.get("pl", "objects/").whole
    turned = [dict(reversed(one.items())) for one in reversed(things(2))]
    assert desk.shelf.publish("pl", turned, later(9)) == Receipt(None, None, 0)
    assert desk.get("pl", "objects/").whole == before


def test_the_same_version_in_other_bytes_is_refused_and_nothing_of_the_commit_is_taken(desk):
    desk.shelf.publish("pl", [thing(1)], AT)
    before = desk.get("pl", "objects/").whole
    with pytest.raises(UsageError, match="something else before"):
        desk.shelf.publish("pl", [thing(2), thing(1, name="other")], later(1))
    with pytest.raises(UsageError, match="something else before"):
        desk.shelf.publish("pl", [thing(3), thing(3, name="other")], later(1))
    assert desk.get("pl", "objects/").whole == before


def test_other_bytes_under_a_version_that_was_superseded_or_withdrawn_are_refused_too(desk):
    desk.shelf.publish("pl", [thing(1), thing(2)], AT)
    desk.shelf.publish("pl", [thing(1, 5)], AT)
    desk.shelf.withdraw("pl", [stix_id(2)], AT)
    for one in (thing(1, name="other"), thing(2, name="other")):
        with pytest.raises(UsageError, match="something else before"):
            desk.shelf.publish("pl", [one], AT)


def test_an_older_version_than_was_given_is_refused(desk):
    desk.shelf.publish("pl", [thing(1, 5)], AT)
    for older in (thing(1, 4), thing(1)):
        with pytest.raises(UsageError, match="older"):
            desk.shelf.publish("pl", [older], later(1))
    desk.shelf.withdraw("pl", [stix_id(1)], AT)
    with pytest.raises(UsageError, match="older"):
        desk.shelf.publish("pl", [thing(1, 4)], later(1))


def test_a_new_version_leaves_nothing_of_the_older_one_at_any_address(desk):
    desk.shelf.publish("pl", [thing(1, name="BEFORE-THE-DOWNGRADE"), thing(2)], AT)
    desk.shelf.publish("pl", [thing(1, 5, name="after")], later(1))
    one = stix_id(1)
    for path in ("objects/", f"objects/{one}/", "manifest/", f"objects/{one}/versions/"):
        for query in (
            "",
            "match[version]=all",
            "match[version]=first",
            "match[version]=first,last",
        ):
            if "versions" in path and query:
                continue
            answer = desk.get("pl", path, query)
            assert answer.status == 200
            assert b"BEFORE" not in answer.body
            assert b"2025-01-01T00:05" in answer.body
    old = desk.get("pl", f"objects/{one}/", "match[version]=2025-01-01T00:00:00.000Z")
    assert (old.status, old.body) == (200, b"{}")
    assert desk.get("pl", f"objects/{one}/versions/").said == {
        "versions": ["2025-01-01T00:05:00.000Z"]
    }
    assert [name for name, _ in added(desk)] == [stix_id(2), one]


def test_of_two_versions_in_one_commit_the_newest_stands_there(desk):
    assert desk.shelf.publish("pl", [thing(1, 5), thing(1), thing(2)], AT).count == 2
    assert [one["version"] for one in desk.get("pl", "manifest/").said["objects"]] == [
        "2025-01-01T00:05:00.000Z",
        "2025-01-01T00:00:00.000Z",
    ]


def test_two_ways_to_write_a_time_are_one_version(desk):
    desk.shelf.publish("pl", [thing(1, modified="2025-01-01T00:00:00.5Z")], AT)
    found = desk.get("pl", "objects/", "match[version]=2025-01-01T00:00:00.500Z")
    assert len(found.said["objects"]) == 1
    with pytest.raises(UsageError, match="something else before"):
        desk.shelf.publish("pl", [thing(1, modified="2025-01-01T00:00:00.500Z")], AT)


def test_what_is_withdrawn_is_the_same_404_as_what_never_was(desk):
    desk.shelf.publish("pl", things(3), AT)
    assert desk.shelf.withdraw("pl", [stix_id(1), stix_id(77)], later(1)) == (stix_id(1),)
    gone, never = (desk.get("pl", f"objects/{stix_id(n)}/") for n in (1, 77))
    assert gone.status == 404
    assert gone.whole == never.whole
    assert (
        stix_id(1).encode()
        not in desk.get("pl", "objects/").body + desk.get("pl", "manifest/").body
    )


def test_what_was_withdrawn_or_removed_is_not_in_the_file_any_more(desk):
    desk.shelf.publish("pl", [thing(1, name="WITHDRAWN-WORDS")], AT)
    desk.shelf.publish("pl", [thing(2, name="REMOVED-WORDS")], AT)
    desk.shelf.withdraw("pl", [stix_id(1)], AT)
    desk.shelf.remove_partner("pl")
    for file in desk.path.parent.iterdir():
        data = file.read_bytes()
        assert b"WITHDRAWN-WORDS" not in data
        assert b"REMOVED-WORDS" not in data


def test_a_withdrawn_version_may_come_back_with_a_later_time(desk):
    desk.shelf.publish("pl", things(2), AT)
    desk.shelf.withdraw("pl", [stix_id(0)], AT)
    receipt = desk.shelf.publish("pl", things(2), AT)
    assert receipt.count == 1
    assert [name for name, _ in added(desk)] == [stix_id(1), stix_id(0)]


def test_an_edition_that_replaces_takes_the_rest_away(desk):
    desk.shelf.publish("pl", things(4), AT)
    receipt = desk.shelf.publish("pl", [thing(1), thing(2, 5), thing(9)], later(1), replace=True)
    assert receipt.count == 2
    assert desk.ids("pl") == [stix_id(1), stix_id(2), stix_id(9)]


def test_who_follows_added_after_with_tombstones_ends_with_what_a_fresh_pull_has(desk):
    def follow(held, since):
        query = [("added_after", since)] if since else ()
        for page in desk.pages("pl", query):
            for one in page.said.get("objects", []):
                held[one["id"]] = one
            since = page.header("x-taxii-date-added-last") or since
        return since

    followed = {}
    desk.shelf.publish("pl", things(5), AT)
    since = follow(followed, None)
    tombstone = {k: v for k, v in thing(2, 9, revoked=True).items() if k != "name"}
    desk.shelf.publish("pl", [tombstone, thing(3, 1), thing(7)], later(5))
    follow(followed, since)
    fresh = {}
    follow(fresh, None)
    assert followed == fresh
    assert "name" not in followed[stix_id(2)]


def test_what_a_partner_fetched_is_told_and_what_they_hold_of_it(desk):
    shelf = desk.shelf
    assert shelf.handed("pl") is None
    assert shelf.polled("pl") is None
    shelf.publish("pl", things(3), AT)
    shelf.publish("pl", [thing(5, kind="report")], AT)
    desk.get("pl", "manifest/")
    assert shelf.handed("pl") is None
    assert shelf.holds("pl", later(99)) == ()
    desk.get("pl", "objects/", "limit=2")
    last = shelf.handed("pl")
    assert last == AT.replace(microsecond=AT.microsecond + 1)
    assert [name for name, _ in shelf.holds("pl", later(60))] == [stix_id(0), stix_id(1)]
    assert shelf.holds("pl", later(59)) == ()
    desk.get("pl", f"objects/{stix_id(5, 'report')}/")
    fetched = list(shelf.fetches("pl"))
    assert [(one.route, one.count, one.media) for one in fetched] == [
        ("manifest", 4, world["TAXII"]),
        ("objects", 2, world["TAXII"]),
        ("object", 1, world["TAXII"]),
    ]
    assert all(one.at == later(60) for one in fetched)
    assert (fetched[1].first_added, fetched[1].last_added) == (AT, last)
    assert list(shelf.fetches("pl", later(61))) == []
    assert shelf.polled("pl") == later(60)


def test_what_was_superseded_or_withdrawn_after_it_was_fetched_is_still_held(tmp_path):
    clock = [later(0)]
    desk = World(tmp_path / "shelf.db", "pl", clock=lambda: clock[0])
    desk.shelf.publish("pl", things(3), AT)
    clock[0] = later(10)
    desk.get("pl", "objects/")
    desk.shelf.publish("pl", [thing(1, 5)], later(11))
    desk.shelf.withdraw("pl", [stix_id(2)], later(12))
    clock[0] = later(5)  # the clock goes back; what was fetched does not
    desk.get("pl", "objects/")
    first, then = ("2025-01-01T00:00:00.000Z", "2025-01-01T00:05:00.000Z")
    expected = ((stix_id(0), first), (stix_id(1), then), (stix_id(2), first))
    assert desk.shelf.holds("pl", later(10)) == expected
    assert desk.shelf.holds("pl", later(9)) == ()
    assert [one.at for one in desk.shelf.fetches("pl")] == [later(10), later(10)]
    assert desk.shelf.withdrawn("pl") == ((stix_id(2), first, later(12)),)
    desk.shelf.remove_partner("pl")
    assert desk.shelf.holds("pl", later(10)) == expected
    desk.close()


def test_two_who_publish_at_once_share_no_time_and_lose_nothing(tmp_path):
    path = tmp_path / "shelf.db"
    desk = World(path, "pl")
    receipts, failed = [], []

    def publish(start):
        try:
            with Shelf.open(path) as shelf:
                for batch in range(10):
                    numbers = things(7, start + batch * 7)
                    receipts.append(shelf.publish("pl", numbers, AT))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=publish, args=(start,)) for start in (0, 1000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    spans = sorted((one.first, one.last) for one in receipts)
    assert all(one[1] < two[0] for one, two in itertools.pairwise(spans))
    times = [when for _, when in added(desk)]
    assert len(times) == 140
    assert times == sorted(set(times))
    desk.close()


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "incident"},
        {"id": 7},
        {"id": stix_id(1, "report")},
        {"type": None},
        {"modified": "2025-01-01"},
        {"modified": 7},
        {"modified": "2025-02-30T00:00:00.000Z"},
        {"spec_version": "two"},
        {"score": float("nan")},
        {"name": "half \ud800 of a character"},
        {"name": {1, 2}},
    ],
)
def test_what_is_no_stix_object_is_refused_and_the_whole_commit_with_it(desk, broken):
    with pytest.raises(UsageError) as caught:
        desk.shelf.publish("pl", [thing(3), thing(1, **broken)], AT)
    assert caught.value.remedy
    assert desk.ids("pl") == []


def test_an_object_without_times_goes_by_one_version_for_ever(desk):
    plain = {"type": "url", "id": stix_id(1, "url"), "value": "https://desk.example/"}
    mark = {k: v for k, v in thing(2, kind="marking-definition").items() if k != "modified"}
    assert desk.shelf.publish("pl", [plain, mark], AT).count == 2
    assert desk.shelf.publish("pl", [plain, mark], later(1)).count == 0
    assert [one["version"] for one in desk.get("pl", "manifest/").said["objects"]] == [
        "1970-01-01T00:00:00.000Z",
        "2025-01-01T00:00:00.000Z",
    ]


def test_a_file_that_is_no_shelf_is_refused_with_what_to_do(tmp_path):
    note, other, empty = (tmp_path / name for name in ("note.txt", "other.db", "empty"))
    note.write_text("this is a note, not a database, and it is long enough to be looked at" * 20)
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE partner (n INTEGER)")
    empty.touch()
    for path in (note, other, empty, tmp_path / "nothing"):
        with pytest.raises(UsageError) as caught:
            Shelf.open(path)
        assert caught.value.remedy
    with pytest.raises(UsageError, match="there already"):
        Shelf.create(note)
    Shelf.create(tmp_path / "new.db").close()
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
    with sqlite3.connect(tmp_path / "new.db") as db:
        db.execute("PRAGMA user_version=9")
    with pytest.raises(UsageError, match="version"):
        Shelf.open(tmp_path / "new.db")


def test_partners_that_cannot_be_are_refused(desk):
    good = "several words, 4 of them"
    for login, password, title in (
        ("pl", good, "Edition"),
        ("Capital", good, "Edition"),
        ("a:b", good, "Edition"),
        ("", good, "Edition"),
        ("de", good, " "),
        ("de", good, "two\nlines"),
        ("de", "short", "Edition"),
        ("de", "aaaaaaaaaaaaaaaaaa", "Edition"),
    ):
        with pytest.raises(UsageError) as caught:
            desk.shelf.add_partner(login, password, title)
        assert password not in str(caught.value)
    shelf = desk.shelf
    for act in (
        lambda: shelf.publish("nobody", things(1), AT),
        lambda: shelf.withdraw("nobody", [], AT),
        lambda: shelf.pause("nobody", ""),
        lambda: shelf.resume("nobody"),
        lambda: shelf.add_token("nobody"),
        lambda: shelf.remove_partner("nobody"),
        lambda: shelf.pause("pl", "two\nlines"),
        lambda: shelf.publish("pl", things(1), AT.replace(tzinfo=None)),
    ):
        with pytest.raises(UsageError):
            act()


def test_the_shelf_keeps_no_password_and_no_token(tmp_path):
    path = tmp_path / "shelf.db"
    with Shelf.create(path) as shelf:
        shelf.add_partner("pl", "several words, 4 of them", "Edition")
        token = shelf.add_token("pl")
    data = path.read_bytes()
    assert b"several words" not in data
    assert token.encode() not in data
    assert b"$argon2id$v=19$m=65536,t=3,p=4$" in data
