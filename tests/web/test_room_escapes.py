"""Nothing that a record, a release or a reader says is ever markup, a field or a line of its own."""

import json
import runpy
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.reading.released import ReleaseFolder
from tearline.web.pieces import pieces
from tearline.web.room import build_room
from tearline.web.shelf import Shelf

world = runpy.run_path(str(Path(__file__).with_name("room_world.py")))
EVIL = (
    "<script>alert(1)</script>",
    "\"' onmouseover='alert(1)' x=\"<img src=x onerror=alert(1)>",
    "]]>--></title></main></svg></text><script src=//evil.example></script>",
    "&lt;b&gt; {{ 7*7 }} {% raw %} ${7*7} javascript:alert(1)",
    "a\r\nTY  - BOOK\r\nUR  - https://evil.example\u2028\u2029\x85\x0b\x00\x1b[31m\ufffe",
    "half \ud800 a point \udfff",
)
_TAGS = {
    "html", "head", "meta", "title", "link", "body", "a", "header", "div", "form", "label", "span",
    "input", "button", "main", "h1", "h2", "h3", "p", "footer", "section", "ul", "ol", "li", "code",
    "strong", "table", "caption", "thead", "tbody", "tr", "th", "td", "nav", "details", "summary",
    "mark", "figure", "img", "svg", "rect", "br", "time",
}  # fmt: skip
_ATTRIBUTES = {
    "lang", "charset", "name", "content", "rel", "href", "type", "title", "class", "id", "for",
    "action", "method", "role", "value", "autocomplete", "tabindex", "aria-label", "aria-hidden",
    "aria-labelledby", "scope", "src", "width", "height", "alt", "viewbox", "preserveaspectratio",
    "focusable", "x", "y", "start", "datetime", "colspan", "fill", "fill-opacity", "data-live",
}  # fmt: skip


def is_ours(told):
    """Say whether a page has our tags and attributes alone, and leads nowhere else."""
    for tag, attributes, _ in world["Tags"](told.text).found:
        assert tag in _TAGS, tag
        assert set(attributes) <= _ATTRIBUTES, attributes
        for name in ("href", "src", "action"):
            to = attributes.get(name, "/")
            assert to.startswith(("/", "#")), to
            assert not to.startswith("//"), to
    return True


@pytest.fixture(scope="module", params=range(len(EVIL)))
def evil(request, tmp_path_factory):
    words, place = EVIL[request.param], tmp_path_factory.mktemp("evil")
    texts = [f"harbor {words} lamp\n[{words.split()[0]}] {words}", words]
    for date in ("2025-01-01", "2026-01-01"):
        world["write_release"](
            place / date, {words: texts, "plain": ["harbor"]}, date, audience=f"p {words}",
            notes={words: words}, numbers={words: [words, "17"]},
            guide={"name": words, "version": words},
        )  # fmt: skip
    shelf = Shelf([place / "2025-01-01", place / "2026-01-01"], place / "cache")
    return words, world["Reader"](build_room(shelf)).get, list(shelf.releases)


def test_a_release_s_words_are_shown_as_words(evil):
    words, get, labels = evil
    name = quote(words, safe="", errors="replace")
    last = labels[-1]
    addresses = ["/", "/harm", f"/record/{name}", "/record/17", "/search?q=harbor", "/timeline"]
    addresses += [f"/release/{last}", f"/record/{name}/{last}/page/1?q=harbor"]
    addresses += [f"/record/{name}/{last}/page/1/cite", f"/record/{name}/{last}/page/9"]
    for address in addresses:
        told = get(address)
        assert told.status in {200, 302, 404}
        assert told.status != 404 or "\ud800" in words or address.endswith("/9"), address
        assert is_ours(told), address
    if "\ud800" not in words:
        shown = get(f"/record/{name}/{last}/page/1").text
        written = next(
            row[2] for row in world["Tags"](shown).all("div") if row[1].get("class") == "text"
        )
        assert " ".join(written.split()) == " ".join(
            f"harbor {words} lamp [{words.split()[0]}] {words}".split()
        )


def test_a_release_s_words_begin_no_field_of_a_citation(evil):
    words, get, labels = evil
    name = quote(words, safe="", errors="replace")
    told = get(f"/record/{name}/{labels[-1]}/page/1/cite.ris")
    if "\ud800" in words:
        assert told.status in {200, 404}
        return
    lines = told.body.split(b"\r\n")
    assert [line[:6] for line in lines[:-1]] == [
        b"TY  - ", b"TI  - ", b"T2  - ", b"SP  - ", b"EP  - ", b"M1  - ",
        b"M1  - ", b"UR  - ", b"N1  - ", b"ER  - ",
    ]  # fmt: skip
    assert not any(
        sign in told.text.replace("\r\n", "") for sign in "\r\n\u2028\u2029\x85\x0b\x00\x1b"
    )


def test_a_release_s_words_leave_the_feed_well_formed(evil):
    _, get, _ = evil
    feed, atom = (
        ET.fromstring(get("/releases/feed.atom").body),
        "{http://www.w3.org/2005/Atom}",
    )
    entries = list(feed.iter(f"{atom}entry"))
    assert len(entries) == 2
    assert all(len(list(one)) == 5 and one.find(f"{atom}title").text for one in entries)


@given(query=st.text(max_size=40) | st.sampled_from(EVIL[:5]), form=st.sampled_from(EVIL[:4]))
@settings(max_examples=40, deadline=None)
def test_a_reader_s_words_are_shown_as_words(plain, query, form):
    data = {"q": query.encode("utf-8", "replace"), "also": f"harbor={form}", "at": f"/{form}"}
    for address in ("/search", "/record/plain/public-2026-01-01/page/1", "/harm", "/"):
        told = plain(f"{address}?{urlencode(data)}")
        assert is_ours(told), address
        box = next(row[1] for row in world["Tags"](told.text).all("input"))
        if address == "/search" and query.strip():
            sent = query.encode("utf-8", "replace").decode()
            assert box["value"].splitlines() == sent.splitlines()
    for address in (f"/{form}", f"/record/{form}", f"/release/{form}", f"/downloads/x/{form}"):
        assert is_ours(plain(quote(address)))


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    place = tmp_path_factory.mktemp("plain")
    world["write_release"](place / "out", {"plain": ["harbor"]})
    return world["Reader"](build_room(Shelf([place / "out"], place / "cache"))).get


_SPANS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(sorted).map(tuple))


@given(st.text(max_size=20), _SPANS, _SPANS)
def test_pieces_joined_are_the_text(text, found, closed):
    found, closed = (tuple(s for s in spans if s[1] <= len(text)) for spans in (found, closed))
    cut = pieces(text, found, closed)
    assert "".join(piece.text for piece in cut) == text
    kinds = [piece.kind for piece in cut for _ in piece.text]
    for at, kind in enumerate(kinds):
        inside = [any(a <= at < b for a, b in spans) for spans in (closed, found)]
        assert kind == ("closed" if inside[0] else "found" if inside[1] else "")


def test_a_release_s_paths_are_its_own(tmp_path):
    out = world["write_release"](tmp_path / "out", {"plain": ["harbor"]})
    manifest = json.loads((out / "manifest.json").read_text())
    for path in ("../x", "/etc/passwd", "a/../../x", "a\\b", "a\0b", "a//b"):
        manifest["files"][0]["path"] = path
        (out / "manifest.json").write_text(json.dumps(manifest))
        with pytest.raises(Exception, match="does not have the form of a release"):
            ReleaseFolder(out)
