"""Bad input and bad days: each is a named test; nothing is lost, nothing is silent, the others go on."""

import shutil
import subprocess
import sys
import time

import pikepdf
import pytest
from PIL import Image

MEMO = "MEMORANDUM FOR THE RECORD\n\nThe harbor lights were out on the evening of the fourth.\n"
SSN = "Mr. Alder, SSN 912-44-7310, kept the ledger.\n"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "in"
    made.mkdir()
    (made / "good.txt").write_text(MEMO)
    return made


def add_one_bad(tearline, tmp_path, folder):
    """Add a folder with one good file and one bad one; return (add, read, status, build)."""
    c = tmp_path / "c"
    tearline("init", c, "--guide", "foia")
    added = tearline("add", folder, collection=c)
    read = tearline("read", collection=c)
    tearline("find", collection=c)
    status = tearline("status", collection=c)
    build = tearline("build", "--date", "2026-11-22", "--to", tmp_path / "out", collection=c)
    return added, read, status, build


def is_pending_with_its_reason(results, name, word):
    added, _, status, build = results
    assert added.code == 3
    refused = added.last("refused")
    assert refused["file"] == name
    assert word in refused["reason"], refused
    rows = {row["record"]: row for row in status.lines if row["type"] == "record"}
    stem = name.rsplit(".", 1)[0]
    assert rows["good"]["outcome"] == "pass"
    assert rows[stem]["outcome"] == "pending"
    assert word in rows[stem]["open"][0]["detail"]
    assert build.code == 3
    release = build.last("release")
    assert (release["records"], release["pending"], release["failed"]) == (1, 1, 1)


def test_zero_bytes(tearline, tmp_path, folder):
    (folder / "nothing.pdf").write_bytes(b"")
    is_pending_with_its_reason(add_one_bad(tearline, tmp_path, folder), "nothing.pdf", "empty")


