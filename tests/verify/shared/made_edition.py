"""A small clean edition for one partner, made of plain parts that a test may spoil before it is written."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import json
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

MADE = "2031-03-19T10:00:00Z"
STAMP = "2031-03-18T09:30:00.000Z"
EPOCH = "1931592600"  # the same minute, as MISP counts
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
TLP2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
INCIDENT = "extension-definition--ef765651-680c-498d-9894-99799f2fa126"
EVENT = "extension-definition--4ca6de00-5b0d-45ef-a1dc-ea7279ea910e"
IMPACT = "extension-definition--7cc33dd6-f6a1-489b-98ea-522d351d71b9"
TASK = "extension-definition--2074a052-8be4-4932-849e-f5e7798e0030"
DESK = "Harbour Desk"
HOST = "desk.example.org"
TEXT = "A relay cabinet beside the rail line was opened and its cables were cut."
VOCABULARY = ["arson", "rail-transport-sabotage", "vandalism", "located-at", "attributed-to", "incident",
              "public-infrastructure", "impacts"]  # fmt: skip

HIDDEN_ID = "0f7d2c0e-3b1a-4c55-8a77-6d2f9be0c441"
HIDDEN_DESK_ID = "r0c1d2e3f4a5b"
VALUE = "The stationmaster kept a second set of keys in Vormsele"
NAME = "Quillfeather"
SHORT = "Zy"
CANARY = "marsh-lantern-7731"
ABOVE = "Our observer counted nine lorries leaving the northern depot shortly before the power failed there"


def ids(count: int, seed: int = 7) -> list[str]:
    """Return random UUIDs of version 4, the same ones each time."""
    drawn = random.Random(seed)
    return [str(uuid.UUID(int=drawn.getrandbits(128), version=4)) for _ in range(count)]


def hidden() -> dict[str, Any]:
    """Return the private list that goes with the edition."""
    return {
        "schema_version": 1,
        "ids": [f"incident--{HIDDEN_ID}", HIDDEN_DESK_ID],
        "values": [VALUE],
        "names": [NAME, SHORT, "Łęczycki"],
        "canaries": [CANARY],
        "hosts_allowed": [HOST, "desk@desk.example.org"],
        "vocabulary": VOCABULARY,
        "words_above": [ABOVE],
    }


def objects() -> list[dict[str, Any]]:
    """Return the STIX objects, one of each type."""
    names = ("identity", "incident", "event", "impact", "task", "location", "relationship", "note",
             "opinion", "report", "identity", "relationship")  # fmt: skip
    whole = [f"{name}--{one}" for name, one in zip(names, ids(len(names)), strict=True)]
    (
        desk,
        incident,
        event,
        impact,
        task,
        place,
        located,
        note,
        opinion,
        report,
        railway,
        struck,
    ) = whole

    def row(of: str, **more: Any) -> dict[str, Any]:
        return {
            "type": of.partition("--")[0], "spec_version": "2.1", "id": of, "created": STAMP,
            "modified": STAMP, "created_by_ref": desk, "object_marking_refs": [AMBER], **more,
        }  # fmt: skip

    def new(extension: str, kind: str = "new-sdo", **more: Any) -> dict[str, Any]:
        return {extension: {"extension_type": kind, **more}}

    return [
        {
            "type": "marking-definition", "spec_version": "2.1", "id": AMBER, "name": "TLP:AMBER",
            "created": "2022-10-01T00:00:00.000Z",
            "extensions": new(TLP2, "property-extension", tlp_2_0="amber"),
        },
        row(desk, name=DESK, identity_class="organization"),
        row(railway, name="Northern Railway", identity_class="organization", sectors=["public-infrastructure"]),
        row(
            incident, name="Cables cut", description=TEXT, labels=["vandalism"],
            external_references=[
                {"source_name": "tearline", "external_id": "TL-Q7KXRM", "url": f"https://{HOST}/a"}
            ],
            extensions=new(
                INCIDENT, "property-extension", determination="confirmed", investigation_status="open",
                incident_types=["rail-transport-sabotage"],
                events=[{"event_ref": event}], impact_refs=[impact], tasks=[{"task_ref": task}],
            ),
        ),
        row(event, name="Cutting", status="occurred", start_time="2031-03-14T00:00:00.000Z",
            start_time_fidelity="day", extensions=new(EVENT)),
        row(impact, impact_category="physical", impacted_refs=[railway], extensions=new(IMPACT)),
        row(task, name="Repair", outcome="pending", end_time="2031-04-02T00:00:00.000Z", extensions=new(TASK)),
        row(place, name="Vorle", country="EE", latitude=58.4, longitude=24.5, precision=20000),
        row(located, relationship_type="located-at", source_ref=incident, target_ref=place),
        row(struck, relationship_type="impacts", source_ref=incident, target_ref=railway),
        row(note, content="The railway asks for patience.", object_refs=[incident]),
        row(opinion, opinion="agree", explanation="It fits.", object_refs=[incident]),
        row(
            report, name="Edition", published=STAMP, report_types=["incident"], object_refs=[incident, place],
        ),
    ]  # fmt: skip


def misp() -> dict[str, Any]:
    """Return the MISP events."""
    event, thing, attribute, second = ids(4, seed=8)
    org = {"name": DESK, "uuid": ids(1)[0]}
    return {
        "response": [
            {
                "Event": {
                    "uuid": event, "info": "Cables cut", "date": "2031-03-18", "timestamp": EPOCH,
                    "published": True, "analysis": "2", "threat_level_id": "4", "distribution": "0",
                    "Org": org, "Orgc": org, "Tag": [{"name": "tlp:amber"}],
                    "Attribute": [
                        {"uuid": attribute, "type": "comment", "category": "Other", "value": TEXT,
                         "timestamp": EPOCH, "to_ids": False, "distribution": "5"},
                    ],
                    "Object": [
                        {"uuid": thing, "name": "incident", "timestamp": EPOCH, "Attribute": [
                            {"uuid": second, "object_relation": "incident_type", "type": "text",
                             "value": "rail-transport-sabotage", "timestamp": EPOCH, "to_ids": False},
                        ]},
                    ],
                }
            }
        ]
    }  # fmt: skip


def alert() -> str:
    """Return one CAP alert."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">'
        f"<identifier>TL-MW4RXK</identifier><sender>desk@{HOST}</sender>"
        "<sent>2031-03-18T09:30:00-00:00</sent><status>Exercise</status><msgType>Alert</msgType>"
        "<scope>Private</scope><addresses>partner</addresses><info><category>Transport</category>"
        "<event>Rail</event><urgency>Expected</urgency><severity>Minor</severity>"
        "<certainty>Likely</certainty><expires>2031-03-29T00:00:00-00:00</expires>"
        "<headline>Cables cut</headline><description>Look at relay cabinets.</description>"
        "<area><areaDesc>Vorle</areaDesc><circle>58.4,24.5 20</circle></area></info></alert>\n"
    )


