"""Paging: each object once, with next or without, again and again the same, also for a real client over a wire."""

import base64
import runpy
import socket
import threading
import time
from pathlib import Path

import pytest
import requests
import taxii2client.v21 as client
import uvicorn
from taxii2client.exceptions import AccessError

from tearline.sharing.taxii.limits import Limits

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, thing, things, later, AT = (world[n] for n in ("World", "thing", "things", "later", "AT"))
stix_id, TAXII = world["stix_id"], world["TAXII"]
PASSWORD = "several words, 4 of them"


@pytest.fixture
def desk(tmp_path):
    made = World(tmp_path / "shelf.db", "pl", "de")
    yield made
    made.close()


@pytest.fixture(scope="module")
def wire(tmp_path_factory):
    """A thousand objects of one commit, on a loopback port: the address, and the world."""
    made = World(tmp_path_factory.mktemp("wire") / "shelf.db")
    made.collections["pl"] = made.shelf.add_partner("pl", PASSWORD, "Edition")
    made.shelf.publish("pl", things(1000), AT)
    ear = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(made.app, lifespan="off", log_config=None, server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [ear]})
    thread.start()
    until = time.monotonic() + 10
    while not server.started and time.monotonic() < until:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{ear.getsockname()[1]}", made
    server.should_exit = True
    thread.join()
    made.close()


@pytest.mark.parametrize("size", [0, 97, 1000, 5000])
def test_a_real_client_pages_a_thousand_objects_of_one_commit_each_once(wire, size):
    address, made = wire
    server = client.Server(f"{address}/taxii2/", user="pl", password=PASSWORD)
    (collection,) = server.default.collections
    assert (collection.title, collection.can_read, collection.can_write) == ("Edition", True, False)
    pages = list(client.as_pages(collection.get_objects, per_request=size))
    found = [one["id"] for page in pages for one in page["objects"]]
    assert found == [stix_id(n) for n in range(1000)]
    assert len(pages) == -(-1000 // min(size or 500, 500))
    assert made.shelf.handed("pl") == AT.replace(microsecond=AT.microsecond + 999)
    server.close()


def test_a_real_client_pages_the_manifest_and_finds_one_object(wire):
    address, made = wire
    url = f"{address}{made.root('pl')}"
    collection = client.Collection(url, user="pl", password=PASSWORD)
    pages = client.as_pages(collection.get_manifest, per_request=300, type=["incident", "report"])
    assert sum(len(page["objects"]) for page in pages) == 1000
    assert collection.get_object(stix_id(5))["objects"] == [thing(5)]
    assert collection.object_versions(stix_id(5))["versions"] == [thing(5)["modified"]]
    later_ones = collection.get_objects(added_after=AT.replace(microsecond=678901 + 989))
    assert len(later_ones["objects"]) == 10
    with pytest.raises(requests.HTTPError, match="404"):
        collection.get_object(stix_id(5000))
    with pytest.raises(AccessError):  # the client reads can_write and does not even ask
        collection.delete_object(stix_id(5))
    collection.close()


def test_over_the_wire_head_has_no_body_and_nobody_is_told_of_the_software(wire):
    address, made = wire
    url = f"{address}{made.root('pl')}objects/"
    asked = {"auth": ("pl", PASSWORD), "timeout": 10, "params": {"limit": 3}}
    head, got = requests.head(url, **asked), requests.get(url, **asked)
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}
    assert "server" not in got.headers
    assert got.headers["content-type"] == TAXII


def test_a_request_that_is_no_http_gets_no_page_and_no_trace(wire):
    address, _ = wire
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as line:
        line.sendall(b"GET /taxii2/ NONSENSE\r\n\r\n")
        said = line.recv(4096)
    assert b"400" in said.split(b"\r\n")[0]
    assert b"Traceback" not in said
    assert b"<" not in said


@pytest.mark.parametrize("size", [1, 7, 33])
def test_who_knows_added_after_alone_gets_each_object_once(desk, size):
    desk.shelf.publish("pl", things(30), AT)
    desk.shelf.publish("pl", things(20, 30), AT)
    since, found = None, []
    while True:
        query = {"limit": size, **({"added_after": since} if since else {})}
        answer = desk.get("pl", "objects/", query)
        found += [one["id"] for one in answer.said.get("objects", [])]
        if "more" not in answer.said:
            break
        since = answer.header("x-taxii-date-added-last")
    assert found == [stix_id(n) for n in range(50)]


def test_more_never_comes_without_next_and_next_never_without_more(desk):
    desk.shelf.publish("pl", things(10), AT)
    for path in ("objects/", "manifest/"):
        for size in range(1, 12):
            for page in desk.pages("pl", [("limit", size)], path):
                assert ("next" in page.said) == (page.said.get("more") is True)


def test_the_same_next_gives_the_same_bytes_however_often(desk):
    desk.shelf.publish("pl", things(10), AT)
    query = [("match[type]", "incident"), ("limit", 4)]
    first, second, _ = desk.pages("pl", query)
    again = [("next", first.said["next"]), *query]
    for _ in range(3):
        assert desk.get("pl", "objects/", again).whole == second.whole
    other = World(desk.path)  # another process with the same key
    other.tokens, other.collections = desk.tokens, desk.collections
    assert other.get("pl", "objects/", again).whole == second.whole
    other.close()


