"""A collection's own index answers for what the catalog says now, and lies in the collection alone."""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys

import pytest
import sqlalchemy as sa

from tearline.errors import ExitCode, NoCollectionError, UsageError
from tearline.model.page import Hidden, Page, TextSource
from tearline.model.record import MediaType
from tearline.reading.searching import index as indexing
from tearline.records import intake, reader, reading
from tearline.store import leaves
from tearline.store import schema as t
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.talk import Talk
from tearline.verbs import changing, searched
from tearline.verbs.own_pages import HIDDEN, OwnPages

SHEET = """JFK ASSASSINATION SYSTEM
IDENTIFICATION FORM

AGENCY INFORMATION

AGENCY : HBI
RECORD NUMBER : 901-10001-10001
RECORD SERIES : PIER 9

DOCUMENT INFORMATION

ORIGINATOR : HBI
TITLE : THE WATCHMAN
DATE : 11/00/1962
PAGES : 2
"""
RECORDS = {
    "901-10001-10001": (SHEET, "The watchman saw two lamps on the pier."),
    "memo": (
        "A tally clerk wrote down the lamps.",
        "The fire began behind the customs house.",
    ),
    "note": ("Nobody answered the signal.",),
}
ASKED = {"limit": 20, "offset": 0, "also": (), "facets": False, "boxes": False}
VERSION = reader.version_for(MediaType.TEXT)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with a collection of which everything has been read, and its key."""
    home = tmp_path_factory.mktemp("own")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEARLINE_KEYS", str(home / "keys"))
        changing.init(home / "c", "jfk", "", Talk(as_json=True))
        for name, texts in RECORDS.items():
            put(home / "c", name, texts)
    return home


@pytest.fixture
def root(tmp_path, made, monkeypatch):
    """Return a copy of that collection."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    monkeypatch.setenv("TEARLINE_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("TEARLINE_COLLECTION", raising=False)
    return tmp_path / "c"


def put(root, name, texts):
    """Put a record of one file into the catalog, its pages read; None for one that is not."""
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    with opened(root) as collection, collection.catalog.write() as connection:
        blobs = [
            text is not None and _packed(collection, n, text) for n, text in enumerate(texts, 1)
        ]
        row = {"sha256": sha256, "size": 1, "media_type": MediaType.TEXT, "pages": len(texts)}
        (file,) = connection.execute(sa.insert(t.file).values(row)).inserted_primary_key
        row = {"uid": name, "name": name, "title": name}
        (record,) = connection.execute(sa.insert(t.record).values(row)).inserted_primary_key
        for table, values in (
            (t.record_file, {"record_id": record, "file_id": file, "position": 0}),
            (t.provenance, {"file_id": file, "path": f"/box/{name}.txt", "added_at": ""}),
            *(
                (t.page, {"file_id": file, "number": n, "width": 0, "height": 0,
                          "version": VERSION if blob else "", "blob": blob or ""})
                for n, blob in enumerate(blobs, 1)
            ),
        ):  # fmt: skip
            connection.execute(sa.insert(table).values(values))


def _packed(collection, number, text):
    page = Page(number, 0, 0, text, (), TextSource.PLAIN, "plain", VERSION)
    return collection.blobs.put(leaves.pack_page(page))


def found(root, query, **how):
    """Return what a query finds as (record, page), sorted."""
    with opened(root, write=False) as collection:
        hits = OwnPages(collection).search.search(query, limit=500, **how).hits
        return sorted((hit.record, hit.page) for hit in hits)


def change(root, *statements):
    with opened(root) as collection, collection.catalog.write() as connection:
        for statement in statements:
            connection.execute(statement)


def id_of(root, record):
    with opened(root, write=False) as collection:
        return collection.catalog.record_named(record)[0][0]


def file_of(root, record):
    with opened(root, write=False) as collection:
        return collection.catalog.files_of(id_of(root, record))[0]


