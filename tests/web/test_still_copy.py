"""The room in files: every link leads somewhere, nothing is changed, nothing is there that cannot work."""

import posixpath
import re
import runpy
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tearline.errors import UsageError
from tearline.web.room import build_room
from tearline.web.shelf import Shelf
from tearline.web.still import write
from tearline.web.still_links import SEARCHING
from tearline.web.still_names import Address, file_of

write_release = runpy.run_path(str(Path(__file__).with_name("room_world.py")))["write_release"]

LONG = "L" * 300
INJECTED = '<script>alert(1)</script> <a href="/record/no">x</a> "> http://localhost:9/record/plain'
SHEET = """JFK ASSASSINATION SYSTEM
IDENTIFICATION FORM

AGENCY INFORMATION

AGENCY : CIA
RECORD NUMBER : 104-10001-10001
RECORD SERIES : JFK

DOCUMENT INFORMATION

ORIGINATOR : CIA
FROM : HARVEY, WILLIAM
TITLE : THE CASTRO PLOTS
DATE : 11/00/1962
PAGES : 3
"""
NAMES = ("../up", "..", "%2e%2e", "CON", "con", "case-A", "case-a", "a/b", "a/b/c.png", LONG, "ü 日",
         'q"<b>&amp;', "index.html", "x/public-2026-01-01/page/1")  # fmt: skip
EARLIER = {
    "plain": ["castro in havana [1B]", INJECTED],
    "withheld": None,
    **{name: [f"page of {name[:10]}"] for name in NAMES},
    **{f"many-{n:03}": None for n in range(120)},
}
LATER = {
    "plain": ["castro in havana 1963", INJECTED],
    "104-10001-10001": [SHEET],
}
BASE = "https://archive.example/room"


class Links(HTMLParser):
    """What a browser would follow or load from a page, and the tags it has."""

    def __init__(self, page):
        super().__init__()
        self.links, self.tags = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in {"href", "src", "action"}]


