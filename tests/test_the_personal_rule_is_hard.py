"""No guide, flag or single person lets a personal number out; two people may, and it is printed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

LETTER = """MEMORANDUM FOR THE FILE

The applicant gave his Social Security number as 900-44-7310 when he was hired by the
harbor office in the spring of that year, and nothing else about him is known here.
"""


MAP = Path("/proc/self/uid_map").read_text().split()
OWN_LOGINS = pytest.mark.skipif(
    MAP != ["0", "0", "4294967295"], reason="this machine is one of a user namespace: nobody signs"
)


@pytest.fixture
def desk(tearline, tmp_path):
    (tmp_path / "letter.txt").write_text(LETTER)
    c = tmp_path / "c"
    tearline("init", c, "--guide", "jfk")
    tearline("add", tmp_path / "letter.txt", collection=c)
    tearline("read", collection=c)
    tearline("find", collection=c)
    said = tearline("findings", "--kind", "ssn", collection=c)
    [found] = [row for row in said.lines if row["type"] == "finding"]
    return c, found["id"]


def outcome(tearline, c):
    return tearline("status", collection=c).last("record")


def test_one_person_cannot_release_a_personal_number(tearline, desk):
    c, finding = desk
    said = tearline(
        *("decide", finding, "--verdict", "release", "--reason", "it is old"), collection=c
    )
    assert said.code == 2
    assert "personal-data rule is hard" in said.err + said.out
    assert outcome(tearline, c)["outcome"] == "pending"


def test_one_person_may_say_that_it_is_no_such_number(tearline, desk):
    c, finding = desk
    words = ("decide", finding, "--verdict", "release", "--not-personal", "--reason", "an invoice")
    assert tearline(*words, collection=c).code == 0
    assert outcome(tearline, c)["outcome"] == "pass"


def test_a_file_of_decisions_cannot_release_a_personal_number_either(tearline, desk, tmp_path):
    c, _ = desk
    line = (
        '{"type":"determination","record":"letter","page":1,"kind":"ssn","verdict":"release",'
        '"reason":"it is old","actor":"ann"%s}\n'
    )
    (tmp_path / "d.jsonl").write_text(line % "")
    assert tearline("import-decisions", tmp_path / "d.jsonl", collection=c).code == 2
    (tmp_path / "d.jsonl").write_text(line % ',"not_personal":true')
    said = tearline("import-decisions", tmp_path / "d.jsonl", collection=c)
    assert said.code == 2, "one line about a page must not open a payroll"
    assert outcome(tearline, c)["outcome"] == "pending"


@OWN_LOGINS
def test_one_person_under_two_names_is_one(tearline, desk):
    c, finding = desk
    words = ("override", finding, "--basis", "5 USC 552a(b): consent of the subject, on file")
    first = tearline(*words, collection=c)
    assert (first.code, first.last("override")["signatures"]) == (4, 1)
    again = tearline(*words, collection=c, env={"LOGNAME": "ben", "USER": "ben"})
    assert again.code == 2
    assert outcome(tearline, c)["outcome"] == "pending"


@pytest.mark.parametrize("basis", ["", "consent of the holder of 900-44-7310"])
def test_a_basis_that_says_nothing_or_too_much_is_refused(tearline, desk, basis):
    c, finding = desk
    assert tearline("override", finding, "--basis", basis, collection=c).code == 2


@pytest.mark.skipif(os.getuid() != 0, reason="only root can sign in as two people here")
@OWN_LOGINS
def test_two_people_let_a_number_out_and_the_note_says_on_which_basis(tearline, desk, tmp_path):
    c, finding = desk
    basis = "5 USC 552a(b): written consent of the subject, on file"
    words = ("override", finding, "--basis", basis)
    assert tearline(*words, collection=c).code == 4
    for path in (tmp_path, *tmp_path.rglob("*")):
        os.chown(path, 65534, 65534)
    for path in tmp_path.parents:
        if path.stat().st_uid == 0 and path.name.startswith(("pytest-", "popen-", "test_")):
            path.chmod(0o711)
    # Everything is imported first: the other person may not be able to read this Python.
    program = (
        "import os, sys, tearline.verbs.changing, tearline.cli as cli;"
        "from tearline.findings import detector;"
        "detector.find([], detector.Settings());"
        "os.setgid(65534); os.setuid(65534); cli.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "-C", str(c), *words],
        env={**os.environ, "TEARLINE_KEYS": str(tmp_path / "keys"), "HOME": str(tmp_path)},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert outcome(tearline, c)["outcome"] == "pass"
    out = tmp_path / "out"
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c)
    assert said.code == 0, said.err
    assert "5 USC 552a" in (out / "note.md").read_text("utf-8")


def test_no_guide_of_ones_own_opens_a_payroll_or_a_seal(tearline, desk, tmp_path):
    c, _ = desk
    ours = (Path(__file__).parents[1] / "src/tearline/guides/jfk.toml").read_text("utf-8")
    for row, key, value in (("ssn", "withhold_at", "1.0"), ("hold.*", "review_at", "1.1")):
        at = ours.index(f'kind = "{row}"')
        head, tail = ours[:at], ours[at:]
        line = next(line for line in tail.splitlines() if line.startswith(key))
        (tmp_path / "ours.toml").write_text(head + tail.replace(line, f"{key} = {value}", 1))
        said = tearline("status", collection=c, env={"TEARLINE_GUIDE": str(tmp_path / "ours.toml")})
        assert said.code == 2, row
        assert row in said.err + said.out


def test_a_sources_name_is_not_let_go_mark_by_mark(tearline, desk, tmp_path):
    c, _ = desk
    (tmp_path / "letter2.txt").write_text(
        "The gardener is Ottoline Pemberwick of the harbor town.\n"
    )
    (tmp_path / "p.csv").write_text("person,protection\nOttoline Pemberwick,source\n")
    tearline("add", tmp_path / "letter2.txt", collection=c)
    tearline("read", collection=c)
    assert tearline("find", "--protected", tmp_path / "p.csv", collection=c).code == 0
    rows = tearline("findings", "--record", "letter2", collection=c).lines
    ids = {row["kind"]: row["id"] for row in rows if row["type"] == "finding"}
    for kind in ("hold.originator", "protected.source"):
        words = ("decide", ids[kind], "--verdict", "release", "--not-personal", "--reason", "no")
        assert tearline(*words, collection=c).code == 2, kind
    state = tearline("status", collection=c)
    assert {r["record"]: r["outcome"] for r in state.lines if r["type"] == "record"}[
        "letter2"
    ] == "held"


def test_a_basis_does_not_name_whom_the_desk_withholds(tearline, desk, tmp_path):
    c, finding = desk
    (tmp_path / "p.csv").write_text("person,protection\nOttoline Pemberwick,person\n")
    assert tearline("find", "--protected", tmp_path / "p.csv", collection=c).code == 0
    said = tearline("override", finding, "--basis", "consent of Mr Pemberwick", collection=c)
    assert said.code == 2
    assert "Pemberwick" not in said.err + said.out
