"""No freedom is left in which a value could hide: every file has one form, and any other is refused.

Each spoilt file here has a true object table and a true ID, so nothing but the form itself is wrong.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

import good_release
import pytest
import spoiling as sp

from tearline_verify import grammar
from tearline_verify.leaks import GrammarError

Bodies = list[bytes]


def accepted(raw: bytes) -> None:
    """Read a whole file by the grammar."""
    list(grammar.Edition(raw).pages())


@pytest.fixture(scope="session")
def memo(made: good_release.Good) -> bytes:
    """A clean PDF of two pages."""
    return sp.pdf_of(made.out).read_bytes()


def test_a_file_taken_apart_and_put_together_is_the_same(memo: bytes) -> None:
    assert sp.put_together(sp.taken_apart(memo)) == memo


def test_a_file_saved_again_in_our_way_is_the_same(good: good_release.Good, memo: bytes) -> None:
    sp.repdf(good.out, lambda _: None)
    assert sp.pdf_of(good.out).read_bytes() == memo


def swap(old: bytes, new: bytes) -> Callable[[Bodies], Bodies]:
    """Return a change of bytes that stand outside streams."""

    def change(bodies: Bodies) -> Bodies:
        at = next(n for n, b in enumerate(bodies) if old in b.split(b"stream\n")[0])
        return [*bodies[:at], bodies[at].replace(old, new, 1), *bodies[at + 1 :]]

    return change


def two_change_places(bodies: Bodies) -> Bodies:
    """Let two lines' tags change their numbers and their places in the file."""
    tags = [n for n, body in enumerate(bodies, 1) if b"/S /P /" in body]
    first, second = tags[-2:]
    named = {b"%d" % first: b"%d" % second, b"%d" % second: b"%d" % first}
    out = [
        body if b"stream\n" in body else re.sub(
            rb"(\d+)(?= 0 R)", lambda found: named.get(found[1], found[1]), body)
        for body in bodies
    ]  # fmt: skip
    out[first - 1], out[second - 1] = out[second - 1], out[first - 1]
    return out


def flate(bodies: Bodies, pack: Callable[[bytes], bytes]) -> Bodies:
    """Pack the first content stream otherwise."""
    at = next(n for n, body in enumerate(bodies) if body.startswith(b"<< /Length "))
    raw = bodies[at].split(b"stream\n", 1)[1].removesuffix(b"\nendstream")
    again = pack(zlib.decompress(raw))
    assert zlib.decompress(again) == zlib.decompress(raw)
    head = b"<< /Length %d /Filter /FlateDecode >>\nstream\n" % len(again)
    return [*bodies[:at], head + again + b"\nendstream", *bodies[at + 1 :]]


def with_empty_blocks(plain: bytes) -> bytes:
    """Pack with an empty block, which may be coded in many ways, after every few bytes."""
    packer = zlib.compressobj()
    parts = [packer.compress(plain[at : at + 9]) + packer.flush(zlib.Z_FULL_FLUSH)
             for at in range(0, len(plain), 9)]  # fmt: skip
    return b"".join(parts) + packer.flush()


