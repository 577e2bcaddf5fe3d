"""Where an address is kept: one file each, in the folder, on whatever file system it is unpacked."""

import posixpath
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.web.still_names import LONGEST, Address, file_of, relative

PIECES = (
    *'aAbB/._-=%?#&é\u00e9\u0301ß日\n\\:*"<> ~0\x00\u212a\U0001f600',
    *("..", "/page/3/image.png", "/page/3/cite.ris", "/page/3", "index.html", "=qa.html", "=long"),
    *(
        "CON",
        "con",
        "nul.txt",
        "com1",
        "%2e%2e",
        "x" * 150,
        "_a",
        "=2e",
        "=page.html",
        ".png",
        "=f",
    ),
)
TAILS = st.lists(st.sampled_from(PIECES), max_size=7).map("".join)
BEGINNINGS = ("/record/", "/downloads/", "/release/", "/timeline/", "/static/", "/new/", "/")
ADDRESSES = st.builds(
    Address,
    st.builds(str.__add__, st.sampled_from(BEGINNINGS), TAILS | st.text(max_size=8)),
    st.sampled_from(["", "page=2", "page=3", "Page=2", "page=2&a=%2F", ".."]) | st.text(max_size=5),
)
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def seen_by_a_strict_disk(path):
    """What a file system that folds case and Unicode and drops final dots and blanks tells apart."""
    folded = unicodedata.normalize("NFKD", path).casefold()
    return tuple(part.rstrip(". ") for part in folded.split("/"))


@given(ADDRESSES, ADDRESSES)
def test_two_addresses_never_share_a_file_nor_does_one_stand_in_the_other_s_way(one, other):
    first, second = (seen_by_a_strict_disk(file_of(each)) for each in (one, other))
    if one != other:
        assert first != second[: len(first)]
        assert second != first[: len(second)]
    refused = seen_by_a_strict_disk(file_of(other, refused=True))
    if other.is_file:
        assert first != refused[: len(first)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/downloads", "/downloads/index.html"),
        ("/record/x/r/page/3/image.png", "/record/x/r/page/3/image.png/more"),
        ("/downloads/r/a", "/downloads/r/a/b"),
        ("/record/x?page=2", "/record/x/=qpage=3d2.html"),
        ("/record/x", "/record/x/"),
        ("/record/x", "/record/x/index.html"),
        ("/record/a%2Fb?page=2", "/record/a/b?page=3"),
        ("/record/con.txt", "/record/=63on.txt"),
    ],
)
def test_addresses_that_could_meet_do_not(one, other):
    test = test_two_addresses_never_share_a_file_nor_does_one_stand_in_the_other_s_way
    test.hypothesis.inner_test(Address.of(one), Address.of(other))


@given(ADDRESSES)
def test_a_file_stays_in_the_folder_and_every_system_can_hold_it(address):
    path = file_of(address)
    assert re.fullmatch(r"[a-z0-9._=/-]+", path)
    assert len(path) <= LONGEST
    for part in path.split("/"):
        assert part
        assert not part.startswith(".")
        assert not part.endswith(".")
        assert not RESERVED.fullmatch(part)


@given(ADDRESSES, ADDRESSES)
def test_a_relative_link_leads_from_the_one_file_to_the_other(one, other):
    at, to = file_of(one), file_of(other)
    link = relative(at, to)
    assert posixpath.normpath(posixpath.join(posixpath.dirname(at), link)) == to
    assert not link.startswith("/")


@given(TAILS, TAILS)
def test_record_names_that_differ_in_anything_are_kept_apart(one, other):
    first, second = (file_of(Address(f"/record/{name}")) for name in (one, other))
    assert (first == second) == (one == other)


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("/", "index.html"),
        ("/record/104-10012-10078", "record/104-10012-10078/index.html"),
        ("/record/X", "record/_x/index.html"),
        ("/record/x/public-2026-01-01/page/3", "record/x/public-2026-01-01/page/3/index.html"),
        ("/record/x/a/page/3/image.png", "record/x/a/page/3/image.png"),
        ("/record/..%2F..%2Fetc", "record/=2e=2e/=2e=2e/etc/index.html"),
        ("/record/%252e%252e", "record/=252e=252e/index.html"),
        ("/record/CON", "record/_c_o_n/index.html"),
        ("/record/con", "record/=63on/index.html"),
        ("/release/public-2026-01-01?page=2", "release/public-2026-01-01/=qpage=3d2.html"),
        ("/downloads/public-2026-01-01/note.md", "downloads/public-2026-01-01/note.md"),
        ("/static/room.css", "static/room.css"),
    ],
)
def test_what_is_plain_reads_plainly(link, file):
    assert file_of(Address.of(link)) == file


def test_a_record_named_like_an_image_is_a_page():
    assert not Address("/record/x.png").is_file
    assert Address("/record/x/a/page/1/image.png").is_file
