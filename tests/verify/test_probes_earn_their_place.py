"""Every probe is the only one to catch some mutant: without it, that one would be published.

Each mutant of the two tables is verified once, with the desk's list and every page read again, and
the probes that saw it must be those that the tables name; the matrix is then the tables' own. Run as a
program, it prints the matrix: how many mutants each probe catches, and how many of them alone.

"could not run" stands for a worker that died or hung, and looks at nothing by itself; the tests of the
workers have it. The probes of the half that looks through strangers' files are not asked here.
"""

from __future__ import annotations

import ast
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pikepdf
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import good_release
import spoiling as sp
from mutants import DIGITS, MUTANTS, SEEN_TOO
from mutants_in_step import CLEAN, FAULTS, WRONG

import tearline_verify
from tearline_verify import against, onefile, run, single
from tearline_verify.__main__ import main
from tearline_verify.leaks import COULD_NOT_RUN, Verdict
from tearline_verify.probes import readagain
from tearline_verify.setting import Setting

NAMES = sorted([*MUTANTS, *WRONG])
UNSEALED = ("manifest", "hash", "file_left_out")  # what these spoil is the manifest itself
_read: dict[Any, readagain.Again] = {}
_right = readagain.read


def _once(image: Any, size: Any, covered: Any, turn: int) -> readagain.Again:
    """Read a page as the verifier does, but the same pixels once: most mutants leave them alone."""
    key = (sha256(image.tobytes()).digest(), image.shape, size, tuple(covered), turn)
    if key not in _read:
        _read[key] = _right(image, size, covered, turn)
    return _read[key]


def verified(made: good_release.Good) -> Verdict:
    listed = against.read(made.against.splitlines())
    return run.verify(Setting(str(made.out), listed, full=True), jobs=0)


def spoilt(name: str, out: Path) -> good_release.Good:
    """Write the mutant to ``out``, a folder not there yet."""
    if name in WRONG:
        return WRONG[name][1](out)
    made = good_release.write(out)
    MUTANTS[name][1](out)
    if not name.startswith(UNSEALED):
        sp.seal(out)
    return made


def caught(name: str, out: Path) -> Verdict:
    """Verify a mutant."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readagain, "read", _once)
        made = spoilt(name, out)
        if name in FAULTS:
            FAULTS[name](patch)
        return verified(made)


def probes_of(name: str) -> set[str]:
    """Return the probes that see a mutant, by the tables."""
    table = WRONG if name in WRONG else MUTANTS
    return {table[name][0], *SEEN_TOO.get(name, ())}


@pytest.mark.parametrize("name", NAMES)
def test_a_mutant_is_caught_by_the_probes_that_the_table_names(name: str, tmp_path: Path) -> None:
    verdict = caught(name, tmp_path / "out")
    assert not verdict.clean
    assert {leak.probe for leak in verdict.leaks} == probes_of(name)
    said = json.dumps([leak.as_dict() for leak in verdict.leaks]).casefold()
    hidden = (
        good_release.SECRET, DIGITS, good_release.NAME, good_release.BLOTTED, good_release.ABSENT,
    )  # fmt: skip
    assert not any(value.casefold() in said for value in hidden)


@pytest.mark.parametrize("name", CLEAN)
def test_what_is_like_a_mutant_and_clean_passes(name: str, tmp_path: Path) -> None:
    assert verified(CLEAN[name](tmp_path / "out")).leaks == ()


def test_a_clean_release_passes_with_every_page_read_again(made: good_release.Good) -> None:
    verdict = verified(made)
    assert verdict.leaks == ()
    assert (verdict.clean, verdict.pages, verdict.pages_read_again) == (True, 4, 4)


@pytest.mark.parametrize("told", [True, False])
def test_one_file_by_itself_is_held_to_the_width_that_it_tells(told: bool, tmp_path: Path) -> None:
    """Whether the list says how a box hides its width, or the file's own tags alone."""
    for off, probes in ((0, set()), (1, {"width"})):
        made = good_release.write_moved(tmp_path / f"{off}", off=off)
        rows = [{k: v for k, v in row.items() if told or k != "policy"} for row in made.lines]
        pdf = sp.pdf_of(made.out, "moved-5")
        verdict = single.verify(Setting(str(pdf), against.read(map(json.dumps, rows))))
        assert {leak.probe for leak in verdict.leaks} == probes