FORMS = {
    "a blank less": (swap(b"[ 0 0 612", b"[0 0 612"), "blank"),
    "a blank more": (swap(b"[ 0 0 612", b"[ 0  0 612"), "no PDF value"),
    "a tab": (swap(b"/Lang (en)", b"/Lang\t(en)"), "blank"),
    "keys in another order": (
        swap(b"/Lang (en) /MarkInfo << /Marked true >>", b"/MarkInfo << /Marked true >> /Lang (en)"),
        "place",
    ),
    "a length before its place": (
        swap(b"/Width 1700 /Length 3714", b"/Length 3714 /Width 1700"), "place"),
    "a key twice": (swap(b"/Lang (en)", b"/Lang (en) /Lang (en)"), "twice"),
    "a number as a real": (swap(b"612 792", b"612.0 792"), "plain number"),
    "a real not the shortest": (swap(b"612 792", b"612.50 792"), "plain number"),
    "a number with a plus": (swap(b"/K 0", b"/K +0"), "no PDF value"),
    "a minus before nothing": (swap(b"/K 0", b"/K -0"), "no PDF value"),
    "a zero before a number": (swap(b"/K 0", b"/K 00"), "no PDF value"),
    "true for one": (swap(b"/Marked true", b"/Marked 1"), "MarkInfo"),
    "null for a key": (swap(b"/Marked true", b"/Marked true /UserProperties null"), "MarkInfo"),
    "digits for a string": (swap(b"(en)", b"<656e>"), "without need"),
    "an escape without need": (swap(b"(en)", b"(e\\156)"), "string"),
    "a broken string": (swap(b"(en)", b"(e\\\nn)"), "string"),
    "an escaped name": (swap(b"/Type /Catalog", b"/Type /Catalo#67"), "blank"),
    "objects numbered otherwise": (two_change_places, "as they are named"),
    "a list of one": (swap(b"/K 0 /P", b"/K [ 0 ] /P"), "list of one"),
    "a stream not packed": (lambda b: flate(b, lambda plain: zlib.compress(plain, 0)), "longer"),
    "a stream of many blocks": (lambda b: flate(b, with_empty_blocks), "longer"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_another_form_of_the_same_file_is_refused(name: str, memo: bytes) -> None:
    change, why = FORMS[name]
    raw = sp.put_together(change(sp.taken_apart(memo)))
    assert raw != memo
    with pytest.raises(GrammarError, match=why):
        accepted(raw)


CONTENTS = {
    "a number not the shortest": lambda raw: re.sub(rb"(\.\d)(?= )", rb"\g<1>0", raw, count=1),
    "a zero behind the point": lambda raw: raw.replace(b"q 612 0", b"q 612.0 0", 1),
    "a minus before nothing": lambda raw: raw.replace(b"1 0 0 1 ", b"1 -0 0 1 ", 1),
    "a size given again": lambda raw: re.sub(
        rb"(/F0 \S+ Tf\n)(.*?Tj\n)", rb"\1\2\1", raw, count=1, flags=re.DOTALL),
    "a stretch before the size": lambda raw: re.sub(
        rb"(/F0 \S+ Tf\n)(\S+ Tz\n)", rb"\2\1", raw, count=1),
    "a sequence not numbered in turn": lambda raw: raw.replace(b"/P <</MCID 1>>", b"/P <</MCID 7>>"),
    "a sequence numbered 01": lambda raw: raw.replace(b"/P <</MCID 1>>", b"/P <</MCID 01>>"),
    "a sequence with more to say": lambda raw: raw.replace(
        b"/P <</MCID 1>>", b"/P <</MCID 1/ActualText (x)>>"),
    "a sequence of another tag": lambda raw: raw.replace(b"/P <</MCID 1>>", b"/H1 <</MCID 1>>"),
    "a sequence in a sequence": lambda raw: raw.replace(b"EMC\nET", b"/Q BMC\nEMC\nEMC\nET"),
    "an empty sequence": lambda raw: raw.replace(b"ET\n", b"/P <</MCID 9>> BDC\nEMC\nET\n"),
    "a sequence cut in two": lambda raw: re.sub(
        rb"(/P <</MCID 0>> BDC\n.*? Tj\n)", rb"\1EMC\n/P <</MCID 1>> BDC\n", raw, count=1,
        flags=re.DOTALL),
    "an artifact of words": lambda raw: raw.replace(b"/P <</MCID 0>> BDC", b"/Artifact BMC", 1),
    "a picture that is a figure": lambda raw: raw.replace(
        b"/Artifact BMC", b"/Figure <</MCID 0>> BDC", 1),
    "a picture with a list": lambda raw: raw.replace(
        b"/Artifact BMC", b"/Artifact <</Type /Page>> BDC", 1),
    "a word without a tag": lambda raw: raw.replace(b"/P <</MCID 0>> BDC\n", b"", 1).replace(
        b"EMC\n/P <</MCID 1>>", b"/P <</MCID 1>>", 1),
    "a string in brackets": lambda raw: re.sub(rb"<[0-9A-F]+0020>", b"(ab)", raw, count=1),
    "lower-case digits": lambda raw: re.sub(
        rb"<[0-9A-F]+0020>", lambda found: found[0].lower(), raw, count=1),
    "a word without its space": lambda raw: raw.replace(b"0020> Tj", b"> Tj", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CONTENTS)
def test_another_form_of_the_same_content_is_refused(name: str, good: good_release.Good) -> None:
    sp.content(good.out, CONTENTS[name])
    with pytest.raises(GrammarError):
        accepted(sp.pdf_of(good.out).read_bytes())


def test_a_figure_says_the_one_thing_it_may(wordless: Path, tmp_path: Path) -> None:
    import pikepdf

    def figure(pdf: pikepdf.Pdf) -> pikepdf.Object:
        return pdf.Root.StructTreeRoot.K.K[0].K[0]

    accepted(wordless.read_bytes())
    path = tmp_path / "a.pdf"
    box = pikepdf.Array([0, 0, 9, 9])
    for change in (
        lambda pdf: figure(pdf).update({"/Alt": "Quillfeather"}),
        lambda pdf: figure(pdf).A.update({"/BBox": box}),
        lambda pdf: figure(pdf).A.update({"/Placement": pikepdf.Name.Block}),
        lambda pdf: figure(pdf).update({"/ActualText": "x"}),
        lambda pdf: figure(pdf).update({"/K": 1}),
        lambda pdf: pdf.pages[0].obj.Contents.write(
            pdf.pages[0].obj.Contents.read_bytes() + b"/P <</MCID 1>> BDC\nEMC\n"),
    ):  # fmt: skip
        path.write_bytes(wordless.read_bytes())
        sp.resave(path, change)
        with pytest.raises(GrammarError):
            accepted(path.read_bytes())
