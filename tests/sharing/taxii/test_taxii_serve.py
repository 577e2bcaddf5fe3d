"""The server as a process: TLS or this machine alone, a key that is nobody else's, and no word in its log."""

import os
import runpy
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.sharing.taxii.app import build_server
from tearline.sharing.taxii.serve import read_key, serve

world = runpy.run_path(str(Path(__file__).with_name("taxii_world.py")))
World, things, AT = (world[n] for n in ("World", "things", "AT"))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "198.51.100.7", "desk.example", ""])
def test_off_this_machine_nothing_is_served_in_the_clear(tmp_path, host):
    World(tmp_path / "shelf.db").close()
    with pytest.raises(UsageError, match="in the clear") as caught:
        serve(tmp_path / "shelf.db", tmp_path / "key", host, 0)
    assert "certificate" in caught.value.remedy
    assert not (tmp_path / "key").exists()


def test_half_a_certificate_or_a_missing_one_is_refused(tmp_path):
    one, gone = tmp_path / "one.pem", tmp_path / "gone.pem"
    one.touch()
    for pair in ((one, None), (None, one), (one, gone), (gone, one)):
        with pytest.raises(UsageError) as caught:
            serve(tmp_path / "shelf.db", tmp_path / "key", "0.0.0.0", 0, *pair)
        assert caught.value.remedy


def test_a_key_is_made_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "key"
    key = read_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_key(path) == key
    assert read_key(tmp_path / "other") != key


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620, 0o660])
def test_a_key_that_others_may_read_or_write_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    read_key(path)
    path.chmod(mode)
    with pytest.raises(UsageError, match="others may read") as caught:
        read_key(path)
    assert caught.value.remedy


def test_what_is_no_key_is_refused(tmp_path):
    short, long, link, folder, pipe = (
        tmp_path / n for n in ("short", "long", "link", "folder", "pipe")
    )
    for path, data in ((short, b"x"), (long, b"x" * 33)):
        path.write_bytes(data)
        path.chmod(0o600)
    read_key(tmp_path / "key")
    link.symlink_to(tmp_path / "key")
    folder.mkdir(mode=0o700)
    os.mkfifo(pipe, 0o600)
    for path in (short, long, link, folder, pipe, tmp_path / "nowhere" / "key"):
        with pytest.raises(UsageError):
            read_key(path)
    World(tmp_path / "shelf.db").close()
    with pytest.raises(UsageError, match="too short"):
        build_server(tmp_path / "shelf.db", title="x", key=b"short")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as ear:
        return ear.getsockname()[1]


def served(folder, port, *more):
    told = (
        "import sys; from pathlib import Path; from tearline.sharing.taxii.serve import serve\n"
        "a = sys.argv\n"
        "serve(Path(a[1]), Path(a[2]), a[3], int(a[4]), *map(Path, a[5:]))"
    )
    where = [str(folder / "shelf.db"), str(folder / "key"), "127.0.0.1", str(port), *map(str, more)]
    return subprocess.Popen([sys.executable, "-c", told, *where], stderr=subprocess.PIPE)


def asked(url, token, context=None):
    request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
    until = time.monotonic() + 20
    while True:
        try:
            with urllib.request.urlopen(request, timeout=5, context=context) as answer:
                return answer.read()
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)


@pytest.mark.parametrize("secure", [False, True])
def test_a_process_serves_what_was_published_and_ends_without_a_word(tmp_path, secure):
    desk = World(tmp_path / "shelf.db", "pl")
    desk.shelf.publish("pl", things(3), AT)
    more, context, scheme = [], None, "http"
    if secure:
        more = [tmp_path / "certificate.pem", tmp_path / "private.pem"]
        names = ["-subj", "/CN=desk.example", "-addext", "subjectAltName=IP:127.0.0.1"]
        made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        made += ["-nodes", "-days", "2", "-out", str(more[0]), "-keyout", str(more[1]), *names]
        subprocess.run(made, check=True, capture_output=True)
        context, scheme = ssl.create_default_context(cafile=more[0]), "https"
    port = free_port()
    process = served(tmp_path, port, *more)
    try:
        url = f"{scheme}://127.0.0.1:{port}{desk.root('pl')}objects/"
        body = asked(url, desk.tokens["pl"], context)
        assert body == desk.get("pl", "objects/").body
        with pytest.raises(urllib.error.HTTPError) as caught:
            asked(url + "?limit=SECRET-WORDS", desk.tokens["pl"], context)
        assert caught.value.code == 400
        caught.value.close()
    finally:
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=20)[1]
    assert b"SECRET" not in told
    assert desk.tokens["pl"].encode() not in told
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    desk.close()


def test_the_log_tells_where_something_failed_and_not_what_it_said(tmp_path):
    import logging

    from tearline.sharing.taxii.serve import _without_words

    try:
        raise ValueError("SECRET-WORDS")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "failed", (), sys.exc_info())
    assert _without_words(record)
    told = logging.Formatter().format(record)
    assert "SECRET" not in told
    assert "ValueError in test_taxii_serve.py" in told
