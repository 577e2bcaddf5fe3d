"""The leak scan, a second program, finds a folder with our papers clean, and finds what is planted in them."""

from __future__ import annotations

import hashlib
import json
import runpy
from pathlib import Path

import pytest

from tearline.editions.papers import WORDS, cap, sheet, tables
from tearline.model.partner_view import PartnerView
from tearline.model.register import Kind
from tearline_verify.shared import hidden as lists
from tearline_verify.shared.scan import look_through

MADE = runpy.run_path(str(Path(__file__).with_name("fictional.py")))
view, modified, fact, item = MADE["view"], MADE["modified"], MADE["fact"], MADE["item"]
SENDER = "desk@desk.example.org"
AMBER = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
DESK = "identity--5a4f1d84-1c3e-4f9b-8d55-0c3f6a7b9e21"


def hidden(made: PartnerView, *values: str):
    return lists.of({
        "schema_version": 1, "ids": [one.id for one in made.items], "values": list(values), "names": ["Quillfeather"],
        "canaries": ["marsh-lantern-7731"], "hosts_allowed": [SENDER], "vocabulary": sorted(WORDS), "words_above": [],
    })  # fmt: skip


def write(made: PartnerView, folder: Path) -> Path:
    desk = {
        "type": "identity", "spec_version": "2.1", "id": DESK, "created": MADE["MADE"], "modified": MADE["MADE"],
        "created_by_ref": DESK, "object_marking_refs": [AMBER], "name": made.desk, "identity_class": "organization",
    }  # fmt: skip
    files = {
        "objects.jsonl": json.dumps(desk).encode(), "misp.json": b'{"response": []}',
        **tables(made, modified(made), MADE["WITHDRAWN"]),
        "edition.pdf": sheet(made, modified(made), MADE["WITHDRAWN"]),
        **dict(cap(one, made, SENDER, "Partner of the North") for one in made.alerts),
    }  # fmt: skip
    for name, data in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    listed = [
        {"path": name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}
        for name, data in files.items()
    ]
    manifest = {
        "type": "edition",
        "schema_version": 1,
        "marking": made.marking.label,
        "made": made.made,
        "files": listed,
    }
    (folder / "edition.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_the_papers_of_an_edition_are_clean(tmp_path):
    made = view(alerts=(MADE["alert"](), MADE["alert"]("TL-P2HNXC", cancelled=True)))
    found = look_through(write(made, tmp_path), hidden(made))
    assert found.leaks == ()
    assert not found.empty
    assert found.counts["files"] == 9
    assert found.counts["pages"] > 1


@pytest.mark.parametrize(
    "planted", ["marsh-lantern-7731", "Quillfeather", "the stationmaster's second keys", "ключи начальника", "مفتاح المحطة الثاني", "站长的备用钥匙"]
)  # fmt: skip
def test_what_is_planted_in_a_fact_is_seen_in_its_table_and_in_the_sheet(tmp_path, planted):
    made = view(
        [item(Kind.STATEMENT, "TL-JDKWPQ", fact("content", f"They said {planted} was there. " * 3))]
    )
    found = look_through(write(made, tmp_path), hidden(made, planted))
    assert {"statements.csv", "edition.pdf"} <= {leak.file for leak in found.leaks}


def test_what_is_planted_in_an_alert_is_seen_in_its_message_and_in_the_sheet(tmp_path):
    made = view(alerts=(MADE["alert"](instruction="Ask Quillfeather."),))
    found = look_through(write(made, tmp_path), hidden(made))
    assert {leak.file for leak in found.leaks} == {"cap (1)", "edition.pdf"}