def test_a_next_is_good_for_its_own_question_only(desk):
    desk.shelf.publish("pl", things(10), AT)
    desk.shelf.publish("de", things(10), AT)
    asked = [("match[type]", "incident,report")]
    token = desk.get("pl", "objects/", [*asked, ("limit", 4)]).said["next"]
    good = [*asked, ("next", token)]
    assert desk.get("pl", "objects/", good).status == 200
    assert desk.get("pl", "objects/", [*good, ("limit", 1)]).status == 200
    assert desk.get("pl", "objects/", [("match[type]", "report,incident"), good[1]]).status == 200
    for login, path, query in (
        ("de", "objects/", good),
        ("pl", "manifest/", good),
        ("pl", f"objects/{stix_id(1)}/", [good[1]]),
        ("pl", "objects/", [good[1]]),
        ("pl", "objects/", [("match[type]", "incident"), good[1]]),
        ("pl", "objects/", [*good, ("added_after", "2026-01-01T00:00:00Z")]),
        ("pl", "objects/", [*good, ("match[version]", "2025-01-01T00:00:00Z")]),
    ):
        assert desk.get(login, path, query).status == 400, (login, path, query)


def test_no_changed_next_is_taken(desk):
    desk.shelf.publish("pl", things(10), AT)
    token = desk.get("pl", "objects/", "limit=4").said["next"]
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for at, old in enumerate(token):
        other = signs[(signs.index(old) + 1) % 64]
        assert (
            desk.get("pl", "objects/", {"next": token[:at] + other + token[at + 1 :]}).status == 400
        )
    for other in (token[:-1], token + "A", token + "=", token + token, token[::-1]):
        assert desk.get("pl", "objects/", {"next": other}).status == 400


def test_a_next_says_no_more_than_the_time_of_the_last_object(desk):
    desk.shelf.publish("pl", things(10), AT)
    small = desk.get("pl", "objects/", "limit=4").said["next"]
    desk.shelf.publish("pl", things(100, 10), AT)
    desk.shelf.publish("de", things(100), AT)
    assert desk.get("pl", "objects/", "limit=4").said["next"] == small
    place = int.from_bytes(base64.urlsafe_b64decode(small)[:8], "big")
    assert place == int(AT.timestamp()) * 10**6 + AT.microsecond + 3


def test_what_is_published_while_somebody_pages_comes_at_the_end_and_nothing_is_skipped(desk):
    desk.shelf.publish("pl", things(6), AT)
    found, pages = [], desk.pages("pl", [("limit", 2)])
    for number, page in enumerate(pages):
        found += [one["id"] for one in page.said["objects"]]
        if number == 0:
            desk.shelf.publish("pl", [thing(1, 5), thing(50)], later(-100))
            desk.shelf.withdraw("pl", [stix_id(3)], AT)
    expected = [stix_id(n) for n in (0, 1, 2, 4, 5, 1, 50)]
    assert found == expected


def test_who_is_removed_in_the_middle_of_paging_is_nobody_from_then_on(desk):
    desk.shelf.publish("pl", things(6), AT)
    first = desk.get("pl", "objects/", "limit=2")
    stranger = desk.asker.ask("/taxii2/", headers=[("authorization", "Bearer guess")])
    desk.shelf.remove_partner("pl")
    for path, query in (("objects/", {"limit": 2, "next": first.said["next"]}), ("/taxii2/", "")):
        assert desk.get("pl", path, query).whole == stranger.whole
    gone = desk.root("pl")
    assert desk.get("de", gone + "objects/").status == 404
    desk.add("pl")  # the login again is another partner: nothing of the first is there
    assert desk.root("pl") != gone
    assert desk.ids("pl") == []
    assert desk.get("pl", gone).status == 404


def test_heavy_objects_make_shorter_pages_and_none_is_left_out(tmp_path):
    limits = Limits(page=100, page_bytes=3000, login_burst=1000, address_burst=1000)
    desk = World(tmp_path / "shelf.db", "pl", limits=limits)
    heavy = [thing(n, description="x" * (5000 if n % 3 == 0 else 900)) for n in range(12)]
    desk.shelf.publish("pl", heavy, AT)
    pages = list(desk.pages("pl"))
    assert [one for page in pages for one in page.said["objects"]] == heavy
    assert all(len(page.body) < 3500 or len(page.said["objects"]) == 1 for page in pages)
    assert len(pages) > 4
    assert len(desk.get("pl", "manifest/").said["objects"]) == 12
    desk.close()


def test_no_answer_is_longer_than_the_server_allows(tmp_path):
    limits = Limits(page=5, login_burst=1000, address_burst=1000)
    desk = World(tmp_path / "shelf.db", "pl", limits=limits)
    desk.shelf.publish("pl", things(12), AT)
    for query in ("", "limit=12", "limit=9007199254740991"):
        answer = desk.get("pl", "objects/", query)
        assert len(answer.said["objects"]) == 5
        assert answer.said["more"] is True
    desk.close()
