"""What is not listed, not whole or not readable is never clean, and no bytes make the scan fail."""

from __future__ import annotations

import json
import os
import runpy
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline_verify.shared import hidden as lists
from tearline_verify.shared.checks import CHECKS
from tearline_verify.shared.scan import scan

M = runpy.run_path(str(Path(__file__).with_name("made_edition.py")))
HIDDEN = lists.of(M["hidden"]())
FILES = ("objects.jsonl", "misp.json", "incidents.csv", "statements.csv", "commitments.csv", "edition.pdf",
         "cap/tl-mw4rxk.xml")  # fmt: skip


def checks(folder: Path) -> set[tuple[str, str]]:
    return {(leak.check, leak.file) for leak in scan(folder, HIDDEN)}


def test_a_file_that_is_not_listed_is_a_leak_and_is_searched(tmp_path: Path) -> None:
    made = M["Made"](
        unlisted={"cap/TL-other.xml": M["alert"]().replace("MW4RXK", "ZZQQWW").encode()}
    )
    assert checks(made.write(tmp_path)) == {("listed", "cap (1)")}
    (tmp_path / "notes.txt").write_text(f"of {M['NAME']}")
    assert checks(tmp_path) == {("listed", "cap (1)"), ("listed", "(a file)"), ("reading", "(a file)"),
                                ("hidden values", "(a file)")}  # fmt: skip


def test_a_listed_file_of_no_known_kind_is_not_clean(tmp_path: Path) -> None:
    made = M["Made"](extra={f"{M['NAME']}.txt": b"nothing"})
    found = scan(made.write(tmp_path), HIDDEN)
    assert {leak.check for leak in found} == {"reading", "hidden values"}
    assert M["NAME"] not in repr(found)


def test_other_bytes_than_listed_and_files_that_are_gone_are_leaks(tmp_path: Path) -> None:
    made = M["Made"]()
    folder = made.write(tmp_path)
    with (folder / "statements.csv").open("a") as table:
        table.write("The railway,2031-03-16,We thank you.\r\n")
    (folder / "commitments.csv").unlink()
    assert checks(folder) == {("listed", "statements.csv"), ("listed", "commitments.csv")}


def test_links_folders_and_attributes_are_leaks(tmp_path: Path) -> None:
    folder = M["Made"]().write(tmp_path / "edition")
    (tmp_path / "outside").write_text("x")
    (folder / "cap" / "link.xml").symlink_to(tmp_path / "outside")
    (folder / "empty").mkdir()
    assert {check for check, _ in checks(folder)} == {"listed"}
    assert len(scan(folder, HIDDEN)) == 2


def test_an_attribute_beside_a_file_s_bytes_is_a_leak(tmp_path: Path) -> None:
    folder = M["Made"]().write(tmp_path)
    try:
        os.setxattr(folder / "misp.json", "user.note", b"x")
    except OSError:
        pytest.skip("this file system holds no attributes")
    assert checks(folder) == {("listed", "misp.json")}


@pytest.mark.parametrize(
    "change",
    [
        {"made": "2031-03-19T10:00:17Z"},
        {"made": 7},
        {"type": "release"},
        {"serial": 17},
        {"files": "all"},
    ],
)
def test_a_manifest_out_of_form_is_a_leak(change: dict[str, Any], tmp_path: Path) -> None:
    path = M["Made"]().write(tmp_path) / "edition.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert ("listed", "edition.json") in checks(tmp_path)


def test_a_manifest_that_is_gone_is_a_leak(tmp_path: Path) -> None:
    (M["Made"]().write(tmp_path) / "edition.json").unlink()
    assert ("listed", "edition.json") in checks(tmp_path)


def test_a_folder_that_is_not_there_is_not_clean(tmp_path: Path) -> None:
    assert scan(tmp_path / "nowhere", HIDDEN)


