"""Each named clause of ISO 19005-2 (PDF/A-2, level B) that bears on what an edition holds, on real bytes.

The editions are read with pikepdf and by their raw bytes, never with our own grammar. What an edition
may not hold at all (annotations, forms, actions, files) is looked for in every object. Level A is not
claimed; the last tests say what of its clause on structure holds all the same.
"""

from __future__ import annotations

import hashlib
import io
import re
from decimal import Decimal
from xml.etree import ElementTree as ET

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageCms

from tearline.editions import burn, flow, typeset
from tearline.editions.pdf import write_pdf
from tearline.editions.withheld import Withheld
from tearline.model.area import Area
from tearline.model.edition import Deletion, PageView
from tearline.model.guide import WidthPolicy
from tearline.model.page import Word

PAGE = (61200, 79200)
CODES = ("(b)(6)", "(b)(7)(C)")
TEXT = "REPORT\n\nThe subject, Quillfeather, was seen.\n" + "A line of the report.\n" * 90
XML = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
}


def page(words, mode="1", turn=0, areas=(), number=1, policy=WidthPolicy.EXACT, size=PAGE):
    """Return a view of a page with words on lines of four, and deletions."""
    image = Image.new(mode, (425, 550), "white" if mode == "RGB" else 255)
    image.paste(0 if mode != "RGB" else (9, 90, 200), (20, 20, 60, 40))
    shown, text = [], ""
    for at, word in enumerate(words):
        text += "" if not at else "\n" if at % 4 == 0 else " "
        left, top = 4000 + 12000 * (at % 4), 9000 + 2000 * (at // 4)
        area = Area(left, top, left + 1000 * len(word), top + 1200)
        shown.append(Word(word, len(text), len(text) + len(word), area, 90.0))
        text += word
    marks = [flow.marker(CODES, area) for area in areas]
    text, found = flow.compose(shown, text, marks, flow.Upright(*size, turn), measured=False)
    gone = tuple(Deletion(number, area, CODES, "passage", policy) for area in areas)
    burnt = burn.burn(image, size, (), [(area, CODES) for area in areas])
    return PageView(number, *size, burn.encode(burnt), text, found, gone, 90.0, turn)


def made():
    """Return the views of each edition."""
    word = Area(16000, 9000, 27000, 10200)
    withheld = [Withheld((), TEXT.index("Quill"), TEXT.index("Quill") + 12, CODES)]
    return {
        "a bilevel page": [page(["one", "two", "three", "four", "five"], areas=[word])],
        "a grey page": [page(["one", "two"], "L", areas=[word])],
        "a page in colour": [page(["one", "two"], "RGB")],
        "a text record": list(typeset.set_pages(TEXT, withheld)),
        "a turned page": [page(["one", "two"], turn=90, areas=[word])],
        "a page without words": [page(["one"]), page([], number=2)],
        "a page withheld whole": [page([], areas=[Area(0, 0, *PAGE)])],
        "surrogates and the rest": [
            page(["a😀b", "日本", "שלום", "(x)\\", "é", "\ufeff", "x" * 99])
        ],
        "a shifted line": [page(["one"], areas=[word], policy=WidthPolicy.MOVED)],
        "an odd size": [page(["one"], size=(61237, 79205))],
    }


@pytest.fixture(scope="module")
def editions(tmp_path_factory):
    """Each edition by its name, as bytes."""
    out = {}
    assert tuple(made()) == NAMES
    for at, (name, views) in enumerate(made().items()):
        path = tmp_path_factory.mktemp("pdfa") / "a.pdf"
        write_pdf(views, f"104-1000{at}.x & <y>", path)
        out[name] = path.read_bytes()
    return out


NAMES = (
    "a bilevel page", "a grey page", "a page in colour", "a text record", "a turned page",
    "a page without words", "a page withheld whole", "surrogates and the rest", "a shifted line",
    "an odd size",
)  # fmt: skip


@pytest.fixture(params=NAMES)
def raw(request, editions):
    """One edition's bytes."""
    return editions[request.param]


@pytest.fixture
def pdf(raw):
    """One edition, opened by pikepdf."""
    with pikepdf.open(io.BytesIO(raw)) as opened:
        yield opened


def values(thing, depth=0):
    """Yield every value inside an object, the object itself first, references not followed."""
    yield thing
    if depth and isinstance(thing, pikepdf.Object) and thing.is_indirect:
        return
    if isinstance(thing, pikepdf.Array):
        for each in thing:
            yield from values(each, depth + 1)
    elif isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        for each in (thing[key] for key in thing.keys()):  # noqa: SIM118
            yield from values(each, depth + 1)


def everything(pdf):
    """Yield every value of every object of a file."""
    for thing in pdf.objects:
        yield from values(thing)


def keys(pdf):
    """Return every key of every dictionary."""
    kinds = pikepdf.Dictionary | pikepdf.Stream
    return {key for thing in everything(pdf) if isinstance(thing, kinds) for key in thing.keys()}  # noqa: SIM118


def streams(raw):
    """Yield each stream's dictionary and body, by the bytes alone."""
    for found in re.finditer(rb"\n(<< [^\n]* >>)\nstream\n", raw):
        length = int(re.search(rb"/Length (\d+)", found[1])[1])
        yield found[1], raw[found.end() :][:length], raw[found.end() + length :][:11]


def operators(pdf):
    """Yield each page's content as (operands, operator)."""
    for each in pdf.pages:
        yield [(list(o.operands), str(o.operator)) for o in pikepdf.parse_content_stream(each)]


def font_of(pdf):
    """Return the one font, and its descendant."""
    (font,) = {
        f.objgen: f for p in pdf.pages for f in p.obj.Resources.Font.as_dict().values()
    }.values()
    return font, font.DescendantFonts[0]


def xmp(pdf):
    """Return the metadata as XML."""
    return ET.fromstring(pdf.Root.Metadata.read_bytes())


def test_6_1_2_the_header_is_at_byte_0_with_four_high_bytes_in_a_comment(raw):
    assert re.match(rb"%PDF-1\.[0-7]\n%[\x80-\xff]{4}\n", raw)


def test_6_1_3_the_trailer_has_an_id_and_no_encrypt_and_nothing_follows(raw):
    trailer = raw[raw.rindex(b"trailer") :]
    assert re.search(rb"/ID \[<[0-9a-f]{32}><[0-9a-f]{32}>\]", trailer)
    assert b"/Encrypt" not in raw
    assert raw.endswith(b"%%EOF\n")
    assert raw.count(b"%%EOF") == 1


def test_6_1_4_the_cross_reference_table_is_classic_and_true(raw):
    start = int(re.search(rb"startxref\n(\d+)\n", raw)[1])
    table = re.match(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [fn] \n)+)trailer", raw[start:])
    rows = table[2].splitlines(keepends=True)
    assert len(rows) == int(table[1])
    for number, row in enumerate(rows[1:], 1):
        assert raw[int(row[:10]) :].startswith(b"%d 0 obj\n" % number)
    assert b"/XRef" not in raw


