"""Ways to spoil a clean release in one place and put everything else in order again around it."""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import zstandard
from PIL import Image

MEMO, LETTER, REPORT = "memo-1", "letter-2", "report-3"
SAVING: dict[str, Any] = {
    "force_version": "1.7", "object_stream_mode": pikepdf.ObjectStreamMode.disable,
    "stream_decode_level": pikepdf.StreamDecodeLevel.none, "compress_streams": True,
    "deterministic_id": True, "fix_metadata_version": False, "linearize": False,
}  # fmt: skip


def pdf_of(out: Path, record: str = MEMO) -> Path:
    return out / "records" / f"{record}.pdf"


def seal(out: Path) -> None:
    """Give the manifest the sizes and hashes that its files now have."""

    def relist(value: dict[str, Any]) -> None:
        for file in [*value["files"], *(f for r in value["records"] for f in r["files"])]:
            data = (out / file["path"]).read_bytes()
            file |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    manifest(out, relist)


def manifest(out: Path, change: Callable[[dict[str, Any]], Any]) -> None:
    """Change the manifest and write it in its canonical form."""
    path = out / "manifest.json"
    value = json.loads(path.read_text("utf-8"))
    change(value)
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, "utf-8")


def entry(value: dict[str, Any], record: str = MEMO) -> dict[str, Any]:
    return next(row for row in value["records"] if row["record"] == record)


def data(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def swap(path: Path, old: bytes, new: bytes) -> None:
    """Replace bytes that must be there, once."""
    raw = path.read_bytes()
    assert old in raw
    path.write_bytes(raw.replace(old, new, 1))


def repdf(out: Path, change: Callable[[pikepdf.Pdf], Any], record: str = MEMO, **more: Any) -> None:
    """Change a PDF with pikepdf and save it in our way, but for what ``more`` says."""
    resave(pdf_of(out, record), change, **more)


def resave(path: Path, change: Callable[[pikepdf.Pdf], Any], **more: Any) -> None:
    """Change the PDF at ``path``; what is not changed is written byte for byte as before."""
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Filter") == "/FlateDecode":
                thing.write(thing.read_bytes())  # to be packed anew, as when it was first written
        change(pdf)
        if "/ID" in pdf.trailer:
            del pdf.trailer.ID  # else its first half would stay, and tell at once
        pdf.save(path, **{**SAVING, **more})


def content(out: Path, change: Callable[[bytes], bytes], record: str = MEMO) -> None:
    """Change the first page's content stream."""

    def swap_in(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[0].obj.Contents
        before = stream.read_bytes()
        after = change(before)
        assert after != before
        stream.write(after)

    repdf(out, swap_in, record)


def picture(
    out: Path, change: Callable[[Image.Image], Image.Image], record: str = MEMO, page: int = 0
) -> None:
    """Change a page's pixels, and encode them as an edition would."""
    from tearline.editions import burn

    def swap_in(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[page].obj.Resources.XObject.Im0
        if "/DecodeParms" in stream:
            image = pikepdf.PdfImage(stream).as_pil_image().convert("1")
        else:
            image = Image.open(io.BytesIO(stream.read_raw_bytes()))
        kept = {"filter": stream.Filter, "decode_parms": stream.get("/DecodeParms")}
        stream.write(burn.encode(change(image)).data, **kept)

    repdf(out, swap_in, record)


def raw_image(out: Path, change: Callable[[bytes], bytes], record: str = LETTER) -> None:
    """Change the encoded bytes of the first page's image."""

    def swap_in(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[0].obj.Resources.XObject.Im0
        kept = {"filter": stream.Filter, "decode_parms": stream.get("/DecodeParms")}
        stream.write(change(stream.read_raw_bytes()), **kept)

    repdf(out, swap_in, record)


def pages(out: Path, change: Callable[[list[dict[str, Any]]], Any], record: str = MEMO) -> None:
    """Change the page data, line by line, and pack it again."""
    path = out / "pages" / f"{record}.jsonl.zst"
    plain = zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes())
    rows = [json.loads(line) for line in plain.decode("utf-8").splitlines()]
    change(rows)
    text = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":")) + "\n" for r in rows)
    path.write_bytes(packed(text.encode("utf-8")))


def packed(plain: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_checksum=True).compress(plain)


def add_word(row: dict[str, Any], word: str, area: tuple[int, int, int, int]) -> None:
    """Put a word at the end of a page of the page data."""
    start = len(row["text"]) + 1
    row["text"] += f" {word}"
    values = (start, start + len(word), *area, 90.0)
    for name, value in zip(row["words"], values, strict=True):
        row["words"][name].append(value)


def everywhere(out: Path, word: str, area: tuple[int, int, int, int], page: int = 0) -> None:
    """Put a word into all three channels of the memo at once, as a wrong view would."""
    pages(out, lambda rows: add_word(rows[page], word, area))
    left, top, right, bottom = (side / 100 for side in area)
    size = bottom - top
    stretch = 100 * (right - left) / ((len(word) + 1) * 0.5 * size)
    shown = f"/F0 {size:g} Tf\n{stretch:.2f} Tz\n1 0 0 1 {left:g} {792 - bottom:g} Tm\n"
    shown = re.sub(r"(\.\d*?)0+ ", r"\1 ", shown).replace(". ", " ")
    code = word.encode("utf-16-be").hex().upper()

    def swap_in(pdf: pikepdf.Pdf) -> None:
        stream = pdf.pages[page].obj.Contents
        stream.write(stream.read_bytes()[:-7] + f"{shown}<{code}0020> Tj\nEMC\nET\n".encode())

    repdf(out, swap_in)
    rows: list[dict[str, Any]] = []
    pages(out, rows.extend)
    text = "\n\f\n".join(row["text"] for row in rows) + "\n"
    (out / "text" / f"{MEMO}.txt").write_text(text, "utf-8")


def taken_apart(raw: bytes) -> list[bytes]:
    """Return the objects of one of our PDFs, in order, without their heads and ends."""
    at = int(re.search(rb"startxref\n(\d+)\n", raw)[1])  # type: ignore[index]
    rows = re.findall(rb"(\d{10}) 00000 n \n", raw[at:])
    starts = [*map(int, rows), at]
    return [
        raw[a:b].removeprefix(b"%d 0 obj\n" % n).removesuffix(b"\nendobj\n")
        for n, (a, b) in enumerate(itertools.pairwise(starts), 1)
    ]


def put_together(bodies: list[bytes], told: bytes = b"Tearline memo-1") -> bytes:
    """Return a PDF of these objects, its table and its ID true; ``told``: what its Info says."""
    raw = b"%PDF-1.7\n%\xbf\xf7\xa2\xfe\n"
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    for number, body in enumerate(bodies, 1):
        table += b"%010d 00000 n \n" % len(raw)
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    at = len(raw)
    raw += table + b"trailer << /Info 2 0 R /Root 1 0 R /Size %d /ID [" % (len(bodies) + 1)
    first = hashlib.md5(raw, usedforsecurity=False).hexdigest().encode()
    name = hashlib.md5(first + b" QPDF  " + told, usedforsecurity=False).hexdigest().encode()
    return raw + b"<%s><%s>] >>\nstartxref\n%d\n%%%%EOF\n" % (name, name, at)
