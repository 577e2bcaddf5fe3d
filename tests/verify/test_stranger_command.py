"""The command on a stranger's PDF: exit codes, what is told and shown, and what is not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import drawn_strangers as ds
import good_release
import numpy as np
import pytest
import spoiling as sp
from PIL import Image

from tearline_verify.setting import Setting
from tearline_verify.stranger import looking


def run(path: Path, *more: str, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tearline_verify", str(path), *more]
    return subprocess.run(command, input=said, capture_output=True, text=True, check=False)


def leaks(ended: subprocess.CompletedProcess[str]) -> list[dict]:
    rows = [json.loads(line) for line in ended.stdout.splitlines()]
    assert rows[-1]["type"] == "verdict"
    return [row for row in rows if row["type"] == "leak"]


@pytest.fixture
def boxed(tmp_path: Path) -> Path:
    path = tmp_path / "boxed.pdf"
    path.write_bytes(ds.sheet(ds.text_under_box))
    return path


def test_findings_are_told_with_place_and_picture_and_never_the_words(
    boxed: Path, tmp_path: Path
) -> None:
    shots = tmp_path / "shots"
    ended = run(
        boxed, "--json", "--against", "-", "--crops", str(shots), "--jobs", "1",
        said=ds.against(),
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (5, "")
    assert ds.SECRET.casefold() not in ended.stdout.casefold()
    found = leaks(ended)
    shown = [row for row in found if row["area"]]
    assert shown
    assert all(Path(row["crop"]).parent == shots for row in shown)
    peeled = next(row for row in shown if "peel" in row["probe"])
    shot = np.asarray(Image.open(peeled["crop"]).convert("RGB")).astype(int)
    red = (shot[:, :, 0] > 180) & (shot[:, :, 1] < 60)
    rows, columns = np.flatnonzero(red.any(axis=1)), np.flatnonzero(red.any(axis=0))
    inside = shot[rows[0] + 10 : rows[-1] - 9, columns[0] + 10 : columns[-1] - 9]
    assert inside.size
    assert inside.max() == 0, "the box is shown as it stands: nothing of what it hides"


def test_words_begin_with_what_was_not_checked(boxed: Path) -> None:
    ended = run(boxed, "--jobs", "1")
    assert ended.returncode == 5
    assert ended.stdout.index("Not checked:") < ended.stdout.index("LEAK")
    assert "nobody said what was withheld" in ended.stdout
    assert "under a box or dark patch" in ended.stdout
    assert ended.stdout.count("LEAK") == 1, "one place, told once"
    assert "[hidden text, peel]" in ended.stdout


def test_a_file_that_hides_nothing_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "honest.pdf"
    path.write_bytes(ds.sheet(ds.honest))
    ended = run(path, "--json", "--jobs", "1")
    assert (ended.returncode, leaks(ended)) == (0, [])
    ended = run(path, "--json", "--jobs", "1", "--against", "-", said=ds.against(areas=False))
    assert (ended.returncode, leaks(ended)) == (0, [])


def test_a_scan_with_its_reading_layer_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(ds.scanned_and_read())
    ended = run(path, "--json", "--jobs", "1")
    assert (ended.returncode, leaks(ended)) == (0, [])


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7\nnothing", b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_pdf_is_not_clean(raw: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(raw)
    verdict = looking.verify(Setting(str(path)), path, 0).verdict
    assert not verdict.clean
    assert any("could not be opened" in leak.what for leak in verdict.leaks)


def test_a_look_that_takes_too_long_is_a_finding(boxed: Path) -> None:
    verdict = looking.verify(Setting(str(boxed)), boxed, 1, seconds=0.0).verdict
    assert not verdict.clean
    assert any("over its time" in leak.what for leak in verdict.leaks)


def test_a_place_on_a_page_that_is_not_there_is_a_finding(boxed: Path) -> None:
    said = json.loads(ds.against()) | {"page": 7, "terms": []}
    ended = run(boxed, "--json", "--jobs", "1", "--against", "-", said=json.dumps(said))
    assert any(row["page"] == 7 for row in leaks(ended))


def test_our_own_edition_passes_both_halves(good: good_release.Good) -> None:
    path = sp.pdf_of(good.out)
    asked = [line for line in good.lines if line["record"] == sp.MEMO]
    said = "".join(json.dumps(line) + "\n" for line in asked)
    ended = run(path, "--against", "-", "--json", "--also-stranger", "--jobs", "1", said=said)
    assert (ended.returncode, leaks(ended)) == (0, [])


def test_our_own_form_spoilt_is_told_by_the_grammar_first(good: good_release.Good) -> None:
    path = sp.pdf_of(good.out)
    path.write_bytes(path.read_bytes() + b"more")
    ended = run(path, "--json", "--jobs", "1")
    assert ended.returncode == 5
    assert leaks(ended)[0]["probe"] == "grammar"


def test_options_for_one_file_are_refused_for_a_folder(good: good_release.Good) -> None:
    assert run(good.out, "--crops", "shots").returncode == 2
    assert run(good.out, "--also-stranger").returncode == 2