def test_6_1_5_info_says_what_the_metadata_says(pdf):
    told = xmp(pdf)
    assert set(pdf.docinfo.keys()) == {"/Title", "/Producer"}
    assert str(pdf.docinfo.Title) == told.find(".//dc:title/rdf:Alt/rdf:li", XML).text
    assert str(pdf.docinfo.Producer) == told.find(".//pdf:Producer", XML).text


def test_6_1_6_hexadecimal_strings_hold_an_even_number_of_digits(raw, pdf):
    shown = b"".join(p.obj.Contents.read_bytes() for p in pdf.pages)
    outside = b"".join(re.split(rb"stream\n.*?\nendstream", raw, flags=re.DOTALL))
    outside = re.sub(rb"\((?:[^()\\]|\\.)*\)", b"", outside)  # strings in brackets may hold < and >
    for digits in re.findall(rb"(?<!<)<([^<>]*)>(?!>)", shown + outside):
        assert re.fullmatch(rb"(?:[0-9A-Fa-f]{2})*", digits)


def test_6_1_7_1_streams_are_as_long_as_they_say_between_their_own_line_ends(raw):
    found = list(streams(raw))
    assert len(found) >= 7
    assert len(re.findall(rb"\nendstream\nendobj\n", raw)) == len(found)
    for told, _, after in found:
        assert after == b"\nendstream\n"
        assert not re.search(rb"/F |/FFilter|/FDecodeParms", told)