@cache
def pdf(lines: tuple[str, ...], told: tuple[tuple[str, str], ...] = ()) -> bytes:
    """Return a PDF with these lines, at most 40 on a page, and these entries of metadata."""
    out = io.BytesIO()
    page = canvas.Canvas(out, pagesize=A4, invariant=1)
    for at in range(0, max(len(lines), 1), 40):
        for row, line in enumerate(lines[at : at + 40]):
            page.drawString(60, 780 - 18 * row, line)
        page.showPage()
    page.save()
    out.seek(0)
    again = io.BytesIO()
    with pikepdf.open(out) as whole:
        del whole.trailer["/Info"]
        whole.trailer.Info = whole.make_indirect(
            pikepdf.Dictionary(
                {"/Title": "Edition", "/Producer": "Tearline", **{f"/{k}": v for k, v in told}}
            )
        )
        whole.save(again, deterministic_id=True)
    return again.getvalue()


@dataclass
class Made:
    """The edition's parts; ``write`` puts them down with a manifest that fits them."""

    objects: list[dict[str, Any]] = field(default_factory=objects)
    misp: dict[str, Any] = field(default_factory=misp)
    tables: dict[str, list[list[str]]] = field(
        default_factory=lambda: {
            "incidents.csv": [
                ["handle", "title", "type", "country", "latitude", "longitude", "precision", "modified"],
                ["TL-Q7KXRM", "Cables cut", "rail-transport-sabotage", "EE", "58.4", "24.5", "20000", STAMP],
            ],
            "statements.csv": [
                ["who", "when", "what"], ["The railway", "2031-03-15", "We ask for patience."],
            ],
            "commitments.csv": [
                ["by", "what", "due"], ["The railway", "Repair of the line", "2031-04-02"],
            ],
        }
    )  # fmt: skip
    lines: list[str] = field(default_factory=lambda: ["Edition, TLP:AMBER", "Cables cut", TEXT])
    told: dict[str, str] = field(default_factory=dict)
    alerts: dict[str, str] = field(default_factory=lambda: {"cap/tl-mw4rxk.xml": alert()})
    extra: dict[str, bytes] = field(default_factory=dict)
    unlisted: dict[str, bytes] = field(default_factory=dict)
    marking: str = "TLP:AMBER"
    spoil_pdf: Callable[[pikepdf.Pdf], None] | None = None

    def one(self, kind: str) -> dict[str, Any]:
        """Return the first object of a type."""
        return next(row for row in self.objects if row["type"] == kind)

    @property
    def event(self) -> dict[str, Any]:
        """Return the MISP event."""
        return self.misp["response"][0]["Event"]

    def files(self) -> dict[str, bytes]:
        """Return every file's bytes but the manifest's."""
        found = {
            "objects.jsonl": "".join(json.dumps(row) + "\n" for row in self.objects).encode(),
            "misp.json": json.dumps(self.misp).encode(),
            "edition.pdf": pdf(tuple(self.lines), tuple(self.told.items())),
            **{name: text.encode() for name, text in self.alerts.items()},
        }
        for name, rows in self.tables.items():
            out = io.StringIO(newline="")
            csv.writer(out).writerows(rows)
            found[name] = out.getvalue().encode()
        if self.spoil_pdf:
            again = io.BytesIO()
            with pikepdf.open(io.BytesIO(found["edition.pdf"])) as whole:
                self.spoil_pdf(whole)
                as_is = pikepdf.StreamDecodeLevel.none
                whole.save(again, deterministic_id=True, stream_decode_level=as_is)
            found["edition.pdf"] = again.getvalue()
        return {**found, **self.extra}

    def write(self, folder: Path) -> Path:
        """Write the edition into a folder; return the folder."""
        files = self.files()
        for name, data in {**files, **self.unlisted}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        listed = [
            {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
            for name, data in sorted(files.items())
        ]
        manifest = {"type": "edition", "schema_version": 1, "marking": self.marking, "made": MADE,
                    "files": listed}  # fmt: skip
        (folder / "edition.json").write_text(json.dumps(manifest), encoding="utf-8")
        return folder


def _object(made: Made, text: str) -> None:
    made.one("note")["content"] += f" {text} "


def _misp(made: Made, text: str) -> None:
    made.event["Attribute"][0]["value"] += f" {text} "


def _cell(made: Made, text: str) -> None:
    made.tables["statements.csv"][1][2] += f" {text} "


def _second(made: Made, text: str) -> None:
    made.tables["incidents.csv"][1][1] += f" {text} "


def _third(made: Made, text: str) -> None:
    made.tables["commitments.csv"][1][1] += f" {text} "


def _line(made: Made, text: str) -> None:
    made.lines.append(text)


def _alert(made: Made, text: str) -> None:
    name = next(iter(made.alerts))
    spot = "Look at relay cabinets."
    made.alerts[name] = made.alerts[name].replace(spot, f"{spot} {html.escape(text)} ")


# How a text is put into each kind of file.
INTO: dict[str, Callable[[Made, str], None]] = {
    "objects.jsonl": _object, "misp.json": _misp, "statements.csv": _cell, "incidents.csv": _second,
    "commitments.csv": _third, "edition.pdf": _line, "cap (1)": _alert,
}  # fmt: skip

# How a text may be wrapped; all of it stays ASCII where the text is.
WRAPS: dict[str, Callable[[str], str]] = {
    "as it stands": lambda t: t,
    "in capitals": str.upper,
    "in base64": lambda t: base64.b64encode(t.encode()).decode(),
    "in urlsafe base64 within a text": lambda t: base64.urlsafe_b64encode(b"ab, " + t.encode() + b"?").decode(),
    "in base64 after other letters": lambda t: "x" + base64.b64encode(b"of: " + t.encode()).decode(),
    "in base32": lambda t: base64.b32encode(t.encode()).decode(),
    "in hex": lambda t: t.encode().hex(),
    "in hex with colons": lambda t: t.encode().hex(":"),
    "in percents": lambda t: "".join(f"%{byte:02X}" for byte in t.encode()),
    "in entities": lambda t: "".join(f"&#{ord(c)};" for c in t),
    "in hex entities": lambda t: "".join(f"&#x{ord(c):x};" for c in t),
    "in backslashes": lambda t: "".join(f"\\u{ord(c):04x}" for c in t if ord(c) < 0x10000),
    "in base64 twice": lambda t: base64.b64encode(base64.b64encode(t.encode())).decode(),
    "in base64 of percents": lambda t: base64.b64encode("".join(f"%{b:02x}" for b in t.encode()).encode()).decode(),
    "broken by a hyphen and a line": lambda t: f"{t[: len(t) // 2]}-\n{t[len(t) // 2 :]}",
}  # fmt: skip
# Ones that a PDF's standard fonts, or a line of it, cannot hold.
UNSEEN: dict[str, Callable[[str], str]] = {
    "with soft hyphens": "\u00ad".join,
    "with zero-width blanks": "\u200b".join,
    "in tag characters": lambda t: "".join(
        chr(0xE0000 + ord(c)) if " " <= c <= "~" else c for c in t
    ),
    "in wide letters": lambda t: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in t),
}
