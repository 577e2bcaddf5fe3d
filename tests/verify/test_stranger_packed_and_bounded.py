"""Values behind digests, pictures packed in other data, and workers that want too much memory."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from pathlib import Path

import drawn_strangers as ds
import numpy as np
import pikepdf
import pytest

from tearline_verify import crew
from tearline_verify.setting import Setting
from tearline_verify.stranger import images, looking
from tearline_verify.stranger.case import Case
from tearline_verify.terms import Terms

NUMBER = "900-00-4711"


@pytest.mark.parametrize("name", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize("spelt", [NUMBER, NUMBER.replace("-", "")])
@pytest.mark.parametrize("raw", [False, True])
def test_a_digest_of_a_value_is_found(name: str, spelt: str, raw: bool) -> None:
    made = hashlib.new(name, spelt.encode())
    data = b"\x01\x02" + (made.digest() if raw else made.hexdigest().upper().encode()) + b"\x03"
    assert Terms([NUMBER]).in_bytes(data, noise=True) == {"11-character value"}
    assert Terms(["900-00-4712"]).in_bytes(data, noise=True) == set()


def test_values_are_given_to_what_asks_and_stand_in_no_repr() -> None:
    terms = Terms([NUMBER, "", "--"])
    assert terms.spelt() == (NUMBER,)
    assert NUMBER not in repr(terms)


def png() -> bytes:
    out = io.BytesIO()
    ds.picture().save(out, "PNG")
    return out.getvalue()


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scan.png", png())
    return out.getvalue()


@pytest.mark.parametrize(
    "inner", [png, zipped, lambda: ds.sheet(lambda page: ds.placed(page, ds.picture()))]
)
def test_a_picture_in_an_attachment_is_read(inner, tmp_path: Path) -> None:
    """Whatever packs it: a stream's own filter, an archive, a PDF that is attached."""

    def after(document) -> None:
        document.attachments["enclosed"] = pikepdf.AttachedFileSpec(document, inner())

    raw = ds.sheet(lambda _: None, after)
    with pikepdf.open(io.BytesIO(raw)) as document:  # pack it again, so that no bytes stand bare
        out = io.BytesIO()
        document.save(out, compress_streams=True, recompress_flate=True)
    case = Case(tmp_path / "x.pdf", out.getvalue(), Terms([ds.SECRET]), {}, known=True)
    assert any("9-character value" in leak.what for leak in images.look(case))
    other = Case(tmp_path / "x.pdf", out.getvalue(), Terms(["Wyllhyffyl"]), {}, known=True)
    assert list(images.look(other)) == []


def test_an_attached_picture_is_no_finding_where_nothing_is_known(tmp_path: Path) -> None:
    def after(document) -> None:
        document.attachments["enclosed.png"] = pikepdf.AttachedFileSpec(document, png())

    case = Case(tmp_path / "x.pdf", ds.sheet(lambda _: None, after), Terms([]), {}, known=False)
    assert list(images.look(case)) == []


def hungry(_: object, task: int) -> int:
    return int(np.ones(task, np.uint8)[-1])


def test_a_worker_that_wants_too_much_memory_is_told() -> None:
    ours = crew.Crew(hungry, None, 1, lambda _: 60.0)
    for size in (1000, crew.MEMORY + 1000, 2000):
        ours.add(size)
    ended = list(ours.run())
    ours.close()
    assert [(answer, bool(why)) for _, answer, why in ended] == [
        (1, False),
        (None, True),
        (1, False),
    ]


def test_a_packed_jpeg_with_the_header_of_a_bare_one_is_read(tmp_path: Path) -> None:
    """One camera writes the same first bytes into every picture."""
    plain, told = (ds.picture(text) for text in ("Nobody objected to the new hours", ds.LINE))
    coded = []
    for one in (plain, told):
        out = io.BytesIO()
        one.save(out, "JPEG", quality=80)
        coded.append(out.getvalue())
    assert coded[0][:150] == coded[1][:150]

    def after(document) -> None:
        document.Root["/Bare"] = document.make_indirect(
            pikepdf.Stream(document, coded[0], Filter=pikepdf.Name.DCTDecode)
        )
        note = b"<thumbnail>" + base64.b64encode(coded[1]) + b"</thumbnail>"
        document.Root["/Kept"] = document.make_indirect(pikepdf.Stream(document, note))

    case = Case(
        tmp_path / "x.pdf", ds.sheet(lambda _: None, after), Terms([ds.SECRET]), {}, known=True
    )
    assert any("packed" in leak.what for leak in images.look(case))


def test_a_reading_layer_s_word_where_nothing_stands_is_no_leak(tmp_path: Path) -> None:
    """An engine reads a speck; the scan itself, mostly white, is no cover over its own words."""
    path = tmp_path / "scan.pdf"
    with pikepdf.open(io.BytesIO(ds.scanned_and_read())) as document:
        document.pages[0].contents_add(b"BT /F1 16 Tf 3 Tr 45 40 Td (speck) Tj ET")
        document.save(path)
    assert looking.verify(Setting(str(path)), path, 0).verdict.leaks == ()