def test_6_1_7_2_filters_are_neither_lzw_nor_crypt(pdf):
    filters = {str(s.get("/Filter")) for s in pdf.objects if isinstance(s, pikepdf.Stream)}
    assert filters <= {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "None"}


def test_6_1_8_names_are_utf_8_and_short(raw):
    for name in re.findall(rb"/([^\s/<>\[\]()]+)", raw[: raw.index(b"stream\n")]):
        assert len(name) <= 127
        assert name.isascii()


def test_6_1_9_objects_stand_on_lines_of_their_own(raw):
    outside = b"".join(re.split(rb"stream\n.*?\nendstream", raw, flags=re.DOTALL))
    heads = re.findall(rb"[^\n]*\bobj\b[^\n]*\n", outside)
    assert sorted(int(head.split()[0]) for head in heads) == list(range(1, len(heads) + 1))
    assert all(re.fullmatch(rb"[1-9]\d* 0 obj\n", head) for head in heads)
    assert len(re.findall(rb"\nendobj\n", outside)) == len(heads)


def test_6_1_10_no_inline_image(pdf):
    for found in operators(pdf):
        assert not {"BI", "ID", "EI", "INLINE IMAGE"} & {operator for _, operator in found}


def test_6_1_12_no_permissions(pdf):
    assert "/Perms" not in keys(pdf)


def test_6_1_13_the_limits_are_kept(raw, pdf):
    assert len(list(pdf.objects)) <= 8388607
    for thing in everything(pdf):
        if isinstance(thing, int) and not isinstance(thing, bool):
            assert abs(thing) <= 2147483647
        elif isinstance(thing, Decimal):
            assert abs(thing) <= Decimal("3.403e38")
        elif isinstance(thing, pikepdf.String):
            assert len(bytes(thing)) <= 32767
    for each in pdf.pages:
        left, bottom, right, top = each.mediabox
        assert 3 <= right - left <= 14400
        assert 3 <= top - bottom <= 14400
    for found in operators(pdf):
        depth = [(o == "q") - (o == "Q") for _, o in found]
        assert max(sum(depth[:n]) for n in range(len(depth) + 1)) <= 28
        for operands, _ in found:
            assert all(len(bytes(o)) <= 32767 for o in operands if isinstance(o, pikepdf.String))


def test_6_2_2_content_streams_use_known_operators_and_name_their_resources(pdf):
    for each, found in zip(pdf.pages, operators(pdf), strict=True):
        assert {o for _, o in found} <= {
            "q", "Q", "cm", "Do", "BT", "ET", "Tr", "Tf", "Tz", "Tm", "Tj", "BMC", "BDC", "EMC",
        }  # fmt: skip
        own = each.obj.Resources
        assert {str(o[0]) for o, name in found if name == "Do"} <= set(own.XObject.keys())
        assert {str(o[0]) for o, name in found if name == "Tf"} <= set(own.Font.keys())


def test_6_2_3_the_output_intent_is_a_true_srgb_profile(pdf):
    (intent,) = pdf.Root.OutputIntents
    assert intent.S == "/GTS_PDFA1"
    assert "/DestOutputProfileRef" not in intent
    data = intent.DestOutputProfile.read_bytes()
    assert intent.DestOutputProfile.N == 3
    assert int.from_bytes(data[:4], "big") == len(data)
    assert (data[8] <= 4, data[12:16], data[16:20], data[36:40]) == (
        True,
        b"mntr",
        b"RGB ",
        b"acsp",
    )
    ours = ImageCms.ImageCmsProfile(io.BytesIO(data))
    ramp = Image.frombytes(
        "RGB",
        (256, 3),
        bytes(
            v
            for r in range(3)
            for i in range(256)
            for v in [(i, 0, 0), (i, i, i), (0, 255 - i, i)][r]
        ),
    )
    turned = ImageCms.profileToProfile(ramp, ours, ImageCms.createProfile("sRGB"))
    apart = max(abs(a - b) for a, b in zip(ramp.tobytes(), turned.tobytes(), strict=True))
    assert apart <= 1


def test_6_2_4_device_colours_are_those_the_intent_covers(pdf):
    colours = {
        str(s.ColorSpace)
        for s in pdf.objects
        if isinstance(s, pikepdf.Stream) and "/ColorSpace" in s
    }
    assert colours <= {"/DeviceGray", "/DeviceRGB"}
    assert not {"/CS", "/DefaultRGB", "/Separation"} & keys(pdf)


