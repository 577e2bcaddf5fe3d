"""The command's exit codes, its order of telling, and its silence about what is hidden."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tearline_verify.shared import run
from tearline_verify.shared.hidden import Hidden

M = runpy.run_path(str(Path(__file__).with_name("made_edition.py")))
SOURCE = Path(__file__).parents[3] / "src"


def lay(tmp_path: Path, made: Any = None, **change: Any) -> list[str]:
    """Write an edition and its list; return the command's arguments."""
    (made or M["Made"]()).write(tmp_path / "edition")
    (tmp_path / "hidden.json").write_text(json.dumps(M["hidden"]() | change), encoding="utf-8")
    return [str(tmp_path / "edition"), "--hidden", str(tmp_path / "hidden.json")]


def test_a_clean_edition_exits_0_and_says_first_what_was_not_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(lay(tmp_path)) == 0
    told = capsys.readouterr().out
    assert told.index("Not checked:") < told.index("Looked at:") < told.index("Clean.")
    assert "letters and shapes in pictures" in told


def test_a_leak_exits_5_and_is_told_without_what_is_hidden(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = M["Made"]()
    for file, into in M["INTO"].items():
        into(made, f"{M['NAME']} {M['VALUE']} {M['CANARY']} {M['HIDDEN_ID']} {M['ABOVE']} {file}")
    asked = lay(tmp_path, made)
    for more in ([], ["--json"]):
        assert run.main([*asked, *more]) == 5
        told = capsys.readouterr()
        for part in ("NAME", "VALUE", "CANARY", "HIDDEN_ID", "ABOVE"):
            assert M[part].lower() not in (told.out + told.err).lower()
    rows = [json.loads(line) for line in told.out.splitlines()]
    kinds = [row["type"] for row in rows]
    assert kinds[0] == "not_checked"
    assert kinds == sorted(kinds, key=["not_checked", "leak", "verdict"].index)
    assert {row["file"] for row in rows if row["type"] == "leak"} == set(M["INTO"])
    assert rows[-1]["clean"] is False
    assert rows[-1]["leaks"] == kinds.count("leak")


def test_an_empty_edition_is_said_to_be_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = M["Made"](objects=[], misp={"response": []}, alerts={})
    made.tables = {name: rows[:1] for name, rows in made.tables.items()}
    made.lines = ["Edition, TLP:AMBER"]
    assert run.main(lay(tmp_path, made)) == 0
    assert "The edition is empty" in capsys.readouterr().out
    assert run.main([*lay(tmp_path, made), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["empty"] is True


def test_a_part_that_is_not_there_or_not_sought_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = M["Made"]()
    del made.tables["commitments.csv"]
    assert run.main(lay(tmp_path, made, names=["—", "…"], words_above=[])) == 0
    told = capsys.readouterr().out
    for part in (
        "commitments.csv: there is none",
        "without a letter or digit: 2",
        "higher portions: the list",
    ):
        assert part in told


@pytest.mark.parametrize(
    "change",
    [{"schema_version": 2}, {"ids": None}, {"names": [7]}, {"more": []}, {"canaries": "one"}],
)
def test_a_list_out_of_form_is_refused_without_its_words(
    change: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(lay(tmp_path, **change)) == 2
    told = capsys.readouterr()
    assert M["NAME"] not in told.out + told.err


def test_a_list_without_one_of_its_parts_is_refused(tmp_path: Path) -> None:
    asked = lay(tmp_path)
    whole = M["hidden"]()
    for part in set(whole) - {"schema_version"}:
        left = {key: value for key, value in whole.items() if key != part}
        Path(asked[2]).write_text(json.dumps(left))
        assert run.main(asked) == 2


def test_what_is_not_there_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = lay(tmp_path)
    assert run.main([str(tmp_path / "nowhere"), *asked[1:]]) == 2
    assert run.main([asked[0], "--hidden", str(tmp_path / "nowhere"), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["exit_code"] == 2
    Path(asked[2]).write_bytes(b"\xff{")
    assert run.main(asked) == 2


def test_a_private_list_within_the_edition_is_refused(tmp_path: Path) -> None:
    asked = lay(tmp_path)
    inside = Path(asked[0]) / "hidden.json"
    Path(asked[2]).rename(inside)
    assert run.main([asked[0], "--hidden", str(inside)]) == 2


def test_a_list_does_not_print_what_it_holds() -> None:
    assert "Quillfeather" not in repr(Hidden(names=("Quillfeather",)))


def test_the_module_runs_by_itself_and_brings_nothing_of_the_desk(tmp_path: Path) -> None:
    asked = lay(tmp_path)
    code = (
        "import sys; from tearline_verify.shared import run; code = run.main(sys.argv[1:]); "
        "sys.exit(9 if any(n == 'tearline' or n.startswith('tearline.') for n in sys.modules) else code)"
    )
    env = {**os.environ, "PYTHONPATH": str(SOURCE)}
    for start in (["-c", code], ["-m", "tearline_verify.shared"]):
        done = subprocess.run(
            [sys.executable, *start, *asked], env=env, capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
