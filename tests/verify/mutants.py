"""A table of ways to spoil a clean release: each a place where a value could hide, or a lie it tells.

``MUTANTS`` gives, by name, the probe that must see the spoilt release, and the way to spoil a folder.
``SEEN_TOO`` names the few that other probes see as well; every other mutant is seen by one alone.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import good_release
import pikepdf
import spoiling as sp
from good_release import ABSENT, BLOTTED, NAME, SECRET
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

Spoil = Callable[[Path], Any]
MUTANTS: dict[str, tuple[str, Spoil]] = {}
DIGITS = SECRET.replace("-", "")


def mutant(probe: str) -> Callable[[Spoil], Spoil]:
    """Register a way to spoil a release, and the probe that must see it."""

    def take(spoil: Spoil) -> Spoil:
        MUTANTS[spoil.__name__] = (probe, spoil)
        return spoil

    return take


def noted(text: str) -> Spoil:
    """Return a mutant that writes a text at the end of the note."""
    return lambda out: sp.data(out / "note.md", lambda raw: raw + f"\n{text}\n".encode())


def encoded(text: bytes) -> Spoil:
    """Return a mutant that writes bytes at the end of the note."""
    return lambda out: sp.data(out / "note.md", lambda raw: raw + b"\n" + text + b"\n")


for title, value in {
    "plain": SECRET, "digits_alone": DIGITS, "spaces_between": "900 55 1234",
    "line_break_inside": "900-55-\n1234", "ocr_confusions": "9O0-5S-l234",
    "backwards": SECRET[::-1], "odd_hyphens": "900\u201155\u20111234",
    "full_width": "９００-５５-１２３４", "name_in_capitals": NAME.upper(),
    "name_letter_by_letter": " ".join(NAME), "name_hyphenated": "Quill-\nfeather",
    "name_in_lookalikes": NAME.replace("e", "\u0435"), "name_backwards": NAME[::-1],
    "name_with_soft_hyphen": "Quill\u00adfeather", "name_glued": f"the{NAME}case",
    "absent_record": f"See also {ABSENT}.", "absent_record_spelt": "104 99999 10000",
}.items():  # fmt: skip
    MUTANTS[f"note_{title}"] = ("values", noted(value))
for title, coded in {
    "base64": base64.b64encode(b"x" + SECRET.encode()), "hex": SECRET.encode().hex().encode(),
    "utf_16_le": NAME.encode("utf-16-le"), "utf_16_be": NAME.encode("utf-16-be"),
    "utf_16_hex": NAME.encode("utf-16-be").hex().upper().encode(),
    "percent": "".join(f"%{ord(c):02X}" for c in NAME).encode(),
    "backslash_u": "".join(f"\\u{ord(c):04x}" for c in NAME).encode(),
    "entities": "".join(f"&#{ord(c)};" for c in NAME).encode(),
}.items():  # fmt: skip
    MUTANTS[f"note_in_{title}"] = ("values", encoded(coded))


@mutant("values")
def csv_note(out: Path) -> None:
    sp.data(out / "index.csv", lambda raw: raw + f"x,,,,,,,{SECRET}\r\n".encode())


@mutant("counts")
def csv_other_row(out: Path) -> None:
    sp.data(out / "index.csv", lambda raw: raw + b"x,,,,,,,\r\n")


@mutant("counts")
def jsonl_another_key(out: Path) -> None:
    sp.swap(out / "index.jsonl", b'"schema_version":1', b'"schema_version":1,"more":"x"')


@mutant("counts")
def note_wrong_number(out: Path) -> None:
    sp.swap(out / "note.md", b"| pages released | 4 |", b"| pages released | 5 |")


@mutant("manifest")
def manifest_wrong_count(out: Path) -> None:
    sp.manifest(out, lambda value: value["counts"].update(redactions=9))


@mutant("manifest")
def manifest_another_key(out: Path) -> None:
    sp.manifest(out, lambda value: value.update(log_head="0" * 64))


@mutant("manifest")
def manifest_not_canonical(out: Path) -> None:
    sp.data(out / "manifest.json", lambda raw: raw + b" ")


@mutant("manifest")
def manifest_key_twice(out: Path) -> None:
    sp.data(out / "manifest.json", lambda raw: raw.replace(b"{\n", b'{\n "type": "x",\n', 1))


@mutant("manifest")
def manifest_not_sorted(out: Path) -> None:
    sp.manifest(out, lambda value: value["records"].reverse())


@mutant("manifest")
def manifest_held_with_files(out: Path) -> None:
    sp.manifest(out, lambda value: sp.entry(value).update(status="held"))


@mutant("values")
def manifest_number(out: Path) -> None:
    sp.manifest(out, lambda value: sp.entry(value)["numbers"].append(SECRET))


@mutant("withholdings")
def manifest_withholding_left_out(out: Path) -> None:
    sp.manifest(out, lambda value: (sp.entry(value)["withholdings"].clear(),
                                    value["counts"].update(redactions=3)))  # fmt: skip


@mutant("withholdings")
def manifest_withholding_made_up(out: Path) -> None:
    def more(value: dict[str, Any]) -> None:
        listed = sp.entry(value)["withholdings"]
        listed.append({**listed[0], "area": [100, 100, 5000, 5000]})
        value["counts"]["redactions"] += 1

    sp.manifest(out, more)


@mutant("folder")
def hash_of_another_file(out: Path) -> None:
    sp.manifest(out, lambda value: sp.entry(value)["files"][0].update(sha256="0" * 64))


@mutant("folder")
def file_left_out(out: Path) -> None:
    sp.manifest(out, lambda value: None)
    (out / "note.md").unlink()


@mutant("folder")
def file_too_many(out: Path) -> None:
    (out / "thumbnail.png").write_bytes(b"\x89PNG")


@mutant("folder")
def hidden_file(out: Path) -> None:
    (out / "records" / ".memo-1.pdf.swp").write_bytes(b"x")


@mutant("folder")
def empty_folder(out: Path) -> None:
    (out / "thumbnails").mkdir()


@mutant("folder")
def link_to_elsewhere(out: Path) -> None:
    (out / "records" / "memo.pdf").symlink_to("memo-1.pdf")


@mutant("values")
def file_name_with_a_value(out: Path) -> None:
    (out / "records" / f"memo{DIGITS}.pdf").write_bytes(b"x")


@mutant("values")
def folder_name_with_a_value(out: Path) -> None:
    (out / f"of_{NAME}").mkdir()


@mutant("report")
def report_with_a_line_more(out: Path) -> None:
    (out / "report.json").write_text('{"type": "verification_report"}\n', "utf-8")


@mutant("values")
def word_in_text_file(out: Path) -> None:
    sp.data(out / "text/memo-1.txt", lambda raw: raw + SECRET.encode() + b"\n")


@mutant("channels")
def other_word_in_text_file(out: Path) -> None:
    sp.data(out / "text/memo-1.txt", lambda raw: raw.replace(b"depot", b"ranch"))


@mutant("values")
def word_in_text_file_of_its_page(out: Path) -> None:
    sp.data(out / "text/memo-1.txt", lambda raw: raw.replace(b"depot", BLOTTED.encode()))


@mutant("channels")
def word_in_page_data_alone(out: Path) -> None:
    sp.pages(out, lambda rows: sp.add_word(rows[0], "secretly", (6000, 30000, 12000, 31000)))


@mutant("values")
def value_in_page_data(out: Path) -> None:
    sp.pages(out, lambda rows: sp.add_word(rows[0], SECRET, (6000, 30000, 12000, 31000)))


@mutant("page data")
def page_data_text_without_word(out: Path) -> None:
    sp.pages(out, lambda rows: rows[0].update(text=rows[0]["text"] + " more"))


@mutant("page data")
def page_data_another_key(out: Path) -> None:
    sp.pages(out, lambda rows: rows[0].update(source="scan 7"))


@mutant("page data")
def page_data_word_misplaced(out: Path) -> None:
    sp.pages(out, lambda rows: rows[0]["words"]["start"].__setitem__(0, 1))


@mutant("page data")
def page_data_page_left_out(out: Path) -> None:
    sp.pages(out, lambda rows: rows.pop())


@mutant("page data")
def page_data_second_frame(out: Path) -> None:
    sp.data(out / "pages/memo-1.jsonl.zst", lambda raw: raw + sp.packed(b"x\n"))


@mutant("page data")
def page_data_skipped_frame(out: Path) -> None:
    frame = b"\x50\x2a\x4d\x18\x04\x00\x00\x00more"
    sp.data(out / "pages/memo-1.jsonl.zst", lambda raw: frame + raw)


@mutant("channels")
def page_data_deletion_moved(out: Path) -> None:
    sp.pages(out, lambda rows: rows[0]["deletions"][0].update(area=[0, 0, 9, 9]))


@mutant("values")
def text_layer_value(out: Path) -> None:
    sp.everywhere(out, SECRET, (6000, 30000, 18000, 31000))


@mutant("channels")
def text_layer_word_over_the_box(out: Path) -> None:
    def under(value: dict[str, Any]) -> None:
        area.extend(sp.entry(value)["withholdings"][0]["area"])

    area: list[int] = []
    sp.manifest(out, under)
    box = (area[0] + 500, area[1] + 200, area[2] - 500, area[3] - 200)
    sp.everywhere(out, "lifted", box)


@mutant("ink")
def text_layer_word_over_nothing(out: Path) -> None:
    sp.everywhere(out, "lifted", (6000, 60000, 12000, 61000))


@mutant("channels")
def text_layer_word_outside_the_page(out: Path) -> None:
    sp.everywhere(out, "lifted", (59000, 30000, 66000, 31000))


@mutant("channels")
def text_layer_word_moved(out: Path) -> None:
    sp.content(out, lambda raw: re.sub(rb"1 0 0 1 [\d.]+ ", b"1 0 0 1 300 ", raw, count=1))


@mutant("channels")
def text_layer_word_alone(out: Path) -> None:
    sp.content(
        out, lambda raw: raw.replace(b"EMC\nET\n", b"1 0 0 1 9 9 Tm\n<00580020> Tj\nEMC\nET\n")
    )


@mutant("carve")
def text_layer_value_unlisted(out: Path) -> None:
    code = NAME.encode("utf-16-be").hex().upper().encode()
    sp.content(
        out,
        lambda raw: raw.replace(b"EMC\nET\n", b"1 0 0 1 9 9 Tm\n<" + code + b"0020> Tj\nEMC\nET\n"),
    )


def spoilt_content(old: bytes, new: bytes) -> Spoil:
    return lambda out: sp.content(out, lambda raw: raw.replace(old, new, 1))


for title, (old, new) in {
    "visible_text": (b"3 Tr", b"0 Tr"), "a_comment": (b"BT", b"%memo\nBT"),
    "actual_text": (b"BT", b"/Span <</ActualText (x)>> BDC\nBT"),
    "actual_text_of_a_tag": (b"/P <</MCID 0>>", b"/P <</MCID 0/ActualText (x)>>"),
    "a_mark_at_a_point": (b"BT 3", b"/x MP\nBT 3"),
    "a_fine_number": (b" cm", b".001 cm"), "a_second_painting": (b"Q\n", b"Q\nq /Im0 Do Q\n"),
    "a_rectangle": (b"Q\n", b"Q\n0 0 9 9 re f\n"), "a_shifted_image": (b"612 0 0", b"611 0 0"),
    "literal_string": (b"EMC\nET\n", b"1 0 0 1 9 9 Tm\n(x) Tj\nEMC\nET\n"),
    "inline_image": (b"Q\n", b"Q\nBI /W 1 /H 1 ID x EI\n"), "blanks": (b"BT 3", b"BT  3"),
}.items():  # fmt: skip
    MUTANTS[f"content_{title}"] = ("grammar", spoilt_content(old, new))


def changed(change: Callable[[pikepdf.Pdf], Any], **more: Any) -> Spoil:
    return lambda out: sp.repdf(out, change, **more)


def attach(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["a.txt"] = SECRET.encode()


def outline(pdf: pikepdf.Pdf) -> None:
    with pdf.open_outline() as found:
        found.root.append(pikepdf.OutlineItem("x", 0))


def metadata(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata() as xmp:
        xmp["dc:title"] = "x"


def note_on_page(pdf: pikepdf.Pdf) -> None:
    box = Array([0, 0, 9, 9])
    pdf.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=box)])


def second_image(pdf: pikepdf.Pdf) -> None:
    images = pdf.pages[0].obj.Resources.XObject
    images.Im1 = pdf.pages[1].obj.Resources.XObject.Im0


def shared_image(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.Resources.XObject.Im0 = pdf.pages[0].obj.Resources.XObject.Im0


def font_program(pdf: pikepdf.Pdf) -> None:
    font = pdf.pages[0].obj.Resources.Font.F0
    program = font.DescendantFonts[0].FontDescriptor.FontFile2
    program.write(program.read_bytes() + b"\0\0\0\0")


def to_unicode(pdf: pikepdf.Pdf) -> None:
    stream = pdf.pages[0].obj.Resources.Font.F0.ToUnicode
    stream.write(stream.read_bytes().replace(b"<0100> <01FF> <0100>", b"<0100> <01FF> <0101>"))


for title, change in {
    "attachment": attach, "outline": outline, "xmp": metadata, "annotation": note_on_page,
    "second_image": second_image, "shared_image": shared_image, "font_program": font_program,
    "to_unicode": to_unicode,
    "author": lambda pdf: pdf.docinfo.update({"/Author": "x"}),
    "producer": lambda pdf: pdf.docinfo.update({"/Producer": "x"}),
    "title": lambda pdf: pdf.docinfo.update({"/Title": "x"}),
    "open_action": lambda pdf: pdf.Root.update(
        {"/OpenAction": Dictionary(S=Name.JavaScript, JS="app.alert(1)")}),
    "page_labels": lambda pdf: pdf.Root.update({"/PageLabels": Dictionary(Nums=Array([]))}),
    "crop_box": lambda pdf: pdf.pages[0].obj.update({"/CropBox": Array([0, 0, 99, 99])}),
    "rotation": lambda pdf: pdf.pages[0].obj.update({"/Rotate": 90}),
    "thumbnail": lambda pdf: pdf.pages[0].obj.update(
        {"/Thumb": pdf.pages[0].obj.Resources.XObject.Im0}),
    "image_mask": lambda pdf: pdf.pages[0].obj.Resources.XObject.Im0.update(
        {"/SMask": Stream(pdf, b"x")}),
    "image_alternate": lambda pdf: pdf.pages[0].obj.Resources.XObject.Im0.update(
        {"/Alternates": Array([])}),
    "image_interpolated": lambda pdf: pdf.pages[0].obj.Resources.XObject.Im0.update(
        {"/Interpolate": True}),
    "language": lambda pdf: pdf.Root.update({"/Lang": "x-secret"}),
    "black_is_one": lambda pdf: pdf.pages[0].obj.Resources.XObject.Im0.DecodeParms.update(
        {"/BlackIs1": True}),
}.items():  # fmt: skip
    MUTANTS[f"pdf_{title}"] = ("grammar", changed(change))


def tag_of(pdf: pikepdf.Pdf) -> Any:
    """Return the tag of the first page's first line."""
    return pdf.Root.StructTreeRoot.K.K[0].K[0]


