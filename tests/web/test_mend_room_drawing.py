"""Whatever draws has one bound: page images, crops and lists of changes; beyond it a reader is told when."""

import asyncio
import runpy
import threading
from pathlib import Path

import pytest

from tearline.reading.released import ReleaseFolder
from tearline.web import drawing, whats_new
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.shown import Pages

WORLD = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
WORDS = (
    "The surveyor walked along the northern canal before breakfast\n"
    "and counted the names of all barges below the lower bridge\n"
    "while the harbor office sent nobody to answer any letter\n"
    "that the watchman had written about lamps on the water\n"
)
CROP, LIST = "/new/public-2026-01-01/crop/{}.png", "/new/public-2026-01-01"
IMAGE = "/record/one/public-2026-01-01/page/1/image.png"


@pytest.fixture(scope="module")
def room(tmp_path_factory):
    place = tmp_path_factory.mktemp("drawn")
    old = WORDS.replace("the names of all barges", "[(b)(1)]")
    folders = [
        WORLD["write_release"](place / "a", {"one": [old]}, "2025-01-01"),
        WORLD["write_release"](place / "b", {"one": [WORDS]}, "2026-01-01"),
    ]
    shelf = Shelf(folders, place / "index")
    news = whats_new.prepare(shelf, place / "cache", lambda *_: None)
    return shelf, news


def asking(app, address, told):
    """Return the work of asking; ``told(status, headers)`` hears the answer."""

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        if message["type"] == "http.response.start":
            told(message["status"], dict(message["headers"]))

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": address, "raw_path": address.encode(), "query_string": b"", "root_path": "",
        "headers": [(b"host", b"x")], "server": ("x", 1), "client": ("x", 1),
    }  # fmt: skip
    return app(scope, receive, send)


@pytest.mark.parametrize("which", ["image", "crop", "list"])
def test_a_few_are_drawn_at_once_and_the_last_are_told_to_ask_again(room, monkeypatch, which):
    shelf, news = room
    number = next(iter(news.of["public-2026-01-01"].by_number))
    address = {"image": IMAGE, "crop": CROP.format(f"{number}-old"), "list": LIST}[which]
    counted, most, alone = 0, 0, threading.Lock()
    refusals, asked = 5, drawing.AT_ONCE + drawing.WAITING + 5
    all_asked = threading.Event()
    real = ReleaseFolder.image

    def slow(self, *given):
        nonlocal counted, most
        with alone:
            counted += 1
            most = max(most, counted)
        all_asked.wait(20)
        try:
            return real(self, *given)
        finally:
            with alone:
                counted -= 1

    answers = []

    def told(status, headers):
        answers.append((status, headers))
        if len(answers) == refusals:  # none of the others can have been answered before
            all_asked.set()

    async def ask():
        await asyncio.gather(*(asking(app, address, told) for _ in range(asked)))

    monkeypatch.setattr(ReleaseFolder, "image", slow)
    news.of["public-2026-01-01"].__dict__.pop("pages", None)  # what was opened before
    app = build_room(shelf, news=news)
    asyncio.run(ask())
    assert 1 <= most <= drawing.AT_ONCE
    refused = answers[:refusals]
    assert {status for status, _ in refused} == {503}
    assert all(int(headers[b"retry-after"]) > 0 for _, headers in refused)
    assert [status for status, _ in answers].count(200) == asked - refusals


def test_a_place_is_given_back_whatever_becomes_of_an_answer():
    made = drawing.Drawing(Pages(), at_once=1, waiting=0)

    def broken(_request):
        message = "lost"
        raise ValueError(message)

    async def ask(what):
        return await made.bounded(what)(None)

    for _ in range(3):
        with pytest.raises(ValueError, match="lost"):
            asyncio.run(ask(broken))
    assert asyncio.run(ask(lambda _request: "drawn")) == "drawn"


def test_other_answers_are_given_while_the_queue_is_full(room, monkeypatch):
    shelf, news = room
    app = build_room(shelf, news=news)
    held, real = threading.Event(), ReleaseFolder.image
    monkeypatch.setattr(ReleaseFolder, "image", lambda *given: held.wait(20) and real(*given))
    first, beside = [], []

    async def ask():
        full = asyncio.Event()

        def told(status, _headers):
            first.append(status)
            full.set()

        most = drawing.AT_ONCE + drawing.WAITING + 1
        waiting = [asyncio.ensure_future(asking(app, IMAGE, told)) for _ in range(most)]
        await full.wait()
        for address in ("/", "/harm", "/release/public-2026-01-01", "/record/one"):
            await asking(app, address, lambda status, _: beside.append(status))
        assert first == [503]
        held.set()
        await asyncio.gather(*waiting)

    asyncio.run(ask())
    assert beside == [200] * 4