def test_only_our_own_form_passes_where_it_is_asked_for(
    made: good_release.Good, wordless: Path, tmp_path: Path
) -> None:
    strange = tmp_path / "strange.pdf"
    with pikepdf.open(wordless) as pdf:
        pdf.save(strange)
    for path, ours, clean in ((wordless, True, True), (strange, True, False)):
        looked = onefile.verify(Setting(str(path)), 1, ours=ours)
        assert looked.verdict.clean is clean
        assert (onefile.NOT_OURS in {leak.what for leak in looked.verdict.leaks}) is not clean
    stranger = tmp_path / "stranger.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(stranger)
    for ours in (False, True):
        verdict = onefile.verify(Setting(str(stranger)), 1, ours=ours).verdict
        assert verdict.clean is not ours
        assert [leak.what for leak in verdict.leaks] == [onefile.NOT_OURS] * ours
    assert main(["--ours", str(made.out)]) == 2
    assert main(["--ours", "--jobs", "1", str(stranger)]) == 5


@cache
def looked() -> frozenset[str]:
    """Return the names of the probes that look at a clean release of every kind, or at one file."""
    names: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for made in (good_release.write(here / "a"), good_release.write_moved(here / "b")):
            verdict = verified(made)
            assert verdict.leaks == ()
            names |= set(verdict.looked)
            for pdf in (made.out / "records").glob("*.pdf"):
                own = [json.dumps(r) for r in made.lines if r.get("record") == pdf.stem]
                alone = single.verify(Setting(str(pdf), against.read(own)))
                assert alone.leaks == ()
                names |= set(alone.looked)
    return frozenset(names)


def written() -> Iterator[str]:
    """Yield every name of a probe that stands in the verifier's code."""
    root = Path(tearline_verify.__file__).parent
    for path in [*root.glob("*.py"), *(root / "probes").glob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call) or not call.args:
                continue
            called = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            called = called or (call.func.id if isinstance(call.func, ast.Name) else "")
            first = call.args[0]
            told = called in ("Leak", "leak", "told") or ast.unparse(call.func).endswith(
                "tally.run"
            )
            if told and isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def test_the_names_of_the_probes_are_all_known() -> None:
    assert set(written()) == looked()
    assert COULD_NOT_RUN not in looked()


def test_each_probe_is_the_only_one_to_catch_some_mutant() -> None:
    alone = {next(iter(found)) for name in NAMES if len(found := probes_of(name)) == 1}
    assert alone == looked()


def test_the_tables_are_large_and_name_nothing_twice() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 165
    assert set(SEEN_TOO) <= set(NAMES)
    assert set(FAULTS) <= set(WRONG)


def print_matrix() -> None:
    """Print the matrix."""
    all_caught: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    missed, other = [], {}
    for name in NAMES:
        with tempfile.TemporaryDirectory() as folder:
            found = {leak.probe for leak in caught(name, Path(folder) / "out").leaks}
        all_caught.update(found)
        alone.update(found if len(found) == 1 else ())
        if not found:
            missed.append(name)
        if found != probes_of(name):
            other[name] = found
    print(f"{len(NAMES)} mutants, {len(missed)} missed {missed}")
    print(f"{'probe':15} caught alone")
    for probe in sorted(looked()):
        print(f"{probe:15} {all_caught[probe]:6} {alone[probe]:5}")
    for name, found in other.items():
        print(f"not as the table has it: {name!r}: {sorted(found)}")


if __name__ == "__main__":
    print_matrix()
