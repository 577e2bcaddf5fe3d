"""The command: exit codes, JSON Lines, the report; and no withheld value on any stream."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import good_release
import spoiling as sp

import tearline_verify

PACKAGE = Path(tearline_verify.__file__).parent


def run(out: Path, *more: str, said: str = "") -> subprocess.CompletedProcess[str]:
    """Run the verifier as a program of its own."""
    command = [sys.executable, "-m", "tearline_verify", str(out), *more]
    return subprocess.run(command, input=said, capture_output=True, text=True, check=False)


def unsaid(text: str) -> bool:
    """Say whether none of the withheld values stands in what was printed."""
    values = (good_release.SECRET, good_release.NAME, good_release.BLOTTED, good_release.ABSENT)
    return not any(value.casefold() in text.casefold() for value in values)


def test_clean_release_gets_its_report_and_still_passes(good: good_release.Good) -> None:
    first = run(good.out, "--against", "-", "--json", "--report", said=good.against)
    assert (first.returncode, first.stderr) == (0, "")
    rows = [json.loads(line) for line in first.stdout.splitlines()]
    assert rows[-1]["type"] == "verdict"
    assert rows[-1]["clean"] is True
    assert {row["type"] for row in rows[:-1]} == {"check"}
    page = (good.out / "report.html").read_text("utf-8")
    assert page.index("What was not checked") < page.index("What was checked")
    assert "<script" not in page
    assert unsaid(page)
    report = (good.out / "report.json").read_bytes()
    again = run(good.out, "--json", "--jobs", "0")
    assert again.returncode == 0, again.stdout
    assert (
        run(good.out, "--against", "-", "--report", "--jobs", "1", said=good.against).returncode
        == 0
    )
    assert (good.out / "report.json").read_bytes() == report


def test_leak_exits_with_5_and_writes_no_report(good: good_release.Good) -> None:
    words = f"\n{good_release.SECRET} {good_release.NAME} {good_release.ABSENT}\n"
    sp.data(good.out / "note.md", lambda raw: raw + words.encode())
    sp.seal(good.out)
    ended = run(good.out, "--against", "-", "--json", "--report", said=good.against)
    assert ended.returncode == 5
    assert not (good.out / "report.json").exists()
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    leaks = [row for row in rows if row["type"] == "leak"]
    assert rows[-1]["leaks"] == len(leaks) > 0
    assert unsaid(ended.stdout + ended.stderr)
    told = run(good.out, "--against", "-", said=good.against)
    assert "11-character value" in told.stdout
    assert unsaid(told.stdout + told.stderr)


def test_report_does_not_depend_on_unacknowledged_places(good: good_release.Good) -> None:
    seen = [line for line in good.lines if line.get("acknowledged", True)]
    less = "".join(json.dumps(line) + "\n" for line in seen)
    reports = []
    for said in (good.against, less):
        assert run(good.out, "--against", "-", "--report", "--jobs", "0", said=said).returncode == 0
        reports.append((good.out / "report.html").read_bytes())
    assert reports[0] == reports[1]


def test_list_that_is_no_list_is_refused_without_its_words(good: good_release.Good) -> None:
    ended = run(good.out, "--against", "-", said=f'{{"terms": ["{good_release.SECRET}"]\n')
    assert ended.returncode == 2
    assert "line 1" in ended.stderr
    assert unsaid(ended.stdout + ended.stderr)


def test_nothing_there_is_a_usage_error(tmp_path: Path) -> None:
    assert run(tmp_path / "none").returncode == 2
    assert run(tmp_path).returncode == 2
    (tmp_path / "manifest.json").write_text("{}")
    assert run(tmp_path).returncode == 5


def test_one_file_by_itself(good: good_release.Good) -> None:
    path = sp.pdf_of(good.out)
    asked = [line for line in good.lines if line["record"] == sp.MEMO]
    said = "".join(json.dumps(line) + "\n" for line in asked)
    ended = run(path, "--against", "-", "--json", said=said)
    assert ended.returncode == 0, ended.stdout
    sp.picture(good.out, lambda _: good_release.drawn(good_release.MEMO, "1")[0])
    ended = run(path, "--against", "-", "--json", said=said)
    assert ended.returncode == 5
    assert unsaid(ended.stdout + ended.stderr)


def test_verifier_imports_nothing_of_tearline() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                # Files of other programs are taken apart with qpdf's help, our own never.
                allowed = "stranger" in path.parts and name.startswith("pikepdf")
                assert allowed or name.partition(".")[0] not in ("tearline", "pikepdf"), path.name


def test_label_atlas_and_font_are_those_of_the_editions() -> None:
    from hashlib import sha256

    from tearline.editions import glyphless
    from tearline_verify import grammar, packet

    ours = (PACKAGE / "label_atlas.json").read_bytes()
    assert ours == glyphless.asset("label_atlas.json")
    assert sha256(glyphless.asset("glyphless.ttf")).hexdigest() == grammar.FONT_PROGRAM
    assert sha256(glyphless.asset("srgb.icc")).hexdigest() == packet.PROFILE_SHA256
    assert sha256(glyphless.asset("tounicode.cmap")).hexdigest() == grammar.TO_UNICODE