def test_6_2_5_no_graphics_state_and_no_halftone_or_transfer(pdf):
    assert not {"/ExtGState", "/TR", "/TR2", "/HTP", "/HT"} & keys(pdf)


def test_6_2_6_no_rendering_intent_is_set(pdf):
    assert not {"/Intent", "/RI"} & keys(pdf)


def test_6_2_8_images_have_no_alternates_opi_or_interpolation_and_their_true_size(pdf):
    assert not {"/Alternates", "/OPI", "/Interpolate", "/SMaskInData"} & keys(pdf)
    for each in pdf.pages:
        image = each.obj.Resources.XObject.Im0
        assert image.BitsPerComponent in (1, 8)
        opened = pikepdf.PdfImage(image).as_pil_image()
        assert opened.size == (image.Width, image.Height)


def test_6_2_9_no_form_or_postscript_xobject(pdf):
    kinds = {
        str(s.Subtype) for s in pdf.objects if isinstance(s, pikepdf.Stream) and "/Subtype" in s
    }
    assert kinds == {"/Image", "/XML"}
    assert not {"/Ref", "/PS", "/Subtype2"} & keys(pdf)


def test_6_2_10_nothing_is_transparent(pdf):
    assert not {"/Group", "/SMask", "/Mask", "/BM", "/CA", "/ca"} & keys(pdf)


def test_6_2_11_2_the_font_is_of_a_known_type_and_one_name(pdf):
    font, below = font_of(pdf)
    assert (font.Type, font.Subtype, below.Subtype) == ("/Font", "/Type0", "/CIDFontType2")
    assert font.BaseFont == below.BaseFont == below.FontDescriptor.FontName


def test_6_2_11_3_the_composite_font_is_identity_with_its_map_embedded(pdf):
    font, below = font_of(pdf)
    assert font.Encoding == "/Identity-H"  # predefined; any system information goes with it
    assert below.CIDSystemInfo.Ordering == "Identity"
    assert len(below.CIDToGIDMap.read_bytes()) == 2 * 65536
    assert len(font.DescendantFonts) == 1


def test_6_2_11_4_the_font_program_is_embedded_whole_and_may_be(pdf):
    _, below = font_of(pdf)
    program = below.FontDescriptor.FontFile2
    data = program.read_bytes()
    assert program.Length1 == len(data)
    font = TTFont(io.BytesIO(data))
    assert font["OS/2"].fsType == 0
    glyphs = below.CIDToGIDMap.read_bytes()
    used = {int.from_bytes(glyphs[at : at + 2], "big") for at in range(0, len(glyphs), 2)}
    assert max(used) < len(font.getGlyphOrder())
    assert "/CIDSet" not in keys(pdf)


def test_6_2_11_5_widths_are_those_of_the_font_program(pdf):
    _, below = font_of(pdf)
    font = TTFont(io.BytesIO(below.FontDescriptor.FontFile2.read_bytes()))
    due = {1000 * wide / font["head"].unitsPerEm for wide, _ in font["hmtx"].metrics.values()}
    assert due == {below.DW}
    assert "/W" not in below


def test_6_2_11_6_no_simple_truetype_font(pdf):
    assert "/TrueType" not in {
        str(f.get("/Subtype")) for f in pdf.objects if isinstance(f, pikepdf.Dictionary)
    }


def test_6_2_11_7_every_code_that_is_shown_has_its_character(pdf):
    font, _ = font_of(pdf)
    cmap = font.ToUnicode.read_bytes()
    spans = [tuple(int(x, 16) for x in found) for found in
             re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]{4})>", cmap)]  # fmt: skip
    assert all(first == to for first, _, to in spans)
    assert not any(first <= bad <= last for first, last, _ in spans for bad in (0, 0xFFFE))


def test_6_2_11_8_no_shown_code_is_notdef(pdf):
    _, below = font_of(pdf)
    glyphs = below.CIDToGIDMap.read_bytes()
    for found in operators(pdf):
        for operands, operator in found:
            if operator == "Tj":
                code = bytes(operands[0])
                cids = [int.from_bytes(code[at : at + 2], "big") for at in range(0, len(code), 2)]
                assert all(glyphs[2 * cid : 2 * cid + 2] != b"\0\0" for cid in cids)