def packet(pdf: pikepdf.Pdf) -> None:
    stream = pdf.Root.Metadata
    more = b"<pdf:Keywords>x</pdf:Keywords></rdf:Description>"
    stream.write(stream.read_bytes().replace(b"</rdf:Description>", more))


def profile(pdf: pikepdf.Pdf) -> None:
    stream = pdf.Root.OutputIntents[0].DestOutputProfile
    stream.write(stream.read_bytes().replace(b"made for", b"made in "))


def titles_in_step(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo.Title = "memo-2"
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b">memo-1<", b">memo-2<"))


# More of these, by the grammar alone, are in test_verify_tags.
for title, change in {
    "packet": packet, "profile": profile, "titles_in_step": titles_in_step,
    "tag_that_speaks": lambda pdf: tag_of(pdf).update({"/ActualText": SECRET}),
    "tag_with_attributes": lambda pdf: tag_of(pdf).update(
        {"/A": Dictionary(O=Name.UserProperties, P=Array([Dictionary(N="x", V=SECRET)]))}),
    "tag_of_a_parent_tree": lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums[1].append(
        pikepdf.String(SECRET)),
}.items():  # fmt: skip
    MUTANTS[f"pdf_{title}"] = ("grammar", changed(change))
for title, how in {
    "object_streams": {"object_stream_mode": pikepdf.ObjectStreamMode.generate},
    "linearised": {"linearize": True}, "older": {"force_version": "1.4"},
    "identity_of_its_own": {"deterministic_id": False, "static_id": True},
    "qdf": {"qdf": True}, "encrypted": {
        "deterministic_id": False, "stream_decode_level": None, "compress_streams": False,
        "encryption": pikepdf.Encryption(owner="o", user="")},
}.items():  # fmt: skip
    MUTANTS[f"pdf_{title}"] = ("grammar", changed(lambda pdf: None, **how))


