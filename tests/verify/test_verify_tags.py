"""Every place of the tags, the metadata and the colour profile that could hold a value is looked at.

Each file here is saved in our own way, so that nothing but what was planted is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import good_release
import pikepdf
import pytest
import spoiling as sp
from good_release import NAME, SECRET
from pikepdf import Array, Dictionary, Name, Stream

from tearline.editions.pdf import write_pdf
from tearline_verify import against, grammar, instep, pagedata, single
from tearline_verify.leaks import GrammarError
from tearline_verify.probes import readagain
from tearline_verify.setting import Setting

Change = Callable[[pikepdf.Pdf], Any]


def tags_of(pdf: pikepdf.Pdf) -> list[Any]:
    """Return the tags of the lines of the first page; the third holds a deletion's span."""
    return list(pdf.Root.StructTreeRoot.K.K[0].K)


def span_of(pdf: pikepdf.Pdf) -> Any:
    """Return the tag of the first page's deletion."""
    return next(k for line in tags_of(pdf) if isinstance(line.K, Array) for k in line.K
                if not isinstance(k, int))  # fmt: skip


def packet(old: bytes, new: bytes) -> Callable[[pikepdf.Pdf], Any]:
    """Change the metadata packet."""

    def change(pdf: pikepdf.Pdf) -> None:
        before = pdf.Root.Metadata.read_bytes()
        assert old in before
        pdf.Root.Metadata.write(before.replace(old, new, 1))

    return change


def profile(
    pdf: pikepdf.Pdf, old: bytes = b"made for Tearline", new: bytes = b"made in Tearline"
) -> None:
    """Change the colour profile's own description."""
    stream = pdf.Root.OutputIntents[0].DestOutputProfile
    assert old in stream.read_bytes()
    stream.write(stream.read_bytes().replace(old, new, 1))


def roles(pdf: pikepdf.Pdf) -> None:
    """Give the tags roles of their own, and one tag such a name."""
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({"/Quillfeather": Name.P})
    tags_of(pdf)[0].S = Name("/Quillfeather")


def line_of_its_own(pdf: pikepdf.Pdf) -> None:
    """Add a line's tag that owns nothing on the page."""
    sheet = pdf.Root.StructTreeRoot.K.K[0]
    sheet.K.append(pdf.make_indirect(Dictionary(
        Type=Name.StructElem, S=Name.P, P=sheet, Pg=pdf.pages[0].obj, K=8)))  # fmt: skip


def lines_in_another_order(pdf: pikepdf.Pdf) -> None:
    kids = pdf.Root.StructTreeRoot.K.K[0].K
    kids[0], kids[1] = kids[1], kids[0]


def owned_by_another(pdf: pikepdf.Pdf) -> None:
    owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
    owners[0], owners[1] = owners[1], owners[0]


def nested_deeper(pdf: pikepdf.Pdf) -> None:
    """Put a tag between a page's and its first line's."""
    sheet = pdf.Root.StructTreeRoot.K.K[0]
    between = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Div, P=sheet))
    first = sheet.K[0]
    between.K, first.P, sheet.K[0] = Array([first]), between, between