def test_6_3_to_6_5_no_annotations_forms_or_actions(pdf):
    assert not {
        "/Annots", "/AcroForm", "/XFA", "/NeedsRendering", "/AA", "/OpenAction", "/JavaScript", "/JS",
        "/Names", "/Dests", "/Outlines", "/Threads", "/Next", "/URI",
    } & keys(pdf)  # fmt: skip


def test_6_6_2_metadata_is_one_plain_packet_of_well_formed_xml(pdf):
    packet = pdf.Root.Metadata
    assert (packet.Type, packet.Subtype) == ("/Metadata", "/XML")
    assert "/Filter" not in packet
    data = packet.read_bytes()
    head = data[: data.index(b"?>")]
    assert head.startswith(b'<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"')
    assert b"bytes=" not in head
    assert b"encoding=" not in head
    assert data.endswith(b'<?xpacket end="r"?>')
    data.decode("utf-8")
    assert len(xmp(pdf)) == 1
    assert sum("/Metadata" in o for o in pdf.objects if isinstance(o, pikepdf.Dictionary)) == 1


def test_6_6_2_3_every_property_is_of_a_predefined_schema(pdf):
    (about,) = xmp(pdf).findall("./rdf:RDF/rdf:Description", XML)
    found = {each.tag for each in about}
    assert found == {f"{{{XML[space]}}}{name}" for space, name in (
        ("pdfaid", "part"), ("pdfaid", "conformance"), ("dc", "title"), ("pdf", "Producer"))}  # fmt: skip
    assert list(about.attrib.values()) == [""]


def test_6_6_4_the_file_says_which_part_and_level_it_is_of(pdf):
    told = xmp(pdf)
    assert told.find(".//pdfaid:part", XML).text == "2"
    assert told.find(".//pdfaid:conformance", XML).text == "B"


def test_6_7_2_and_6_7_4_as_for_level_a_the_file_is_marked_and_has_a_language(pdf):
    assert pdf.Root.MarkInfo.Marked is True
    assert re.fullmatch("[a-z]{2}", str(pdf.Root.Lang))
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True


def test_6_7_3_as_for_level_a_all_content_is_tagged_or_an_artifact(pdf):
    root = pdf.Root.StructTreeRoot
    assert "/RoleMap" not in root
    numbers = root.ParentTree.Nums
    owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for each, found in zip(pdf.pages, operators(pdf), strict=True):
        inside, ids = None, []
        for operands, operator in found:
            if operator in ("BMC", "BDC"):
                assert inside is None, "marked content inside marked content"
                inside = str(operands[0])
                if operator == "BDC":
                    ids.append(int(operands[1].MCID))
            elif operator == "EMC":
                inside = None
            elif operator in ("Do", "Tj"):
                assert inside in (("/P", "/Span") if operator == "Tj" else ("/Artifact", "/Figure"))
        own = owners[int(each.obj.StructParents)]
        assert ids == list(range(len(own)))
        for number, owner in zip(ids, own, strict=True):
            kids = owner.K if isinstance(owner.K, pikepdf.Array) else [owner.K]
            assert number in [k for k in kids if isinstance(k, int)]
            assert owner.Pg.objgen == each.obj.objgen
            assert owner.S in ("/P", "/Span", "/Figure")
            while owner.Type != "/StructTreeRoot":
                owner = owner.P  # noqa: PLW2901 - up to the root
            assert owner.objgen == root.objgen


def test_6_8_to_6_11_no_embedded_files_layers_alternatives_or_requirements(pdf):
    assert not {
        "/EF", "/EmbeddedFiles", "/AF", "/OCProperties", "/OC", "/AlternatePresentations",
        "/PresSteps", "/Requirements",
    } & keys(pdf)  # fmt: skip


def test_no_date_and_no_version_of_any_program_stands_in_a_file(raw):
    outside = b"".join(re.split(rb"stream\n.*?\nendstream", raw, flags=re.DOTALL))
    assert not re.search(rb"(?i)date|D:\d{4}|pikepdf|qpdf|instanceid|documentid", outside)


def test_the_profile_is_one_and_the_same_in_every_edition(editions):
    seen = set()
    for data in editions.values():
        with pikepdf.open(io.BytesIO(data)) as pdf:
            profile = pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
            seen.add(hashlib.sha256(profile).hexdigest())
    assert len(seen) == 1