def read_as(root, record, number, text, hidden=()):
    """Put another reading of a page in the place of its own."""
    here = (t.page.c.file_id == file_of(root, record).id) & (t.page.c.number == number)
    with opened(root) as collection:
        page = Page(number, 0, 0, text, (), TextSource.PLAIN, "plain", VERSION, hidden=hidden)
        blob = collection.blobs.put(leaves.pack_page(page))
        with collection.catalog.write() as connection:
            connection.execute(sa.update(t.page).where(here).values(blob=blob, version=VERSION))


def said(root, query, capsys, **asked):
    """Return exit code and JSON lines of the command."""
    capsys.readouterr()
    code = searched.search(query, [], {**ASKED, **asked}, Talk(as_json=True), root)
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_hits_name_record_page_and_file_in_the_form_of_a_release_s(root, capsys):
    code, (hit, answer) = said(root, "customs house", capsys)
    assert code == ExitCode.DONE
    assert (hit["record"], hit["page"], hit["file"]) == ("memo", 2, "memo.txt")
    assert hit["sha256"] == file_of(root, "memo").sha256
    assert (hit["release"], hit["address"]) == ("", "/record/memo/page/2")
    assert [hit["text"][a:b] for a, b in hit["spans"]] == ["customs", "house"]
    assert (answer["pages"], answer["notes"]) == (1, [])


def test_fields_of_an_identification_sheet_are_those_of_its_record(root):
    of_sheet = [("901-10001-10001", 1), ("901-10001-10001", 2)]
    assert found(root, "agency:HBI") == of_sheet
    assert found(root, "date:1962 title:watchman record:901-10001-10001") == of_sheet
    assert found(root, "lamps agency:HBI") == of_sheet[1:]


def test_pages_of_a_record_with_several_files_are_counted_through(root):
    number, other = id_of(root, "memo"), file_of(root, "note")
    row = {"record_id": number, "file_id": other.id, "position": 1}
    change(
        root,
        sa.delete(t.record_file).where(t.record_file.c.file_id == other.id),
        sa.insert(t.record_file).values(**row),
    )
    assert found(root, "signal") == [("memo", 3)]
    with opened(root, write=False) as collection:
        own = OwnPages(collection)
        assert own.file("memo", 3) == (other.sha256, 1)
        assert own.page("memo", "", 3).text == RECORDS["note"][0]


def new_file(root):
    put(root, "later", ("The lamps were out by then.",))


def renamed(root):
    changing.rename(root, "memo", "tally", Talk(as_json=True))


def another_reading(root):
    read_as(root, "memo", 1, "No lamps at all.")


def a_number_more(root):
    row = {"record_id": id_of(root, "note"), "value": "901-10001-10009"}
    change(root, sa.insert(t.record_number).values(kind="record", source="sheet", **row))


def unread_again(root):
    here = t.page.c.file_id == file_of(root, "memo").id
    change(root, sa.update(t.page).where(here).values(blob="", version=""))


def read_once_more(root):
    unread_again(root)
    found(root, "lamps")
    for number, text in enumerate(RECORDS["memo"], 1):
        read_as(root, "memo", number, text)


CHANGES = (new_file, renamed, another_reading, a_number_more, unread_again, read_once_more)
QUESTIONS = ("lamps", "record:901-10001-10009", "tally", "page:1..", "later OR out", "cust*")


@pytest.mark.parametrize("happens", CHANGES, ids=lambda one: one.__name__)
def test_an_index_that_stood_answers_as_one_built_anew_whatever_happened(root, happens):
    before = [found(root, query) for query in QUESTIONS]
    happens(root)
    after = [found(root, query) for query in QUESTIONS]
    places = list((root / "index").glob("pages-*"))
    for place in places:
        if place.is_dir():
            (place / "built.json").unlink()
    assert [found(root, query) for query in QUESTIONS] == after
    assert (after != before) is (happens is not read_once_more)