def leads_to(at, link):
    """Return the file that a link in a file leads to, as a browser on a disk would find it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(at), link.partition("#")[0]))


def files(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


class Copied:
    """A copy of two releases, one with a file that was altered."""

    def __init__(self, place):
        self.place, self.told, self.counts = place, [], []
        write_release(place / "one", EARLIER)
        write_release(place / "two", LATER, date="2026-03-01")
        altered = place / "two" / "records" / "r1.pdf"
        altered.write_bytes(altered.read_bytes() + b" ")
        self.shelf = Shelf([place / "one", place / "two"], place / "cache")
        self.number = self.write(place / "copy")
        self.files = files(place / "copy")
        self.pages = {n: d.decode() for n, d in self.files.items() if n.endswith(".html")}

    def write(self, to, **how):
        app = build_room(self.shelf)
        self.told = []
        return write(
            app, self.shelf, to, lambda *row: self.counts.append(row), tell=self.told.append, **how
        )


@pytest.fixture(scope="module")
def copied(tmp_path_factory):
    return Copied(tmp_path_factory.mktemp("still"))


@pytest.fixture(scope="module")
def told(copied):
    return list(copied.told)


@pytest.fixture(scope="module")
def based(copied, told):
    """The same with the address where it will stand."""
    copied.write(copied.place / "based", base=f"{BASE}/")
    return files(copied.place / "based")


def test_every_link_of_every_page_leads_to_a_file_that_is_there(copied):
    assert len(copied.pages) > 100
    for name, page in copied.pages.items():
        for link in Links(page).links:
            if not link.startswith("#"):
                assert leads_to(name, link) in copied.files, (name, link)


def test_every_record_page_and_release_has_its_file(copied):
    for label, folder in copied.shelf.releases.items():
        assert file_of(Address(f"/release/{label}")) in copied.files
        for record in folder.records.values():
            at = f"/record/{record.record}"
            # The room itself takes the one for the other: a name made like a page's address.
            if record.record != NAMES[-1]:
                name = record.record
                assert f"<h1>{name}</h1>" in copied.pages[file_of(Address(at))] or set(name) & set(
                    '"<&'
                )
            for number in range(1, len(record.page_sizes) + 1):
                assert file_of(Address(f"{at}/{label}/page/{number}")) in copied.files
                assert file_of(Address(f"{at}/{label}/page/{number}/cite.ris")) in copied.files


def test_lists_of_several_pages_and_the_timeline_are_there(copied):
    assert file_of(Address("/release/public-2026-01-01", "page=2")) in copied.files
    assert "104-10001-10001" in copied.pages[file_of(Address("/timeline/1962/11"))]
    assert file_of(Address("/timeline/undated", "page=2")) in copied.files


def test_nothing_is_there_that_needs_the_room(copied):
    for name, page in copied.pages.items():
        found = Links(page)
        assert not {"form", "input", "button", "script"} & set(found.tags), name
        assert page.count(SEARCHING) == 1, name
        assert "/search" not in "".join(found.links), name


def test_what_a_page_shows_is_what_the_room_shows_and_stays_escaped(copied):
    name = file_of(Address("/record/plain/public-2026-01-01/page/2"))
    page = copied.pages[name]
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt; &lt;a href=&#34;/record/no&#34;&gt;x&lt;/a&gt;"
        in page
    )
    assert "http://localhost:9/record/plain" in page, "a record's own words are left alone"
    others = "".join(p for n, p in copied.pages.items() if not n.endswith("/page/2/index.html"))
    assert "localhost" not in others


def test_downloads_and_images_are_the_room_s_bytes(copied):
    pdf = (copied.place / "one" / "records" / "r1.pdf").read_bytes()
    assert copied.files["downloads/public-2026-01-01/records/r1.pdf"] == pdf
    image = copied.files[file_of(Address("/record/plain/public-2026-01-01/page/1/image.png"))]
    assert image.startswith(b"\x89PNG")


def test_a_file_at_fault_is_not_copied_and_the_link_says_why(copied, told):
    assert "downloads/public-2026-03-01/records/r1.pdf" not in copied.files
    why = copied.pages["downloads/public-2026-03-01/records/r1.pdf=page.html"]
    assert "the manifest lists" in why
    assert any("1 file is not copied" in one and "r1.pdf" in one for one in told)


def test_the_same_releases_give_the_same_bytes_and_every_file_is_counted(copied):
    again = copied.place / "again"
    assert copied.write(again) == copied.number == len(copied.files)
    assert files(again) == copied.files


def test_progress_ends_with_all_that_is_known(copied):
    stage, done, known = copied.counts[-1]
    assert (stage, done) == ("address", known)


def test_without_an_address_there_is_no_feed_and_it_is_said(copied, told):
    assert "releases/feed.atom" not in copied.files
    assert any("feed" in one for one in told)
    assert "This copy has no feed" in copied.pages["index.html"]
    assert not any(b"UR  -" in data for name, data in copied.files.items() if name.endswith(".ris"))


def test_with_an_address_citations_and_the_feed_name_files_of_the_copy(based):
    feed = based["releases/feed.atom"].decode()
    addresses = re.findall(r'"(https://[^"]*)"', feed)
    assert len(addresses) >= 4
    for name in ("plain", LONG, "ü 日", "case-A"):
        cite = f"/record/{name}/public-2026-01-01/page/1/cite"
        ris = based[file_of(Address(f"{cite}.ris"))].decode()
        addresses += re.findall(r"^UR  - (\S+)\r$", ris, re.MULTILINE)
        addresses += re.findall(
            rf"{BASE}/record\S*?index\.html", based[file_of(Address(cite))].decode()
        )
        addresses += re.findall(rf"{BASE}/=long\S*?\.html", based[file_of(Address(cite))].decode())
    assert len(addresses) >= 12
    for address in addresses:
        assert address.removeprefix(f"{BASE}/").removeprefix(BASE) in {*based, ""}, address
    assert not any(b"localhost" in data for name, data in based.items() if name.endswith(".ris"))


@pytest.mark.parametrize("base", ["archive.example", "ftp://a.example", "https://a.example/?q=1"])
def test_what_is_no_address_is_refused_before_anything_is_written(copied, base):
    with pytest.raises(UsageError, match="no address"):
        copied.write(copied.place / "never", base=base)
    assert not list(copied.place.glob("never*"))
