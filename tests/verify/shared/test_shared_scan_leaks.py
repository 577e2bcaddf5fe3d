"""Each leak class, planted once in every kind of file it applies to, is found by its check alone."""

from __future__ import annotations

import base64
import copy
import io
import json
import runpy
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from tearline_verify.shared import hidden as lists
from tearline_verify.shared.checks import CHECKS
from tearline_verify.shared.scan import scan

M = runpy.run_path(str(Path(__file__).with_name("made_edition.py")))
LIST = M["hidden"]()
HIDDEN = lists.of(LIST)
NEW = M["ids"](6, seed=99)
Plant = Callable[[Any], object]


def into(file: str, text: str) -> Plant:
    return lambda made: M["INTO"][file](made, text)


def cell(file: str, head: str, value: str) -> Plant:
    def plant(made: Any) -> None:
        rows = made.tables[file]
        rows[1][rows[0].index(head)] = value

    return plant


def swap(before: str, after: str) -> Plant:
    def plant(made: Any) -> None:
        name = next(iter(made.alerts))
        assert before in made.alerts[name]
        made.alerts[name] = made.alerts[name].replace(before, after)

    return plant


def put(kind: str, **more: Any) -> Plant:
    return lambda made: made.one(kind).update(more)


def event(**more: Any) -> Plant:
    return lambda made: made.event.update(more)


def another_relationship(**ends: Any) -> Plant:
    """A second relationship, whose ends are as given; None takes an end away."""

    def plant(made: Any) -> None:
        row = {**copy.deepcopy(made.one("relationship")), "id": f"relationship--{NEW[0]}", **ends}
        made.objects.append({key: value for key, value in row.items() if value is not None})

    return plant


def misp_reference(made: Any) -> None:
    made.event["Object"][0]["ObjectReference"] = [{"uuid": NEW[1], "relationship_type": "impacts"}]


def named_by_its_name(made: Any) -> None:
    """A UUID of version 5 for the incident, everywhere it is named."""
    old = made.one("incident")["id"]
    new = f"incident--{uuid.uuid5(uuid.NAMESPACE_URL, 'Cables cut')}"
    made.objects = json.loads(json.dumps(made.objects).replace(old, new))


def misp_by_its_name(made: Any) -> None:
    made.event["uuid"] = str(uuid.uuid5(uuid.NAMESPACE_URL, "Cables cut"))


def unused_marking(made: Any) -> None:
    made.objects.append(
        {"type": "marking-definition", "spec_version": "2.1", "id": M["GREEN"], "name": "TLP:GREEN",
         "created": "2022-10-01T00:00:00.000Z",
         "extensions": {M["TLP2"]: {"extension_type": "property-extension", "tlp_2_0": "green"}}}
    )  # fmt: skip


def higher_marking(made: Any) -> None:
    made.one("note")["object_marking_refs"] = [
        "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
    ]


def old_marking(made: Any) -> None:
    made.one("note")["object_marking_refs"] = [
        "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
    ]


def unknown_marking(made: Any) -> None:
    refs = f"marking-definition--{NEW[3]}"
    made.objects.append(
        {"type": "marking-definition", "id": refs, "name": "Cohort", "created": M["STAMP"]}
    )
    made.one("note")["object_marking_refs"] = [refs]


def false_marking(made: Any) -> None:
    made.one("marking-definition")["extensions"][M["TLP2"]]["tlp_2_0"] = "green"


def another_author(made: Any) -> None:
    row = {**copy.deepcopy(made.one("identity")), "id": f"identity--{NEW[2]}", "name": "Analyst"}
    made.objects.append(row)
    made.one("note")["created_by_ref"] = row["id"]


def an_author_of_another_kind(made: Any) -> None:
    for row in made.objects:
        if "created_by_ref" in row:
            row["created_by_ref"] = made.one("incident")["id"]
    made.event.pop("Org"), made.event.pop("Orgc")


def second_incident(*external: str) -> Plant:
    """External ids for an incident that count up."""

    def plant(made: Any) -> None:
        made.one("incident")["external_references"] = [
            {"source_name": "tearline", "external_id": one} for one in external
        ]

    return plant


