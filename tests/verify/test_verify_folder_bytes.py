"""The files beside the records leave no choice: each byte of them follows from what the release says.

Every spoilt release here has its sizes and hashes put right, and says nothing false: it only says more,
or says the same in another way, which is room for a message.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import good_release
import pytest
import spoiling as sp
import zstandard
from good_release import Good

from tearline.editions import edition, index, manifest, note
from tearline.model.edition import Edition, Status
from tearline.model.guide import Guide
from tearline_verify import folder, record
from tearline_verify.index import beside
from tearline_verify.leaks import Tally
from tearline_verify.setting import Setting

Json = dict[str, Any]
GUIDE = Guide("jfk", "1", "A guide", (), (), (), (), acknowledge_pending=True, sha256="")
ALL_TOLD = note.Beside(
    ("44 U.S.C. 2107 note, [sec] 9 | a|b", "a deed *of* 1961", "a deed *of* 1961"), 1234, 7
)


def refused(out: Path) -> set[tuple[str, str]]:
    """Return which probes refuse which files of a release; pixels are not looked at."""
    tally, found = Tally(), []
    name = folder.MANIFEST

    def read() -> Any:
        found.append(folder.read((out / name).read_bytes()))
        yield from ()

    tally.run("manifest", name, read())
    for accepted in found:
        tally.run("folder", name, folder.inventory(out, accepted))
        tally.run("counts", name, beside(out, accepted))
        for entry in accepted.entries:
            if entry.files:
                tally.add(record.check(Setting(str(out)), record.RecordTask(entry)).tally)
    return {(leak.probe, leak.file) for leak in tally.leaks}


def told(out: Path, more: note.Beside | None, *, draft: bool = False) -> Path:
    """Write a release that has every section of the note that ``more`` asks for."""
    edition.prepare(out)
    rows = [
        edition.write_edition("moved-5", ("=1+1", 'a "b", c'), [good_release.moved_view()], out)
    ]
    rows.append(Edition("sealed-4", (), Status.HELD, 0, (), (), "held: it waits for an order"))
    rows.append(Edition("gone-6", (), Status.WITHDRAWN, 0, (), (), "withdrawn"))
    index.write_index(rows, out)
    note.write_note(rows, out, "a_public", "1997-03-01", GUIDE, more, draft=draft)
    manifest.write_manifest(rows, out, "a_public", "1997-03-01", GUIDE, draft=draft)
    return out


def test_a_clean_release_is_accepted(good: Good) -> None:
    assert refused(good.out) == set()


@pytest.mark.parametrize("draft", [True, False])
@pytest.mark.parametrize(
    "more",
    [None, note.Beside(gone=1), note.Beside(unnamed=1234567), note.Beside(("a deed",)), ALL_TOLD],
)
def test_whatever_the_writer_says_in_a_note_is_accepted(
    more: note.Beside | None, draft: bool, tmp_path: Path
) -> None:
    assert refused(told(tmp_path / "out", more, draft=draft)) == set()


NOTES: dict[str, tuple[str, str]] = {
    "a sentence": ("A redaction is one box", "Call at noon. A redaction is one box"),
    "a sentence in the head": ("Audience: ", "Call at noon. Audience: "),
    "another guide": ("version 1.", "version 2."),
    "a row more": ("| redactions | 1 |\n", "| redactions | 1 |\n| redactions, all | 1 |\n"),
    "a blank": ("| redactions | 1 |", "| redactions |  1 |"),
    "other line ends": ("\n\n## Held", "\r\n\r\n## Held"),
    "a name more": ("- sealed-4:", "- sealed-3\n- sealed-4:"),
    "words on a held record": ("- sealed-4: held", "- sealed-4: call at noon, held"),
    "words on a withdrawn record": ("- gone-6: withdrawn", "- gone-6: withdrawn at noon"),
    "a number of the widths": ("Line shifted: 1.", "Line shifted: 2."),
    "words on the widths": ("behind it;", "behind it, at noon;"),
    "no number": ("stand no more: 1,234.", "stand no more: noon."),
    "a number in another form": ("stand no more: 1,234.", "stand no more: 01,234."),
    "a number without its comma": ("stand no more: 1,234.", "stand no more: 1234."),
    "digits of another script": ("stand no more: 1,234.", "stand no more: 1,23\u0664."),
    "a line of the section more": ("said again: 7.\n", "said again: 7.\n- At noon: 7.\n"),
    "sections turned round": ("said again: 7.\n\n", "said again: 7.\n\n\n"),
    "a section without lines": (
        "## Personal numbers released\n", "## Since earlier releases\n\n\n## Personal numbers released\n",
    ),
    "words over the bases": ("on a legal basis:", "at noon, on a legal basis:"),
    "a basis without a number": ("1961 (2)", "1961"),
    "a basis that no one signed for": ("1961 (2)", "1961 (0)"),
    "a basis of two lines": ("a deed ", "a deed\n"),
    "a basis with markup": (r"\*of\*", "*of*"),
    "a basis with a comment": (r"a deed \*of\*", "a deed <!-- of -->"),
    "a basis with blanks": ("a deed ", "a  deed "),
    "a basis with what is not seen": ("a deed ", "a\u200bdeed "),
    "a long basis": ("a deed ", "a" * 500 + " deed "),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTES)
def test_a_note_says_nothing_that_the_manifest_does_not(name: str, tmp_path: Path) -> None:
    out = told(tmp_path / "out", ALL_TOLD)
    old, new = NOTES[name]
    sp.swap(out / "note.md", old.encode(), new.encode())
    sp.seal(out)
    assert refused(out) == {("counts", "note.md")}


@pytest.mark.parametrize("more", [b"<!-- a comment -->\n", b"\n", b" ", b"\xff\n"])
def test_nothing_stands_before_or_after_the_note(more: bytes, good: Good) -> None:
    for change in (lambda raw: raw + more, lambda raw: more + raw[: -len(more)]):
        sp.data(good.out / "note.md", change)
        sp.seal(good.out)
        assert refused(good.out) == {("counts", "note.md")}


INDEXES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "quotes": ("index.csv", lambda raw: raw.replace(b"memo-1,", b'"memo-1",', 1)),
    "line feeds": ("index.csv", lambda raw: raw.replace(b"\r\n", b"\n")),
    "a byte order mark": ("index.csv", lambda raw: b"\xef\xbb\xbf" + raw),
    "an order of keys": (
        "index.jsonl",
        lambda raw: b"".join(
            json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")).encode() + b"\n"
            for line in raw.splitlines()
        ),
    ),
    "blanks": ("index.jsonl", lambda raw: raw.replace(b'":', b'": ', 1)),
    "blanks at the end": ("index.jsonl", lambda raw: raw.replace(b"}\n", b"}  \n", 1)),
    "escapes": ("index.jsonl", lambda raw: raw.replace(b'"memo-1"', b'"\\u006demo-1"', 1)),
    "a number in another form": (
        "index.jsonl", lambda raw: raw.replace(b'version":1', b'version":1.0', 1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INDEXES)
def test_an_index_has_one_form(name: str, good: Good) -> None:
    file, change = INDEXES[name]
    before = (good.out / file).read_bytes()
    sp.data(good.out / file, change)
    assert (good.out / file).read_bytes() != before
    sp.seal(good.out)
    assert refused(good.out) == {("counts", file)}


def _guide(**more: Any) -> Callable[[Json], Any]:
    return lambda value: value["guide"].update(**more)


def _memo(change: Callable[[Json], Any]) -> Callable[[Json], Any]:
    return lambda value: change(sp.entry(value))


MANIFESTS: dict[str, Callable[[Json], Any]] = {
    "schema version 1.0": lambda value: value.update(schema_version=1.0),
    "schema version true": lambda value: value.update(schema_version=True),
    "a count of 0.0": lambda value: value["counts"].update(pending=0.0),
    "a count of false": lambda value: value["counts"].update(pending=False),
    "records counted otherwise": lambda value: value["counts"].update(records=3),
    "a day that is none": lambda value: value.update(date="9999-99-99"),
    "a long version": _guide(version="1" * 101),
    "a version of two lines": _guide(version="1\n2"),
    "a version with what is not seen": _guide(version="1\u200b"),
    "a version that is empty": _guide(version=""),
    "a guide with a control character": _guide(name="jfk\x07"),
    "an audience of two lines": lambda value: value.update(audience="public\nand more"),
    "page sizes as 612.0": _memo(
        lambda row: row.update(page_sizes=[[float(n) for n in s] for s in row["page_sizes"]])
    ),
    "page sizes of three": _memo(lambda row: row["page_sizes"][0].append(1)),
    "a note on what is released": _memo(lambda row: row.update(note="call at noon")),
    "numbers as one text": _memo(lambda row: row.update(numbers="104-1")),
    "numbers as keys": _memo(lambda row: row.update(numbers={"104-1": 1})),
    "files in another order": _memo(lambda row: row["files"].reverse()),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_has_one_form(name: str, good: Good) -> None:
    sp.manifest(good.out, MANIFESTS[name])
    assert refused(good.out) == {("manifest", "manifest.json")}


@pytest.mark.parametrize("more", [{"policy": "line"}, {"amount": "record"}])
def test_manifest_and_page_data_tell_the_same_of_a_withholding(more: Json, good: Good) -> None:
    sp.manifest(good.out, _memo(lambda row: row["withholdings"][0].update(more)))
    assert ("channels", "pages/memo-1.jsonl.zst") in refused(good.out)


def paged(out: Path, change: Callable[[Json], Any]) -> None:
    """Change the first page of the memo's page data."""
    path = out / "pages" / "memo-1.jsonl.zst"
    raw = zstandard.ZstdDecompressor().decompressobj().decompress(path.read_bytes())
    rows = [json.loads(line) for line in raw.splitlines()]
    change(rows[0])
    said = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    packer = zstandard.ZstdCompressor(level=9, write_checksum=True, write_content_size=False)
    path.write_bytes(packer.compress("".join(said).encode()))
    sp.seal(out)