def test_pages_read_since_are_added_and_what_stands_is_not_read_again(root, monkeypatch):
    found(root, "lamps")
    new_file(root)
    unpacked, unpack = [], leaves.unpack_page
    monkeypatch.setattr(leaves, "unpack_page", lambda b: unpacked.append(unpack(b)) or unpacked[-1])
    assert ("later", 1) in found(root, "lamps")
    assert [page.text for page in unpacked] == ["The lamps were out by then."]


def test_an_index_is_built_once_and_used_while_nothing_changed(root, monkeypatch):
    found(root, "lamps")
    monkeypatch.setattr(indexing, "build", None)  # would fail
    assert found(root, "customs") == [("memo", 2)]


def test_nothing_of_it_leaves_the_collection_and_its_folder_is_its_owner_s(root):
    old = os.umask(0)
    try:
        found(root, "lamps")
    finally:
        os.umask(old)
    assert not (root.parent / "cache").exists()
    assert stat.S_IMODE((root / "index").stat().st_mode) == 0o700
    for path in (root / "index").iterdir():
        assert path.is_file() or stat.S_IMODE(path.stat().st_mode) == 0o700


def test_an_index_folder_that_is_a_link_is_refused(root):
    outside = root.parent / "outside"
    outside.mkdir()
    (root / "index").symlink_to(outside)
    with pytest.raises(UsageError, match="would leave the collection"):
        found(root, "lamps")
    assert not list(outside.iterdir())


@pytest.mark.parametrize("at", ["while pages come", "before the rename"])
def test_a_build_that_was_killed_leaves_the_one_before_and_the_next_one_is_whole(
    root, monkeypatch, at
):
    class KilledError(BaseException):
        pass

    def die(*_, **__):
        raise KilledError

    found(root, "lamps")
    (place,) = (path for path in (root / "index").iterdir() if path.is_dir())
    before = {path.name: path.read_bytes() for path in place.iterdir()}
    new_file(root)
    with monkeypatch.context() as here:
        if at == "while pages come":
            here.setattr(indexing, "_document", die)
        else:
            here.setattr(indexing, "seal", die)
        here.setattr(indexing.shutil, "rmtree", lambda *_, **__: None)  # nobody tidies
        with pytest.raises(KilledError):
            found(root, "lamps")
    assert {path.name: path.read_bytes() for path in place.iterdir()} == before
    assert list((root / "index").glob("*.part-*"))
    assert ("later", 1) in found(root, "lamps")
    assert not list((root / "index").glob("*.part-*"))


def test_what_is_not_searched_is_counted_and_is_no_clean_answer(root, capsys):
    put(root, "unread", (None, None, None))
    change(root, sa.insert(t.file).values(sha256="00", size=0))  # nothing could be made of it
    code, (*_, answer) = said(root, "lamps", capsys)
    assert code == ExitCode.PARTLY
    assert answer["pages"] == 2
    assert answer["notes"] == [
        "3 pages not read yet: not searched.",
        "1 file could not be opened: not searched (`tearline status` says why).",
    ]
    sha256 = file_of(root, "unread").sha256
    row = {"stage": reading.STAGE, "version": VERSION, "state": "failed"}
    change(root, sa.insert(t.stage).values(key=reading.key(sha256, 2), **row))
    *_, answer = said(root, "lamps", capsys)[1]
    assert answer["notes"][:2] == [
        "2 pages not read yet: not searched.",
        "1 page could not be read: not searched (`tearline status` says why).",
    ]