def test_an_edition_whose_marking_nobody_knows_is_not_clean(tmp_path: Path) -> None:
    found = scan(M["Made"](marking="SECRET").write(tmp_path), HIDDEN)
    assert ("marks", "edition.json") in {(leak.check, leak.file) for leak in found}


def test_another_order_of_markings_may_be_given(tmp_path: Path) -> None:
    folder = M["Made"]().write(tmp_path)
    assert {leak.check for leak in scan(folder, HIDDEN, lambda name: None)} == {"marks"}


def test_a_field_that_stands_twice_is_a_leak_and_both_are_searched(tmp_path: Path) -> None:
    made = M["Made"]()
    line = json.dumps(made.objects[-1])
    assert '"name": "Edition"' in line
    twice = line.replace('"name": "Edition"', f'"name": "{M["NAME"]}", "name": "Edition"')
    whole = "".join(json.dumps(row) + "\n" for row in made.objects[:-1]) + twice + "\n"
    made.extra["objects.jsonl"] = whole.encode()
    assert checks(made.write(tmp_path)) == {
        ("reading", "objects.jsonl"),
        ("hidden values", "objects.jsonl"),
    }


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("objects.jsonl", b"{"), ("objects.jsonl", b"[]\n"), ("objects.jsonl", b"[" * 100_000),
        ("objects.jsonl", b'{"a": NaN}'), ("misp.json", b"[]"), ("misp.json", b"\xff"),
        ("incidents.csv", "handle\nQ".encode("utf-16")), ("incidents.csv", b'handle\n"x'),
        ("edition.pdf", b"%PDF-1.4\n"), ("cap/tl-mw4rxk.xml", b"<alert>"),
        ("cap/tl-mw4rxk.xml", b"<!DOCTYPE alert><alert/>"),
        ("cap/tl-mw4rxk.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_so_and_never_clean(
    file: str, data: bytes, tmp_path: Path
) -> None:
    found = scan(M["Made"](extra={file: data}).write(tmp_path), HIDDEN)
    assert any(leak.check == "reading" and "could not be checked" in leak.what for leak in found)


@pytest.mark.parametrize("file", FILES)
def test_a_hidden_value_in_a_broken_file_is_still_found(file: str, tmp_path: Path) -> None:
    data = b'{"<\xff' + f" by {M['NAME']} ".encode()
    found = scan(M["Made"](extra={file: data}).write(tmp_path), HIDDEN)
    assert "hidden values" in {leak.check for leak in found}


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "type", "object_refs", "created", "extensions", "name", "labels", "value",
                         "Event", "Attribute", "Tag", "uuid", "timestamp", "precision", "latitude",
                         "external_id", "object_marking_refs", "source_ref", "created_by_ref", "response"]),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=25)
@given(st.lists(NESTED, max_size=3), NESTED)
def test_json_of_any_form_never_makes_a_check_fail(rows: list[Any], misp: Any) -> None:
    lines = "".join(json.dumps(row) + "\n" for row in [{"type": "relationship"}, *rows]).encode()
    made = M["Made"](extra={"objects.jsonl": lines, "misp.json": json.dumps(misp).encode()})
    with tempfile.TemporaryDirectory() as folder:
        found = scan(made.write(Path(folder)), HIDDEN)
    assert found
    assert not [leak for leak in found if leak.check in CHECKS and "could not" in leak.what]


@settings(deadline=None, max_examples=25)
@given(st.binary(max_size=300), st.sampled_from([*FILES, "edition.json"]), st.booleans())
def test_random_bytes_in_a_file_never_make_the_scan_fail(
    data: bytes, file: str, after: bool
) -> None:
    made = M["Made"]()
    whole = made.files().get(file, b"")
    with tempfile.TemporaryDirectory() as folder:
        path = made.write(Path(folder)) / file
        path.write_bytes(whole[: len(whole) // 2] + data if after else data)
        found = scan(Path(folder), HIDDEN)
    assert found
    assert not [leak for leak in found if leak.check in CHECKS and "could not" in leak.what]