def _turned(value: Json) -> Json:
    return dict(reversed(value.items()))


def _sure(number: Any) -> Callable[[Json], Any]:
    return lambda row: row["words"]["confidence"].__setitem__(0, number)


PAGES: dict[str, Callable[[Json], Any]] = {
    "page 1.0": lambda row: row.update(page=1.0),
    "page true": lambda row: row.update(page=True),
    "turn false": lambda row: row.update(turn=False),
    "turn 0.0": lambda row: row.update(turn=0.0),
    "schema version true": lambda row: row.update(schema_version=True),
    "a width of 612.0": lambda row: row.update(width=float(row["width"])),
    "a page's confidence of many decimals": lambda row: row.update(confidence=87.12345678),
    "a page's confidence of no decimal": lambda row: row.update(confidence=96),
    "a page's confidence below zero": lambda row: row.update(confidence=-0.0),
    "a word's confidence of many decimals": _sure(12.345678901234567),
    "a word's confidence of no decimal": _sure(96),
    "the words' columns in another order": lambda row: row.update(words=_turned(row["words"])),
    "a deletion's keys in another order": lambda row: row.update(
        deletions=[_turned(one) for one in row["deletions"]]
    ),
    "keys in another order": lambda row: row.update(text=row.pop("text")),
    "a column that is no list": lambda row: row["words"].update(left=""),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_data_has_one_form(name: str, good: Good) -> None:
    paged(good.out, PAGES[name])
    assert ("page data", "pages/memo-1.jsonl.zst") in refused(good.out)


def test_page_data_packed_again_is_accepted(good: Good) -> None:
    paged(good.out, lambda row: row)
    assert refused(good.out) == set()