def spoilt_bytes(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda out: sp.data(sp.pdf_of(out), change)


def updated(raw: bytes) -> bytes:
    """Append an incremental update."""
    at = len(raw)
    more = b"2 0 obj\n<< /Title (x) >>\nendobj\n"
    table = b"xref\n2 1\n%010d 00000 n \ntrailer << /Size 9 /Root 1 0 R >>\nstartxref\n" % at
    return raw + more + table + b"%d\n%%%%EOF\n" % (at + len(more))


for title, edit in {
    "after_the_end": lambda raw: raw + b"more", "newline_after_the_end": lambda raw: raw + b"\n",
    "before_the_header": lambda raw: b"more" + raw, "incremental_update": updated,
    "in_a_gap": lambda raw: raw.replace(b"endobj\n2 0 obj", b"endobj\n%x\n2 0 obj", 1),
    "blank_in_a_gap": lambda raw: raw.replace(b"endobj\n2 0 obj", b"endobj\n\n2 0 obj", 1),
    "blank_in_an_object": lambda raw: raw.replace(b"/Type /Catalog", b"/Type  /Catalog", 1),
    "orphan": lambda raw: raw.replace(b"xref\n0", b"999 0 obj\n(x)\nendobj\nxref\n0", 1),
    "other_header": lambda raw: raw.replace(b"\xbf\xf7\xa2\xfe", b"\xe2\xe3\xcf\xd3", 1),
    "cut_off": lambda raw: raw[:-9], "zero_bytes": lambda raw: b"", "html": lambda raw: b"<html>",
}.items():  # fmt: skip
    MUTANTS[f"bytes_{title}"] = ("grammar", spoilt_bytes(edit))


@mutant("grammar")
def pdf_orphan_well_numbered(out: Path) -> None:
    """An object that is numbered, in the table, and named by nothing."""
    raw = sp.pdf_of(out).read_bytes()
    at = raw.index(b"xref\n0 ")
    count = int(raw[at + 7 : raw.index(b"\n", at + 7)])
    table = raw[at:].replace(b"0 %d\n" % count, b"0 %d\n" % (count + 1), 1)
    table = table.replace(b"trailer", b"%010d 00000 n \ntrailer" % at, 1)
    table = table.replace(b"/Size %d" % count, b"/Size %d" % (count + 1), 1)
    orphan = b"%d 0 obj\n(x)\nendobj\n" % count
    table = table.replace(b"startxref\n%d" % at, b"startxref\n%d" % (at + len(orphan)), 1)
    sp.pdf_of(out).write_bytes(raw[:at] + orphan + table)


def box_of(out: Path, record: str = sp.MEMO) -> tuple[int, int, int, int]:
    """Return the pixel box of a record's first withholding."""
    value = json.loads((out / "manifest.json").read_text("utf-8"))
    left, top, right, bottom = sp.entry(value, record)["withholdings"][0]["area"]
    wide, high = good_release.PIXELS
    return (left * wide // 61200 - 1, top * high // 79200 - 1,
            -(-right * wide // 61200) + 1, -(-bottom * high // 79200) + 1)  # fmt: skip


def painted(box: tuple[int, int, int, int], shade: int) -> Callable[[Image.Image], Image.Image]:
    def paint(image: Image.Image) -> Image.Image:
        image = image.copy()
        image.paste(shade, box)
        return image

    return paint


@mutant("areas")
def image_not_burnt(out: Path) -> None:
    lines, mode = good_release.MEMO, "1"
    sp.picture(out, lambda _: good_release.drawn(lines, mode)[0])


@mutant("areas")
def image_burnt_one_pixel_short(out: Path) -> None:
    left, top, _, bottom = box_of(out)
    sp.picture(out, painted((left, top, left + 1, bottom), 255))


@mutant("areas")
def image_one_pixel_in_the_box(out: Path) -> None:
    left, top, _, _ = box_of(out)
    sp.picture(out, painted((left + 4, top + 3, left + 5, top + 4), 255))


@mutant("areas")
def image_without_label(out: Path) -> None:
    sp.picture(out, painted(box_of(out), 0))


@mutant("areas")
def image_with_another_label(out: Path) -> None:
    from tearline.editions import burn
    from tearline.model.area import Area

    value = json.loads((out / "manifest.json").read_text("utf-8"))
    area = Area(*sp.entry(value)["withholdings"][0]["area"])
    sp.picture(out, lambda image: burn.burn(image, good_release.PAGE, (), [(area, ("(b)(7)",))]))


@mutant("areas")
def image_grey_not_burnt(out: Path) -> None:
    sp.picture(out, lambda _: good_release.drawn(good_release.LETTER, "L")[0], sp.LETTER)


@mutant("areas")
def image_grey_burnt_in_dark_grey(out: Path) -> None:
    sp.picture(out, painted(box_of(out, sp.LETTER), 70), sp.LETTER)


@mutant("areas")
def image_blot_not_white(out: Path) -> None:
    sp.picture(out, lambda image: good_release.view(good_release.MEMO, "1", (SECRET,))[0] and (
        _decoded(good_release.view(good_release.MEMO, "1", (SECRET,))[0].bitmap)))  # fmt: skip


def _decoded(bitmap: Any) -> Image.Image:
    from tearline_verify import grammar, raster

    picture = grammar.Picture(bitmap.width, bitmap.height, "fax", 0, len(bitmap.data))
    return Image.fromarray(raster.pixels(picture, bitmap.data)).convert("1")


@mutant("image")
def image_fax_with_more_bytes(out: Path) -> None:
    sp.raw_image(out, lambda raw: raw + b"more", sp.MEMO)


@mutant("image")
def image_fax_with_more_rows(out: Path) -> None:
    taller = Image.new("1", (1700, 2300), 1)
    from tearline_verify import raster

    sp.raw_image(out, lambda _: raster.encoded(taller), sp.MEMO)


@mutant("image")
def image_fax_cut_off(out: Path) -> None:
    sp.raw_image(out, lambda raw: raw[: len(raw) // 2], sp.MEMO)


def letter_image(**more: Any) -> Spoil:
    def spoil(out: Path) -> None:
        def again(raw: bytes) -> bytes:
            return good_release.jpeg_of(Image.open(io.BytesIO(raw)), **more)

        sp.raw_image(out, again)

    return spoil


EXIF = Image.Exif()
EXIF[0x010E] = "x"
MUTANTS["image_jpeg_with_exif"] = ("image", letter_image(exif=EXIF))
MUTANTS["image_jpeg_with_comment"] = ("image", letter_image(comment=b"x"))
MUTANTS["image_jpeg_with_profile"] = ("image", letter_image(icc_profile=b"x" * 200))
MUTANTS["image_jpeg_progressive"] = ("image", letter_image(progressive=True))


@mutant("image")
def image_jpeg_bytes_after_the_end(out: Path) -> None:
    sp.raw_image(out, lambda raw: raw + b"more")


@mutant("image")
def image_jpeg_bytes_after_the_last_block(out: Path) -> None:
    sp.raw_image(out, lambda raw: raw[:-2] + b"more" + raw[-2:])


@mutant("image")
def image_jpeg_with_thumbnail(out: Path) -> None:
    sp.raw_image(out, lambda raw: raw[:18] + b"\x01\x01" + raw[20:])


@mutant("read again")
def pixels_with_a_value_nobody_read(out: Path) -> None:
    """The value stands in the pixels of a page whose text layer does not have it."""
    lines = [*good_release.SECOND, "", f"and {NAME} knew of it too"]
    sp.picture(out, lambda _: good_release.drawn(lines, "1")[0], page=1)


SEEN_TOO = {
    "csv_note": {"counts"}, "file_left_out": {"counts"}, "file_name_with_a_value": {"folder"},
    "folder_name_with_a_value": {"folder"}, "image_blot_not_white": {"render"},
    "image_grey_not_burnt": {"render"}, "image_not_burnt": {"render"},
    "layer_value_as_backwards": {"carve"}, "manifest_key_twice": {"values"},
    "manifest_number": {"counts"}, "manifest_withholding_left_out": {"channels", "counts"},
    "manifest_withholding_made_up": {"areas", "channels", "counts", "render"},
    "page_data_deletion_moved": {"tags"}, "pdf_attachment": {"carve"}, "pdf_tag_of_a_parent_tree": {"carve"},
    "pdf_tag_that_speaks": {"carve"}, "pdf_tag_with_attributes": {"carve"},
    "pixels_in_a_box": {"render"}, "pixels_in_a_grey_box": {"render"},
    "text_layer_value": {"carve", "ink"}, "text_layer_value_unlisted": {"channels", "values"},
    "text_layer_word_moved": {"tags"}, "text_layer_word_outside_the_page": {"ink"},
    "value_in_page_data": {"carve", "channels", "ink"}, "word_in_page_data_alone": {"ink"},
    "word_in_text_file": {"carve", "channels"}, "word_in_text_file_of_its_page": {"channels"},
}  # fmt: skip
# What the note says besides is seen where it is computed again.
SEEN_TOO |= {name: {"counts"} for name in MUTANTS if name.startswith("note_")}