def test_a_reading_that_is_gone_is_told_and_searched_again_once_it_is_back(root, capsys):
    with opened(root, write=False) as collection:
        pages = collection.catalog.pages(file_of(root, "memo").id)
        path = collection.blobs.path(next(pages).blob)
    good = path.read_bytes()
    path.write_bytes(good[:-1])
    for _ in range(2):
        code, (*hits, answer) = said(root, "lamps", capsys)
        assert code == ExitCode.PARTLY
        assert [hit["record"] for hit in hits] == ["901-10001-10001"]
        assert answer["notes"] == [
            "1 page whose text is missing or damaged in blobs: not searched."
        ]
    path.write_bytes(good)
    code, (*hits, answer) = said(root, "lamps", capsys)
    assert (code, len(hits), answer["notes"]) == (ExitCode.DONE, 2, [])


def test_pages_of_an_earlier_reader_are_searched_and_told(root, capsys):
    here = t.page.c.file_id == file_of(root, "memo").id
    change(root, sa.update(t.page).where(here).values(version="0"))
    code, (*hits, answer) = said(root, "customs", capsys)
    assert (code, len(hits)) == (ExitCode.DONE, 1)
    assert answer["notes"] == ["2 pages read by an earlier reader: searched as read then."]


def test_text_a_file_hides_is_found_and_said_to_be_hidden(root):
    hidden = (Hidden("Odile Fenner", None, "covered"),)
    read_as(root, "note", 1, "Nobody answered.", hidden)
    with opened(root, write=False) as collection:
        (hit,) = OwnPages(collection).search.search("fenner", boxes=True).hits
    assert (hit.record, hit.reading, hit.areas) == ("note", HIDDEN, ())


def test_what_was_added_and_read_is_found(root, tmp_path):
    (tmp_path / "slip.txt").write_text("The harbor pilot signed for the keys.")
    with opened(root, workers=1) as collection:
        intake.add(collection, [tmp_path / "slip.txt"], Run())
        assert OwnPages(collection).left.unread == 1
        reading.read_all(collection, Run())
        own = OwnPages(collection)
    assert own.left.is_whole()
    assert [hit.record for hit in own.search.search("pilot").hits] == ["slip"]


def test_a_collection_of_nothing_says_so(root, tmp_path, capsys):
    changing.init(tmp_path / "new", "jfk", "", Talk(as_json=True))
    code, (answer,) = said(tmp_path / "new", "lamps", capsys)
    assert (code, answer["pages"]) == (ExitCode.DONE, 0)


def test_a_damaged_index_is_built_anew(root):
    found(root, "lamps")
    (place,) = (path for path in (root / "index").iterdir() if path.is_dir())
    (path,) = place.glob("*.store")
    path.write_bytes(path.read_bytes()[:-3])
    assert found(root, "customs") == [("memo", 2)]
    for path in list(place.iterdir()):
        path.unlink()
    assert found(root, "customs") == [("memo", 2)]


def test_two_processes_at_once_have_one_index(root):
    code = (
        "import sys; from pathlib import Path\n"
        "from tearline.verbs.own_pages import OwnPages\n"
        "from tearline.store.collection import opened\n"
        "with opened(Path(sys.argv[1]), write=False) as c:\n"
        "    print(OwnPages(c).search.search('lamps').pages)\n"
    )
    command = [sys.executable, "-c", code, str(root)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [one.communicate()[0].strip() for one in both] == ["2", "2"]
    assert len([path for path in (root / "index").iterdir() if path.is_dir()]) == 1


def test_an_index_that_cannot_be_written_is_told(root):
    (root / "index").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        found(root, "lamps")


def test_without_a_collection_and_without_a_release_both_ways_are_named(tmp_path):
    with pytest.raises(NoCollectionError, match="nothing to search") as refused:
        searched.search("lamps", [], ASKED, Talk(as_json=True), tmp_path)
    assert refused.value.exit_code == ExitCode.NO_COLLECTION
    assert "OUT" in refused.value.remedy
    assert "-C DIR" in refused.value.remedy


def test_the_command_searches_the_collection_that_is_named(root, tearline):
    said = tearline("search", "customs", collection=root)
    assert (said.code, said.lines[0]["record"]) == (ExitCode.DONE, "memo")