PLACES: dict[str, Change] = {
    "xmp_a_property": packet(b"</rdf:Description>", b"<pdf:Keywords>x</pdf:Keywords></rdf:Description>"),
    "xmp_a_comment": packet(b"<rdf:RDF", b"<!-- x --><rdf:RDF"),
    "xmp_a_blank": packet(b"</x:xmpmeta>\n", b"</x:xmpmeta>\n "),
    "xmp_another_title": packet(b">memo-1<", b">memo-2<"),
    "xmp_a_title_with_an_entity": packet(b">memo-1<", b">memo&#45;1<"),
    "xmp_a_date": packet(b"</rdf:Description>", b"<xmp:CreateDate>1961</xmp:CreateDate></rdf:Description>"),
    "xmp_writable": packet(b'end="r"', b'end="w"'),
    "xmp_another_key": lambda pdf: pdf.Root.Metadata.update({"/Note": "x"}),
    "xmp_of_a_page": lambda pdf: pdf.pages[0].obj.update({"/Metadata": Stream(pdf, b"x")}),
    "profile_s_text": profile,
    "profile_s_tone": lambda pdf: profile(pdf, b"curv\0\0\0\0\0\0\x04\0\0\0", b"curv\0\0\0\0\0\0\x04\0\0\1"),
    "profile_longer": lambda pdf: profile(pdf, b"\xff\xff", b"\xff\xffx"),
    "profile_s_stand_in": lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.update(
        {"/Alternate": Name.DeviceRGB}),
    "intent_s_info": lambda pdf: pdf.Root.OutputIntents[0].update({"/Info": "x"}),
    "intent_s_registry": lambda pdf: pdf.Root.OutputIntents[0].update({"/RegistryName": "x"}),
    "second_intent": lambda pdf: pdf.Root.OutputIntents.append(
        Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX)),
    "suspects": lambda pdf: pdf.Root.MarkInfo.update({"/Suspects": False}),
    "viewer_s_wish": lambda pdf: pdf.Root.ViewerPreferences.update({"/HideMenubar": True}),
    "tab_order": lambda pdf: pdf.pages[0].obj.update({"/Tabs": Name.S}),
    "page_tagged_as_another": lambda pdf: pdf.pages[0].obj.update({"/StructParents": 7}),
    "spoken_value": lambda pdf: span_of(pdf).update({"/ActualText": SECRET}),
    "spoken_value_after_the_codes": lambda pdf: span_of(pdf).update(
        {"/ActualText": f"redacted, (b)(6), {NAME}"}),
    "spoken_codes_of_another": lambda pdf: span_of(pdf).update({"/ActualText": "redacted, (b)(7)"}),
    "spoken_in_another_script": lambda pdf: span_of(pdf).update(
        {"/ActualText": pikepdf.String("redacted, (b)(6)".encode("utf-16"))}),
    "spoken_in_wide_letters": lambda pdf: span_of(pdf).update(
        {"/ActualText": pikepdf.String(b"\xfe\xff" + "redacted, (b)(6)".encode("utf-16-be"))}),
    "spoken_line": lambda pdf: tags_of(pdf)[0].update({"/ActualText": "x"}),
    "span_that_stands_for_more": lambda pdf: span_of(pdf).update({"/Alt": "x"}),
    "span_spelt_out": lambda pdf: span_of(pdf).update({"/E": "x"}),
    "tag_with_a_title": lambda pdf: tags_of(pdf)[0].update({"/T": "x"}),
    "tag_with_an_id": lambda pdf: tags_of(pdf)[0].update({"/ID": "x"}),
    "tag_with_a_language": lambda pdf: tags_of(pdf)[0].update({"/Lang": "x"}),
    "tag_with_attributes": lambda pdf: tags_of(pdf)[0].update(
        {"/A": Dictionary(O=Name.UserProperties, P=Array([Dictionary(N="x", V=SECRET)]))}),
    "tag_with_a_class": lambda pdf: tags_of(pdf)[0].update({"/C": Name("/x")}),
    "tag_with_a_revision": lambda pdf: tags_of(pdf)[0].update({"/R": 900551234}),
    "tag_with_a_file": lambda pdf: tags_of(pdf)[0].update({"/AF": Array([])}),
    "tag_of_a_heading": lambda pdf: tags_of(pdf)[0].update({"/S": Name.H1}),
    "tag_of_another_page": lambda pdf: tags_of(pdf)[0].update({"/Pg": pdf.pages[1].obj}),
    "tag_of_another_parent": lambda pdf: tags_of(pdf)[0].update({"/P": pdf.Root.StructTreeRoot.K}),
    "tag_of_a_reference": lambda pdf: tags_of(pdf)[0].update(
        {"/K": Dictionary(Type=Name.MCR, Pg=pdf.pages[0].obj, MCID=0)}),
    "tag_of_an_object": lambda pdf: tags_of(pdf)[0].update(
        {"/K": Dictionary(Type=Name.OBJR, Obj=pdf.pages[0].obj.Resources.XObject.Im0)}),
    "tag_of_a_line_not_there": line_of_its_own, "tag_of_roles": roles, "tag_nested": nested_deeper,
    "tags_in_another_order": lines_in_another_order,
    "tags_of_one_page_left_out": lambda pdf: pdf.Root.StructTreeRoot.K.K.__delitem__(1),
    "tags_left_out": lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"),
    "tree_of_ids": lambda pdf: pdf.Root.StructTreeRoot.update(
        {"/IDTree": Dictionary(Names=Array([SECRET, 0]))}),
    "tree_of_classes": lambda pdf: pdf.Root.StructTreeRoot.update({"/ClassMap": Dictionary(x=1)}),
    "tree_with_more_numbers": lambda pdf: pdf.Root.StructTreeRoot.update(
        {"/ParentTreeNextKey": 900551234}),
    "parents_with_more": lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums.extend(
        [9, pdf.make_indirect(Array([]))]),
    "parents_with_limits": lambda pdf: pdf.Root.StructTreeRoot.ParentTree.update(
        {"/Limits": Array([0, 1])}),
    "parents_of_a_value": lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums[1].append(
        pikepdf.String(SECRET)),
    "parents_in_another_order": owned_by_another,
}  # fmt: skip


