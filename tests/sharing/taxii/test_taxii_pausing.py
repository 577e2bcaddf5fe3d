"""Pausing: from the moment it is kept nothing leaves, whatever is under way, and nothing is lost by it."""

import runpy
import threading
import time
from pathlib import Path

import pytest

from tearline.sharing.taxii.reading import Reading
from tearline.sharing.taxii.refusals import PAUSED
from tearline.sharing.taxii.shelf import Receipt, Shelf

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, Asker, thing, things, later, AT = (
    world[n] for n in ("World", "Asker", "thing", "things", "later", "AT")
)
stix_id = world["stix_id"]
WHY = "EXERCISE: ask the liaison officer."


@pytest.fixture
def desk(tmp_path):
    made = World(tmp_path / "shelf.db", "pl", "de")
    made.shelf.publish("pl", things(4), AT)
    yield made
    made.close()


def own(number=1):
    name = stix_id(number)
    return ("", "manifest/", "objects/", f"objects/{name}/", f"objects/{name}/versions/")


def test_a_paused_partner_is_told_so_at_every_address_of_the_collection_and_nothing_else_there(
    desk,
):
    desk.shelf.pause("pl", WHY)
    asked = [desk.get("pl", path, query) for path in own() for query in ("", "limit=0", "next=x")]
    asked += [desk.get("pl", path) for path in own(77)]
    asked += [desk.get("pl", "objects/", method="POST"), desk.get("pl", own()[3], method="DELETE")]
    assert len({one.whole for one in asked}) == 1
    assert asked[0].status == 403
    assert asked[0].said == {
        "title": "Sharing is paused",
        "description": f"{PAUSED} {WHY}",
        "http_status": "403",
    }
    assert asked[0].header("x-taxii-date-added-last") is None
    assert desk.get("pl", "/taxii2/").status == 200
    assert desk.get("pl", desk.root("de")).status == 404
    assert desk.get("de", "").status == 200
    assert list(desk.shelf.fetches("pl")) == []


def test_what_is_published_meanwhile_is_kept_back_and_comes_when_sharing_goes_on(desk):
    desk.shelf.pause("pl", WHY)
    receipts = [
        desk.shelf.publish("pl", [thing(1, 1), thing(8)], later(10)),
        desk.shelf.publish("pl", [thing(1, 2), thing(9)], later(20)),
    ]
    assert receipts == [Receipt(None, None, 2)] * 2
    desk.shelf.withdraw("pl", [stix_id(8)], later(30))
    assert desk.get("pl", "objects/").status == 403
    resumed = desk.shelf.resume("pl", later(100))
    assert resumed == Receipt(later(100), later(100).replace(microsecond=678902), 2)
    assert desk.get("pl", "objects/").said["objects"] == [
        thing(0),
        thing(2),
        thing(3),
        thing(1, 2),
        thing(9),
    ]
    assert desk.shelf.resume("pl", later(200)) == Receipt(None, None, 0)
    assert desk.shelf.publish("pl", [thing(10)], AT).first > resumed.last


def test_the_times_do_not_tell_how_often_something_was_published_in_the_pause(tmp_path):
    seen = []
    for number, commits in enumerate(
        ([things(6)], [things(3), things(3, 3)], [[one] for one in things(6)])
    ):
        desk = World(tmp_path / f"{number}.db", "pl")
        desk.shelf.pause("pl", WHY)
        for seconds, commit in enumerate(commits):
            desk.shelf.publish("pl", commit, later(seconds))
        desk.shelf.resume("pl", later(100))
        seen.append([desk.get("pl", path).whole for path in ("objects/", "manifest/")])
        desk.close()
    assert seen[0] == seen[1] == seen[2]


CHANGES = {
    "paused": (lambda shelf: shelf.pause("pl", WHY), 403),
    "removed": (lambda shelf: shelf.remove_partner("pl"), 401),
    "withdrawn": (lambda shelf: shelf.withdraw("pl", [stix_id(1)], AT), 404),
    "superseded": (lambda shelf: shelf.publish("pl", [thing(1, 5)], later(1)), 200),
    "shut out": (lambda shelf: shelf.drop_tokens("pl"), 401),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_page_that_was_read_before_a_change_does_not_leave_after_it(desk, monkeypatch, change):
    act, status = CHANGES[change]
    read, changed = Reading.page, []

    def page(self, *args, **more):
        found = read(self, *args, **more)
        if not changed:  # the desk is quicker than the answer
            changed.append(act(desk.shelf))
        return found

    monkeypatch.setattr(Reading, "page", page)
    answer = desk.get("pl", f"objects/{stix_id(1)}/")
    assert changed
    assert answer.status == status
    assert b'"modified":"2025-01-01T00:00:00.000Z"' not in answer.body
    noted = [one.count for one in desk.shelf.fetches("pl")]
    assert noted == ([1] if status == 200 else [])


def test_where_it_never_stands_still_the_partner_is_asked_to_come_again(desk, monkeypatch):
    read, number = Reading.page, iter(range(10, 60))

    def page(self, *args, **more):
        desk.shelf.publish("pl", [thing(next(number))], AT)
        return read(self, *args, **more)

    monkeypatch.setattr(Reading, "page", page)
    assert desk.get("pl", "objects/").status == 503
    assert list(desk.shelf.fetches("pl")) == []


def test_nothing_leaves_after_the_pause_while_others_publish_and_poll(desk):
    """Two poll, one publishes, one pauses: who asked after the pause was kept got 403 and no object."""
    stop, asked, failed = threading.Event(), [], []

    def guarded(act):
        try:
            act()
        except Exception as error:
            failed.append(error)

    def poll():
        asker = Asker(desk.app)
        signed = [("authorization", f"Bearer {desk.tokens['pl']}")]
        while not stop.is_set():
            began = time.monotonic()
            answer = asker.ask(desk.root("pl") + "objects/", headers=signed)
            asked.append((began, answer.status, answer.body))
        asker.close()

    def publish():
        with Shelf.open(desk.path) as shelf:
            for batch in range(20):
                shelf.publish("pl", things(20, 100 + 20 * batch), AT)

    threads = [threading.Thread(target=guarded, args=(act,)) for act in (poll, poll, publish)]
    for thread in threads:
        thread.start()
    while len(asked) < 6 and not failed:
        time.sleep(0.005)
    desk.shelf.pause("pl", WHY)
    kept = time.monotonic()
    fetched = len(list(desk.shelf.fetches("pl")))
    threads[2].join()
    until = time.monotonic() + 0.2
    while time.monotonic() < until:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert not failed
    after = [one for one in asked if one[0] > kept]
    assert len(after) > 3
    assert {status for _, status, _ in after} == {403}
    assert all(b"--" not in body for _, _, body in after)
    assert any(status == 200 for _, status, _ in asked)
    assert len(list(desk.shelf.fetches("pl"))) == fetched
    desk.shelf.resume("pl", later(5))
    assert sorted(desk.ids("pl")) == sorted(stix_id(n) for n in [*range(4), *range(100, 500)])