def test_a_truncated_pdf(tearline, tmp_path, folder, typed_page):
    typed_page(["THE WHOLE PAGE"]).save(folder / "cut.pdf")
    data = (folder / "cut.pdf").read_bytes()
    (folder / "cut.pdf").write_bytes(data[: len(data) // 3])
    added, _, _, build = add_one_bad(tearline, tmp_path, folder)
    assert added.code == 3
    assert added.last("refused")["file"] == "cut.pdf"
    assert build.last("release")["failed"] == 1


def test_a_pdf_that_is_html(tearline, tmp_path, folder):
    (folder / "page.pdf").write_text("<!DOCTYPE html><html><body>404 Not Found</body></html>")
    is_pending_with_its_reason(add_one_bad(tearline, tmp_path, folder), "page.pdf", "HTML")


def test_a_password(tearline, tmp_path, folder, typed_page):
    typed_page(["SECRET"]).save(folder / "plain.pdf")
    with pikepdf.open(folder / "plain.pdf") as pdf:
        lock = pikepdf.Encryption(owner="owner", user="user")
        pdf.save(folder / "locked.pdf", encryption=lock)
    (folder / "plain.pdf").unlink()
    is_pending_with_its_reason(add_one_bad(tearline, tmp_path, folder), "locked.pdf", "password")


def test_an_empty_user_password_opens(tearline, tmp_path, typed_page):
    typed_page(["THE LEDGER WAS KEPT IN THE HARBOR OFFICE"]).save(tmp_path / "plain.pdf")
    with pikepdf.open(tmp_path / "plain.pdf") as pdf:
        pdf.save(tmp_path / "open.pdf", encryption=pikepdf.Encryption(owner="owner", user=""))
    c = tmp_path / "c"
    tearline("init", c)
    assert tearline("add", tmp_path / "open.pdf", collection=c).code == 0
    tearline("read", collection=c)
    assert "LEDGER" in tearline("page", "open", "1", collection=c).last("page")["text"]


def test_an_image_of_40000_by_40000(tearline, tmp_path, folder):
    Image.MAX_IMAGE_PIXELS = None
    Image.new("1", (40_000, 40_000)).save(folder / "huge.tif", compression="group4")
    is_pending_with_its_reason(add_one_bad(tearline, tmp_path, folder), "huge.tif", "pixels")


def test_two_runs_at_once(tearline, tmp_path, folder):
    c = tmp_path / "c"
    tearline("init", c)
    held = (
        "import fcntl,sys,time;f=open(sys.argv[1],'w');fcntl.flock(f,fcntl.LOCK_EX);"
        "print('held',flush=True);time.sleep(60)"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", held, str(c / ".lock")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline() == "held\n"
        said = tearline("add", folder, collection=c)
        assert said.code == 11
        assert said.last("error")["remedy"]
        assert tearline("status", collection=c).code == 0, "looking needs no lock"
    finally:
        other.kill()
        other.wait()


def test_no_collection_here(tearline, tmp_path):
    said = tearline("read", collection=tmp_path)
    assert said.code == 10
    assert "tearline init" in said.last("error")["remedy"]


def test_a_full_disk_then_room_again(tearline, tmp_path, folder):
    (folder / "second.txt").write_text(MEMO + "A second one.\n")
    c = tmp_path / "c"
    tearline("init", c)
    said = tearline("add", folder, collection=c, plugin=("disk_full.py", 1))
    assert said.code == 1
    assert "room" in said.last("error")["message"]
    assert tearline("add", folder, collection=c).code == 0
    tearline("read", collection=c)
    assert tearline("status", collection=c).last("status")["pages"] == 2


def test_nothing_can_go_out_before_a_person_decides(tearline, tree, tmp_path):
    (tmp_path / "memo.txt").write_text(MEMO + SSN)
    c = tmp_path / "c"
    tearline("init", c)
    for verb in (["add", tmp_path / "memo.txt"], ["read"], ["find"]):
        tearline(*verb, collection=c)
    out = tmp_path / "out"
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c)
    assert said.code == 4
    assert not out.exists()
    assert tearline("decide", "--proposals-above", "0.75", collection=c).last("decided")["entries"]
    names = ("decide", "--kind", "name", "--verdict", "release", "--reason", "public officials")
    assert tearline(*names, collection=c).last("decided")["entries"]
    assert tearline("build", "--date", "2026-11-22", "--to", out, collection=c).code == 0
    assert all(b"912-44-7310" not in data for data in tree(out).values())


def test_the_same_file_twice_is_one_blob_and_two_provenance_rows(tearline, tmp_path, folder):
    import sqlite3

    shutil.copy(folder / "good.txt", folder / "again.txt")
    c = tmp_path / "c"
    tearline("init", c)
    said = tearline("add", folder, collection=c)
    assert said.last("added")["new_files"] == 1
    tearline("add", folder, collection=c)
    with sqlite3.connect(c / "catalog.db") as db:
        assert db.execute("select count(*) from file").fetchone() == (1,)
        assert db.execute("select count(*) from provenance").fetchone() == (2,)
    tearline("read", collection=c)
    first, second = (tearline("page", n, "1", collection=c).last("page") for n in ("good", "again"))
    assert first == second


def test_ctrl_c_finishes_what_runs_and_the_same_command_goes_on(tearline, tmp_path, typed_page):
    import os
    import signal

    pages = [typed_page([f"PAGE {n} OF THE HARBOR INQUIRY"] * 20) for n in range(8)]
    pages[0].save(tmp_path / "many.pdf", save_all=True, append_images=pages[1:])
    c = tmp_path / "c"
    tearline("init", c)
    tearline("add", tmp_path / "many.pdf", collection=c)
    env = {**os.environ, "TEARLINE_COLLECTION": str(c), "TEARLINE_KEYS": str(tmp_path / "keys")}
    run = subprocess.Popen(
        [sys.executable, "-m", "tearline", "read", "--workers", "1"],
        env=env,
        stderr=subprocess.PIPE,
    )
    time.sleep(4)
    run.send_signal(signal.SIGINT)
    run.wait(60)
    assert run.returncode == 130
    done = tearline("read", collection=c)
    assert done.code == 0
    assert done.last("read")["pages"] == 8


def test_a_released_folder_is_never_written_over(tearline, tree, tmp_path, folder):
    c = tmp_path / "c"
    tearline("init", c)
    for verb in (["add", folder], ["read"], ["find"]):
        tearline(*verb, collection=c)
    out = tmp_path / "out"
    assert tearline("build", "--date", "2026-11-22", "--to", out, collection=c).code == 0
    before = tree(out)
    again = tearline("build", "--date", "2026-11-22", "--to", out, collection=c)
    assert again.code == 0
    assert tree(out) == before
    other = tearline("build", "--date", "2026-11-23", "--to", out, collection=c)
    assert other.code == 2
    assert tree(out) == before


def test_a_date_that_is_none_and_an_audience_that_is_unknown(tearline, tmp_path, folder):
    c = tmp_path / "c"
    tearline("init", c)
    for verb in (["add", folder], ["read"], ["find"]):
        tearline(*verb, collection=c)
    out = tmp_path / "out"
    assert tearline("build", "--date", "soon", "--to", out, collection=c).code == 2
    said = tearline(
        "build", "--audience", "allies", "--date", "2026-11-22", "--to", out, collection=c
    )
    assert said.code == 2
