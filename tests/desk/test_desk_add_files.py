"""Files added in the browser: kept whole in the collection alone, taken in as the command line would, told."""

from __future__ import annotations

import asyncio
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.desk.arriving import receiving
from tearline.desk.arriving.adding import FILES, Adding
from tearline.desk.arriving.incoming import LONGEST, Incoming, Waiting, plain_name
from tearline.desk.arriving.receiving import KEY, Limits, Receiving
from tearline.desk.door import Door
from tearline.store.collection import opened

SMALL = Limits(file=20_000, files=3, total=100_000, free=0)


@pytest.fixture
def add(at_desk):
    """Return an open desk that takes files, small ones alone."""
    object.__setattr__(at_desk.desk.live.collection.config, "workers", 0)
    adding = Adding(at_desk.desk, SMALL)
    at_desk.app.router.routes[:0] = adding.routes(Door(at_desk.desk))
    at_desk.adding = adding
    yield at_desk
    adding.close()


def send(desk, files, name="vale", **more):
    """Send files as the form does without a script: (name, bytes) each."""
    browser = desk.browser(name)
    browser.see("/add")
    parts = [("files", (given, data)) for given, data in files]
    return browser.post(FILES, data={"csrf": browser.csrf, **more}, files=parts)


def incoming(desk):
    folder = desk.c / "incoming"
    return sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []


def became(desk):
    desk.adding.wait(30)
    return {one.name: one for one in desk.adding._taking.became()}


def test_a_file_becomes_a_record_that_is_read_searched_and_in_the_queue(add):
    said = send(
        add, [("docid-77.txt", b"Write to Mara Vale, SSN 987-65-4329.\n"), ("x.bin", b"\0\1\2")]
    )
    assert said.status_code == 200
    told = became(add)
    assert (told["docid-77.txt"].record, told["docid-77.txt"].pages) == ("docid-77", 1)
    assert told["docid-77.txt"].findings
    assert told["x.bin"].reason
    assert not told["x.bin"].record
    text = add.browser().see("/add").text
    assert "/record/docid-77" in text
    assert f"Refused:</strong> {told['x.bin'].reason.split('.')[0]}" in text
    assert "docid-77" in add.browser().see("/queue").text
    assert not incoming(add)
    assert any(
        one.what == "file_added" and one.who == "vale" and "docid-77.txt" in one.detail
        for one in add.desk.reads.entries()
    )


def test_a_name_is_never_a_path(add):
    names = ["../../../tmp/evil.txt", "..\\..\\boot.txt", "/etc/passwd"]
    before = sorted(p for p in add.c.parent.iterdir())
    send(add, [(name, f"Text of {n}.\n".encode()) for n, name in enumerate(names)])
    told = became(add)
    assert set(told) == {"evil.txt", "boot.txt", "passwd"}
    assert sorted(p for p in add.c.parent.iterdir()) == before
    assert all(Path(row).name == row for row in told)


@given(st.text(max_size=400))
def test_every_name_becomes_one_that_is_only_a_name(given_name):
    name = plain_name(given_name)
    assert name
    assert name == Path(name).name
    assert name not in (".", "..")
    assert not name.startswith(".")
    assert len(name.encode()) <= LONGEST
    assert name.isprintable()


def test_a_file_that_is_too_large_too_many_or_empty_is_refused_by_name_and_the_others_go_on(add):
    files = [
        ("big.txt", b"a" * 20_001),
        ("empty.txt", b""),
        ("good.txt", b"Good.\n"),
        ("fourth.txt", b"4"),
    ]
    send(add, files)
    told = became(add)
    assert "larger than" in told["big.txt"].reason
    assert "empty" in told["empty.txt"].reason
    assert "more than 3 files" in told["fourth.txt"].reason
    assert told["good.txt"].record == "good"
    assert not incoming(add)


def test_a_form_without_its_token_leaves_nothing(add):
    browser = add.browser()
    browser.see("/add")
    said = browser.post(FILES, data={"csrf": "0" * 64}, files=[("files", ("a.txt", b"A.\n"))])
    assert said.status_code == 403
    said = browser.post(FILES, files=[("files", ("a.txt", b"A.\n"))])
    assert said.status_code == 403
    assert not list((add.c / "incoming").iterdir())
    assert not became(add)


def test_nobody_who_is_not_signed_in_has_a_byte_read(add, monkeypatch):
    from starlette.testclient import TestClient

    monkeypatch.setattr(receiving._Form, "read", lambda *_: pytest.fail("it was read"))
    stranger = TestClient(add.app, base_url="http://localhost", follow_redirects=False)
    said = stranger.post(FILES, files=[("files", ("a.txt", b"A.\n"))])
    assert said.status_code == 303
    assert not incoming(add)


def test_while_another_run_has_the_collection_files_wait_and_are_taken_when_it_ends(
    add, monkeypatch
):
    monkeypatch.setattr("tearline.desk.arriving.taking_in.TRY_AGAIN", 0.05)
    with opened(add.c):
        send(add, [("late.txt", b"Late.\n")])
        for _ in range(200):
            if add.adding._state()["busy"]:
                break
            add.adding.wait(0.02)
        text = add.browser().see("/add").text
        assert "Another run has the collection: 1 file waits" in text
        assert [p.name for p in incoming(add)][-1:] == ["late.txt"] or len(incoming(add)) == 2
    assert became(add)["late.txt"].record == "late"