def attached(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = pikepdf.AttachedFileSpec(pdf, b"nothing of note")


def scripted(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.beep(0)")


def described(pdf: pikepdf.Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["xmp:CreatorTool"] = "Writer"


def pictured(pdf: pikepdf.Pdf) -> None:
    out = io.BytesIO()
    about = Image.Exif()
    about[0x010F] = "Camera"
    Image.new("L", (8, 8)).save(out, "JPEG", exif=about)
    picture = pikepdf.Stream(
        pdf, out.getvalue(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8,
        ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject = pikepdf.Dictionary(Im0=picture)


def in_pdf(spoil: Callable[[pikepdf.Pdf], None]) -> Plant:
    return lambda made: setattr(made, "spoil_pdf", spoil)


def placed(where: str) -> Callable[[pikepdf.Pdf], None]:
    """Put a hidden name where only a part of a PDF that no page shows holds it."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        name = M["NAME"]
        page = pdf.pages[0]
        if where == "a note":
            note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9],
                                      Contents=name)  # fmt: skip
            page.Annots = pikepdf.Array([pdf.make_indirect(note)])
        elif where == "a comment in a stream":
            page.contents_add(f"% {name}\n".encode())
        elif where == "an object nobody uses":
            pdf.Root.PieceInfo = pdf.make_indirect(
                pikepdf.Dictionary(X=pikepdf.String("\ufeff" + name + "ž"))
            )
        elif where == "another filter":
            data = base64.a85encode(f"by {name}".encode()) + b"~>"
            pdf.Root.PieceInfo = pikepdf.Stream(pdf, data, Filter=pikepdf.Name.ASCII85Decode)
        elif where == "hex":
            page.contents_add(b"/Span <</ActualText <" + ("\ufeff" + name).encode("utf-16-be").hex().encode()
                              + b">>> BDC EMC\n")  # fmt: skip

    return spoil


TEXTS = list(M["INTO"])
CASES: list[tuple[str, str, str, Plant]] = [
    # L1: ids and references
    *(("ids", file, f"a UUID in {file}", into(file, NEW[5])) for file in TEXTS),
    *(("ids", file, f"a desk's id in {file}", into(file, "see r00ffee112233 for it")) for file in TEXTS),
    *(("ids", file, f"a hash in {file}", into(file, f"md5 {NEW[5].replace('-', '')}")) for file in TEXTS),
    ("ids", "objects.jsonl", "a SHA-256 of another file", into("objects.jsonl", "ab12" * 16)),
    ("ids", "objects.jsonl", "a UUID in base64", into("objects.jsonl", M["WRAPS"]["in base64"](NEW[5]))),
    ("references", "objects.jsonl", "an event that is an incident",
     lambda made: made.one("incident")["extensions"][M["INCIDENT"]]["events"].append(
         {"event_ref": made.one("incident")["id"].replace("incident", "event")})),
    ("references", "objects.jsonl", "no object_refs", put("note", object_refs=[])),
    ("references", "objects.jsonl", "object_refs gone", lambda made: made.one("report").pop("object_refs")),
    # L2: hidden values (more of them in the tests of wrapping)
    *(("hidden values", file, f"a name in {file}", into(file, f"by {M['NAME']} then")) for file in TEXTS),
    *(("hidden values", file, f"a value in {file}", into(file, M["VALUE"])) for file in TEXTS),
    *(("hidden values", file, f"a short name in {file}", into(file, f"for {M['SHORT']} too")) for file in TEXTS),
    ("hidden values", "objects.jsonl", "an inflected name", into("objects.jsonl", "od Łęczyckiego dalej")),
    ("hidden values", "objects.jsonl", "a name without accents", into("objects.jsonl", "pan LECZYCKI")),
    ("hidden values", "objects.jsonl", "a field's name", put("note", **{M["NAME"]: 1})),
    ("hidden values", "objects.jsonl", "a field that stands twice", into("objects.jsonl", M["NAME"])),
    ("hidden values", "objects.jsonl", "a list that spells it",
     put("note", authors=["Quill", "feather"])),
    ("hidden values", "cap (1)", "a comment in an alert", swap("<info>", f"<!--{M['NAME']}--><info>")),
    ("hidden values", "cap (1)", "an attribute in an alert", swap("<info>", f'<info x="{M["NAME"]}">')),
    ("hidden values", "cap (1)", "parted by elements", swap("relay cabinets", "Quill<b/>feather")),
    *(("hidden values", "edition.pdf", f"a PDF's {where}", in_pdf(placed(where)))
      for where in ("a note", "a comment in a stream", "an object nobody uses", "another filter", "hex")),
    ("hidden values", "edition.pdf", "a PDF's title", lambda made: made.told.update(Title=M["NAME"])),
    ("hidden values", "edition.pdf", "over two pages",
     lambda made: made.lines.extend([*[f"Line {'x' * n}" for n in range(36)], "Quill-", "feather"])),
    *(("canaries", file, f"a canary in {file}", into(file, f"x{M['CANARY']}y")) for file in TEXTS),
    # L3: markings
    ("marks", "objects.jsonl", "marked in parts",
     put("note", granular_markings=[{"marking_ref": M["AMBER"], "selectors": ["content"]}])),
    ("marks", "objects.jsonl", "no marking", lambda made: made.one("note").pop("object_marking_refs")),
    ("marks", "objects.jsonl", "a higher marking", higher_marking),
    ("marks", "objects.jsonl", "a second vocabulary", old_marking),
    ("marks", "objects.jsonl", "a marking nobody ranks", unknown_marking),
    ("marks", "objects.jsonl", "a marking with another meaning", false_marking),
    ("marks", "misp.json", "a higher tag", event(Tag=[{"name": "tlp:amber"}, {"name": "tlp:red"}])),
    ("marks", "misp.json", "no tag", event(Tag=[])),
    *(("marks", file, f"a mark in {file}", into(file, "was TLP:RED until today")) for file in TEXTS),
    *(("marks", file, f"a portion mark in {file}", into(file, "(S//NF) The train")) for file in TEXTS),
    # L4: both ends
    ("ends", "objects.jsonl", "an end gone", another_relationship(target_ref=None)),
    ("ends", "objects.jsonl", "an end that is a marking", another_relationship(target_ref=M["AMBER"])),
    ("ends", "objects.jsonl", "an end that is a MISP row",
     lambda made: another_relationship(source_ref=f"incident--{made.event['uuid']}")(made)),
    ("ends", "misp.json", "a MISP reference without an end", misp_reference),
    # L5: serial numbers and totals
    ("serials", "objects.jsonl", "a number for an id", second_incident("2031/114")),
    ("serials", "objects.jsonl", "ids that count up", second_incident("TLQ0117", "TLQ0119")),
    ("serials", "misp.json", "a MISP id", event(id="1187")),
    ("serials", "misp.json", "a count of more attributes", event(attribute_count="9")),
    ("serials", "incidents.csv", "a number for a handle", cell("incidents.csv", "handle", "INC-0117")),
    ("serials", "statements.csv", "a row of totals",
     lambda made: made.tables["statements.csv"].append(["Total", "", "17"])),
    ("serials", "cap (1)", "an alert's number", swap("TL-MW4RXK", "ALERT-17")),
    *(("serials", file, f"a total in {file}", into(file, "told 3 of 12 incidents")) for file in TEXTS),
    # L6: times
    ("times", "objects.jsonl", "seconds", put("note", modified="2031-03-18T09:30:17.000Z")),
    ("times", "objects.jsonl", "thousandths", put("note", modified="2031-03-18T09:30:00.250Z")),
    ("times", "objects.jsonl", "after the edition", put("note", modified="2031-03-19T10:01:00.000Z")),
    ("times", "objects.jsonl", "published later", put("report", published="2031-03-20T00:00:00Z")),
    ("times", "objects.jsonl", "a time zone", put("note", modified="2031-03-18T11:30:00+02:00")),
    ("times", "objects.jsonl", "changed before it was made", put("note", modified="2031-03-17T09:30:00.000Z")),
    ("times", "misp.json", "seconds in MISP", event(timestamp="1931592617")),
    ("times", "misp.json", "later in MISP", event(timestamp="1941592600")),
    ("times", "misp.json", "a later day in MISP", event(date="2031-03-20")),
    ("times", "incidents.csv", "seconds in a table",
     cell("incidents.csv", "modified", "2031-03-18T09:30:05.000Z")),
    ("times", "cap (1)", "an alert's time zone", swap("09:30:00-00:00", "11:30:00+02:00")),
    ("times", "edition.pdf", "a PDF's seconds", lambda made: made.told.update(ModDate="D:20310318093011Z")),
    ("times", "edition.pdf", "a PDF's time zone",
     lambda made: made.told.update(CreationDate="D:20310318093000+02'00'")),
    # L7: ids that can be worked out
    ("id versions", "objects.jsonl", "version 5", named_by_its_name),
    ("id versions", "misp.json", "version 5 in MISP", misp_by_its_name),
    # L11: audiences
    ("audiences", "objects.jsonl", "a marking nobody uses", unused_marking),
    ("audiences", "misp.json", "a sharing group", event(SharingGroup={"name": "Cohort"})),
    ("audiences", "misp.json", "distributed by a group", event(distribution="4")),
    ("audiences", "cap (1)", "another addressee", swap(">partner<", '>partner "Second Partner"<')),
    # L13: origins
    ("origins", "objects.jsonl", "another author", another_author),
    ("origins", "objects.jsonl", "an author that is an incident", an_author_of_another_kind),
    ("origins", "misp.json", "another organisation", event(Orgc={"name": "Ministry"})),
    *(("origins", file, f"a URL in {file}", into(file, "at https://wiki.inside.example/x"))
      for file in TEXTS),
    *(("origins", file, f"a host in {file}", into(file, "on files.harbour.internal today")) for file in TEXTS),
    *(("origins", file, f"an address in {file}", into(file, f"ask analyst@{M['HOST']} for it"))
      for file in TEXTS),
    *(("origins", file, f"a path in {file}", into(file, "in /home/anna/cases now")) for file in TEXTS),
    *(("origins", file, f"another system's path in {file}", into(file, "in C:\\Cases\\Anna\\x now"))
      for file in TEXTS),
    ("origins", "objects.jsonl", "a URL that is not of the web", into("objects.jsonl", f"ftp://{M['HOST']}/a")),
    ("origins", "objects.jsonl", "a URL in percents",
     into("objects.jsonl", M["WRAPS"]["in percents"]("https://wiki.inside.example/x"))),
    # L14: what a file carries
    ("carried", "edition.pdf", "an author in metadata", lambda made: made.told.update(Author="Writer")),
    ("carried", "edition.pdf", "metadata (XMP)", in_pdf(described)),
    ("carried", "edition.pdf", "an attachment", in_pdf(attached)),
    ("carried", "edition.pdf", "a script", in_pdf(scripted)),
    ("carried", "edition.pdf", "a picture's metadata", in_pdf(pictured)),
    # L17: places
    ("places", "objects.jsonl", "too many decimals", put("location", latitude=58.43)),
    ("places", "objects.jsonl", "no precision", lambda made: made.one("location").pop("precision")),
    ("places", "incidents.csv", "too many in a table", cell("incidents.csv", "latitude", "58.4311")),
    ("places", "misp.json", "too many in MISP",
     lambda made: made.event["Object"][0]["Attribute"].append(
         {"object_relation": "latitude", "value": "58.4311", "to_ids": False})),
    ("places", "cap (1)", "too many in an alert", swap("58.4,24.5 20", "58.4311,24.5 20")),
    *(("places", file, f"coordinates in {file}", into(file, "near 58.4311, 24.5123 then")) for file in TEXTS),
    # L18: vocabulary
    ("vocabulary", "objects.jsonl", "a label", put("incident", labels=["humint"])),
    ("vocabulary", "objects.jsonl", "a type of incident",
     lambda made: made.one("incident")["extensions"][M["INCIDENT"]].update(incident_types=["plot"])),
    ("vocabulary", "objects.jsonl", "a kind of relationship", put("relationship", relationship_type="pays")),
    ("vocabulary", "objects.jsonl", "a type of object",
     lambda made: made.objects.append({**made.one("note"), "type": "sighting", "id": f"sighting--{NEW[4]}"})),
    ("vocabulary", "misp.json", "a tag", event(Tag=[{"name": "tlp:amber"}, {"name": "source-7"}])),
    ("vocabulary", "misp.json", "a type in MISP",
     lambda made: made.event["Object"][0]["Attribute"][0].update(value="plot")),
    ("vocabulary", "incidents.csv", "a type in a table", cell("incidents.csv", "type", "arson; plot")),
    # L19: words of a text above
    *(("overlap", file, f"eight words in {file}",
       into(file, "that counted nine LORRIES, leaving the northern depot shortly it")) for file in TEXTS),
]  # fmt: skip


@pytest.mark.parametrize(("check", "file", "plant"), [c[:2] + c[3:] for c in CASES],
                         ids=[f"{c[0]}: {c[2]}" for c in CASES])  # fmt: skip
def test_a_planted_leak_is_found_by_its_check_and_by_no_other(
    check: str, file: str, plant: Plant, tmp_path: Path
) -> None:
    made = M["Made"]()
    plant(made)
    found = scan(made.write(tmp_path), HIDDEN)
    assert {(leak.check, leak.file) for leak in found} == {(check, file)}
    without = {name: one for name, one in CHECKS.items() if name != check}
    assert scan(tmp_path, HIDDEN, checks=without) == []


def test_every_check_has_a_leak_that_only_it_finds() -> None:
    assert {case[0] for case in CASES} == set(CHECKS)


def test_one_text_in_two_files_is_told_of_both(tmp_path: Path) -> None:
    made = M["Made"]()
    made.one("note")["content"] = made.tables["statements.csv"][1][2] = f"As {M['NAME']} asked."
    files = {leak.file for leak in scan(made.write(tmp_path), HIDDEN)}
    assert files == {"objects.jsonl", "statements.csv"}
