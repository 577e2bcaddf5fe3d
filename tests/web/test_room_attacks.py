"""What readers who mean harm may send: addresses, methods, names, questions."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.web.guard import HEADERS
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

WORLD = Path(__file__).with_name("room_world.py")
world = runpy.run_path(str(WORLD))
PAGE = "/record/one/public-2026-01-01/page/1"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("attacked")
    world["write_release"](folder / "out", {"one": ["harbor lamp"]})
    (folder / "out" / "unlisted.txt").write_text("SECRET")
    (folder / "secret.txt").write_text("SECRET")
    return folder


@pytest.fixture(scope="module")
def shelf(place):
    return Shelf([place / "out"], place / "cache")


@pytest.fixture(scope="module")
def ask(shelf):
    return world["Reader"](build_room(shelf)).get


EVERY = (
    "/", "/search", "/search?q=harbor", "/search?q=%22", "/record/one", "/record/none", PAGE,
    f"{PAGE}/image.png", f"{PAGE}/cite", f"{PAGE}/cite.ris", "/releases/feed.atom", "/harm",
    "/release/public-2026-01-01", "/release/none", "/downloads/public-2026-01-01/note.md",
    "/downloads/public-2026-01-01/unlisted.txt", "/static/room.css", "/static/none", "/timeline",
    "/nothing", "/search/", "/static/",
)  # fmt: skip


@pytest.mark.parametrize("address", EVERY)
def test_every_answer_has_the_headers_and_no_cookie(ask, address):
    for method in ("GET", "HEAD", "POST"):
        told = ask(address, method)
        names = [name for name, _ in told.rows]
        for name, value in HEADERS.items():
            assert told.headers[name] == value
            assert names.count(name) == 1
        asked = "private, no-cache" if "?" in address else "no-cache"
        assert told.headers["cache-control"] == asked
        assert "set-cookie" not in names
        assert "location" not in names


@pytest.mark.parametrize("address", EVERY)
def test_only_reading_is_answered_and_a_head_is_as_its_get(ask, address):
    told, head = ask(address), ask(address, "HEAD")
    assert (head.status, head.headers.get("content-type")) == (
        told.status,
        told.headers.get("content-type"),
    )
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"):
        assert ask(address, method).status in {404, 405}
    assert b"harbor lamp" not in ask(address, "POST").body


def test_our_own_failure_is_said_with_the_headers_and_without_its_words(shelf):
    class Broken:
        def __getattr__(self, name):
            if name in {"releases", "indexes"}:
                return {}
            message = "SECRET words"
            raise RuntimeError(message)

    told = world["Reader"](build_room(Broken())).get("/record/one")
    assert told.status == 500
    assert "That is our fault" in told.text
    assert "SECRET" not in told.text
    assert told.headers["content-security-policy"] == HEADERS["content-security-policy"]


CLIMBING = ("..", "%2e%2e", "%2E.", "..%2f..", "%2f", "%00", "note.md%00", ".", "", "%5c..", "//")


@pytest.mark.parametrize("climb", CLIMBING)
@pytest.mark.parametrize("end", ["secret.txt", "out/unlisted.txt", "unlisted.txt", "manifest.json"])
def test_no_address_leads_out_of_what_the_manifest_lists(ask, climb, end):
    for root in ("/downloads/public-2026-01-01", "/downloads", "/static", "/record/one"):
        for path in (f"{climb}/{end}", f"text/{climb}/{climb}/{end}", f"{climb}{end}"):
            if f"{root}/{path}" == "/downloads/public-2026-01-01/manifest.json":
                continue  # the manifest itself is handed out, by its own address alone
            told = ask(f"{root}/{path}")
            assert told.status == 404, path
            assert b"SECRET" not in told.body
            assert b"schema_version" not in told.body


@given(path=st.text(st.sampled_from("./%2ef0c\\abnote.md"), max_size=30))
@settings(max_examples=40, deadline=None)
def test_no_download_is_made_of_pieces_of_a_path(path):
    ask = world["Reader"](build_room(_LAST[0])).get
    told = ask(f"/downloads/public-2026-01-01/{path}")
    assert told.status == 404 or told.body == b"What this release is.\n"


_LAST = []


@pytest.fixture(autouse=True, scope="module")
def _kept(shelf):
    _LAST.append(shelf)


@pytest.mark.parametrize(
    "number", ["0", "2", "999999999", "-1", "1.0", "one", "%D9%A1", "1e0", "+1", " 1"]
)
def test_a_page_that_is_none_is_not_found(ask, number):
    for rest in ("", "/image.png", "/cite", "/cite.ris"):
        told = ask(f"/record/one/public-2026-01-01/page/{number}{rest}")
        assert told.status == 404
        assert "no such page" in told.text


def test_a_question_that_cannot_be_read_is_answered_with_its_place(ask):
    told = ask("/search?q=" + "a" * 10_000)
    assert told.status == 400
    assert "it has 10,000 characters" in told.text
    told = ask("/search?q=harbor+AND+(lamp")
    assert told.status == 400
    assert "cannot be read at character 12" in told.text
    assert "<code>harbor AND <mark>(lamp</mark></code>" in told.text


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=8))
@settings(max_examples=30, deadline=None)
def test_whatever_is_asked_is_answered(query, also, page):
    from urllib.parse import urlencode

    ask = world["Reader"](build_room(_LAST[0])).get
    text = {"q": query, "also": also, "page": page}
    sent = {name: value.encode("utf-8", "replace") for name, value in text.items()}
    assert ask("/search?" + urlencode(sent)).status in {200, 400}
    assert ask(f"{PAGE}?" + urlencode(sent)).status == 200


def test_forms_in_an_address_do_not_make_the_answer_grow_without_end(ask):
    told = ask("/search?q=harbor" + "".join(f"&also=w{n}={'x' * 30}" for n in range(1500)))
    assert told.status == 200
    assert "1,480 forms of the address could not be taken and were left out" in told.text
    assert len(told.body) < 60_000


def test_a_strange_host_stands_in_no_citation(ask):
    for host in ("[", "a/b", '"><script>', "x y", "evil.example\\", "a@b", ""):
        told = ask(f"{PAGE}/cite", host=host)
        assert told.status == 200
        assert f"http://127.0.0.1:8080{PAGE}" in told.text
    assert ask("//evil.example/", host="room.test").status == 404


def test_a_room_on_one_s_own_machine_answers_to_its_own_names(shelf):
    get = world["Reader"](build_room(shelf, hosts=("localhost", "[::1]"))).get
    for host in ("localhost", "LOCALHOST:80", "[::1]", "[::1]:8080"):
        assert get("/", host=host).status == 200
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1", "", "[::2]:80"):
        told = get("/", host=host)
        assert told.status == 421
        assert told.headers["content-security-policy"] == HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    "harm", ["javascript:alert(1)", "data:text/html,x", "//x", "mailto:a@b?bcc=c", "[", "http:x"]
)
def test_an_address_for_harm_that_is_none_is_refused(shelf, harm):
    with pytest.raises(UsageError, match="no place to report"):
        build_room(shelf, harm)
    with pytest.raises(UsageError, match="no address of a room"):
        build_room(shelf, address=harm)


def test_the_room_reaches_nothing_but_releases(place):
    code = f"""
import runpy, sys
from pathlib import Path
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web import whats_new
place = Path({str(place)!r})
shelf = Shelf([place / "out"], place / "cache")
news = whats_new.prepare(shelf, place / "cache", lambda *_: None)
get = runpy.run_path({str(WORLD)!r})["Reader"](build_room(shelf, news=news)).get
for address in ("/", "/search?q=harbor", {PAGE!r}, {PAGE + "/image.png"!r}, "/new", "/timeline"):
    assert get(address).status == 200, address
for name in sorted(sys.modules):
    if name.split(".")[0] in ("sqlite3", "_sqlite3", "sqlalchemy") or name.startswith(
        ("tearline.store", "tearline.decisions", "tearline.editions")
    ):
        print(name)
print("served")
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (said.stdout, said.returncode) == ("served\n", 0), said.stderr[-2000:]