def test_what_a_killed_desk_left_is_gone_on_with(add):
    begun = Incoming(add.c)
    part, out = begun.begin("left.txt")
    out.write(b"Left by a desk that was killed.\n")
    out.close()
    import hashlib

    sha256 = hashlib.sha256((part / "left.txt").read_bytes()).hexdigest()
    kept = begun.keep(part, Waiting("", "left.txt", "vale", "2026-11-23", sha256, 32))
    begun.begin("never-kept.txt")[1].close()
    assert begun.waiting() == [kept]
    add.adding.resume()
    assert became(add)["left.txt"].record == "left"
    assert not begun.waiting()


def test_a_file_whose_desk_died_after_its_bytes_were_in_is_still_read(add, monkeypatch):
    from tearline.findings import searching

    real = searching.search_all
    monkeypatch.setattr(searching, "search_all", lambda *_: 1 / 0)
    send(add, [("half.txt", b"Half. SSN 987-65-4328\n")])
    add.adding.wait(30)
    assert add.adding._taking.doing.failed
    (one,) = Incoming(add.c).waiting()
    assert one.taken
    monkeypatch.setattr(searching, "search_all", real)
    add.browser().give("/add/go-on")
    told = became(add)["half.txt"]
    assert (told.record, told.known) == ("half", False)
    assert told.findings


def test_what_is_waiting_is_its_owners_alone_and_in_the_collection(add):
    seen = []
    part, out = Incoming(add.c).begin("a.txt")
    out.close()
    for path in (part.parent, part, part / "a.txt"):
        seen.append(stat.S_IMODE(path.stat().st_mode))
    assert seen == [0o700, 0o700, 0o600]


def test_files_go_to_no_other_folder_on_their_way(add, monkeypatch):
    def elsewhere(*_, **__):
        pytest.fail("a file went elsewhere")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, elsewhere)
    monkeypatch.setattr("starlette.formparsers.SpooledTemporaryFile", elsewhere)
    assert send(add, [("a.txt", b"A text.\n" * 1000)]).status_code == 200
    monkeypatch.undo()
    assert became(add)["a.txt"].pages


def test_the_same_file_again_is_told_as_known(add):
    send(add, [("one.txt", b"The same.\n")])
    assert not became(add)["one.txt"].known
    send(add, [("two.txt", b"The same.\n")])
    told = became(add)["two.txt"]
    assert (told.known, told.record) == (True, "one")


def _call(incoming, messages, limits=SMALL, boundary=b"b"):
    """Run the wrapper over raw messages; return what the endpoint was given, and what was left."""
    given = {}

    async def app(scope, receive, _send):
        message = await receive()
        given.update(message=message, received=scope[KEY])

    async def receive():
        return messages.pop(0)

    scope = {
        "type": "http",
        "headers": [(b"content-type", b"multipart/form-data; boundary=" + boundary)],
    }
    asyncio.run(Receiving(app, incoming, limits)(scope, receive, None))
    return given


def _body(*parts):
    rows = [
        b'--b\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\n%s\r\n' % p
        for p in parts
    ]
    return b"".join(rows) + b"--b--\r\n"


@settings(max_examples=40)
@given(st.lists(st.integers(1, 60), max_size=12), st.binary(min_size=1, max_size=300))
def test_however_a_form_is_cut_into_pieces_its_file_is_the_same(cuts, data):
    with tempfile.TemporaryDirectory() as folder:
        body, messages = _body((b"a.txt", data.replace(b"--b", b""))), []
        for cut in cuts:
            messages.append({"type": "http.request", "body": body[:cut], "more_body": True})
            body = body[cut:]
        messages.append({"type": "http.request", "body": body, "more_body": False})
        came = _call(Incoming(Path(folder)), messages)["received"].files
        assert [(one.name, one.size) for one in came] == [("a.txt", len(data.replace(b"--b", b"")))]
        assert not list(Path(folder).glob("incoming/*"))  # nobody kept it


@pytest.mark.parametrize(
    "body", [b"", b"--b", b"--b\r\n\r\n", b"nothing like it", _body((b"a", b"x"))[:-9]]
)
def test_a_form_that_is_none_is_told_and_leaves_nothing(tmp_path, body):
    given = _call(Incoming(tmp_path), [{"type": "http.request", "body": body, "more_body": False}])
    received = given["received"]
    assert received.fault or not received.files or received.files[0].fault
    assert not list(tmp_path.glob("incoming/*"))


def test_a_lost_connection_leaves_nothing(tmp_path):
    body = _body((b"a.txt", b"x" * 100))
    messages = [
        {"type": "http.request", "body": body[:90], "more_body": True},
        {"type": "http.disconnect"},
    ]
    given = _call(Incoming(tmp_path), messages)
    assert given["message"]["type"] == "http.disconnect"
    assert not list(tmp_path.glob("incoming/*"))


def test_a_form_larger_than_all_it_may_be_is_given_up_in_the_middle(tmp_path):
    def endless():
        yield {
            "type": "http.request",
            "body": _body((b"a.txt", b"x" * 19_000))[:-7],
            "more_body": True,
        }
        for _ in range(50):
            yield {"type": "http.request", "body": b"x" * 10_000, "more_body": True}

    messages = list(endless())
    received = _call(Incoming(tmp_path), messages)["received"]
    assert "larger than" in received.fault
    assert len(messages) > 30
    assert not list(tmp_path.glob("incoming/*"))