# Why a file is refused, by how its place begins; the first that fits.
REASONS = {
    "xmp_another_key": "key too many", "xmp_of_a_page": "key too many", "xmp": "fixed packet",
    "profile_s_stand_in": "key too many", "profile": "not the fixed one",
    "intent_s_info": "wrong Info", "intent_s_registry": "key too many", "second_intent": "intents",
    "suspects": "MarkInfo", "viewer": "ViewerPreferences", "tab_order": "key too many",
    "page_tagged": "numbered for its tags", "spoken_in": "never write",
    "spoken_line": "key too many", "spoken": "not its marker's codes", "span": "key too many",
    "tag_of_a_heading": "wrong S", "tag_of_another": "another parent or another page",
    "tag_of_roles": "key too many", "tag_of": "numbered through the page", "tag_": "key too many",
    "tags_in": "numbered through the page", "tags_of_one_page": "as many pages",
    "tags_left": "key too many", "tree_with_more": "as many pages", "tree": "key too many",
    "parents_with_more": "as many pages", "parents_with_limits": "key too many",
    "parents": "not in step",
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_what_is_planted_is_refused_for_what_it_is(
    place: str, made: good_release.Good, tmp_path: Path
) -> None:
    why = next(reason for start, reason in REASONS.items() if place.startswith(start))
    path = tmp_path / "a.pdf"
    path.write_bytes(sp.pdf_of(made.out).read_bytes())
    sp.resave(path, PLACES[place])
    with pytest.raises(GrammarError, match=why) as told:
        list(grammar.Edition(path.read_bytes()).pages())
    assert SECRET not in str(told.value)
    assert NAME not in str(told.value)


def test_the_tags_of_a_clean_release_are_those_of_its_page_data(made: good_release.Good) -> None:
    for record in (sp.MEMO, sp.LETTER, sp.REPORT):
        shown = list(grammar.Edition(sp.pdf_of(made.out, record).read_bytes()).pages())
        packed = (made.out / "pages" / f"{record}.jsonl.zst").read_bytes()
        rows = [pagedata.page(line, record, n) for n, line in enumerate(pagedata.lines(packed), 1)]
        assert len(rows) == len(shown)
        for row, page in zip(rows, shown, strict=True):
            assert list(instep.leaks(record, row, page)) == []
            assert len(page.tagged.spoken) == len(row.deletions)


@pytest.mark.parametrize("tagged", [True, False])
def test_one_file_by_itself_must_speak_for_each_place_on_the_list(
    tagged: bool,
    made: good_release.Good,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readagain, "read", lambda *_: readagain.Again("", 0))
    view, _, _ = good_release.view(good_release.LETTER, "1", (NAME,))
    path = tmp_path / f"{sp.LETTER}.pdf"
    write_pdf([view if tagged else replace(view, deletions=())], sp.LETTER, path)
    listed = [json.dumps(line) for line in made.lines if line["record"] == sp.LETTER]
    verdict = single.verify(Setting(str(path), against.read(listed)))
    assert {leak.probe for leak in verdict.leaks} == (set() if tagged else {"tags"})
