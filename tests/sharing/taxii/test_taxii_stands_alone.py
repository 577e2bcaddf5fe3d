"""The server cannot open the desk's collection: nothing that could is among what it imports."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src"
PACKAGE = SOURCE / "tearline" / "sharing" / "taxii"
FOREIGN = {"starlette", "argon2", "uvicorn"}
OURS = {"tearline", "tearline.errors", "tearline.sharing"}


def file_of(name):
    base = SOURCE.joinpath(*name.split("."))
    found = [path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file()]
    return found[0] if found else None


def imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in {"__import__", "import_module"}:
                yield "whatever it is told to load"


def reached(start):
    """Every module of ours that a module leads to, with the packages on the way, and what is foreign."""
    ours, foreign, todo = set(), set(), [start]
    while todo:
        name = todo.pop()
        if name.split(".")[0] != "tearline":
            foreign.add(name.split(".")[0])
            continue
        path = file_of(name)
        if path is None or name in ours:
            continue
        ours.add(name)
        parts = name.split(".")
        todo += [".".join(parts[:n]) for n in range(1, len(parts))]
        todo += list(imported(path))
    return ours, foreign


MODULES = sorted(f"tearline.sharing.taxii.{path.stem}" for path in PACKAGE.glob("*.py"))


@pytest.mark.parametrize("name", MODULES)
def test_no_module_of_the_server_leads_to_the_desk_s_own(name):
    ours, foreign = reached(name.removesuffix(".__init__"))
    assert {one for one in ours if not one.startswith("tearline.sharing.taxii")} <= OURS
    assert foreign - set(sys.stdlib_module_names) <= FOREIGN


def test_the_walk_would_find_the_store():
    ours, foreign = reached("tearline.decisions.docket")
    assert {one.split(".")[1] for one in ours if "." in one} >= {"store", "decisions", "records"}
    assert not foreign - set(sys.stdlib_module_names) <= FOREIGN


def test_a_process_that_serves_has_nothing_of_the_desk_s_loaded():
    told = (
        "import sys, tearline.sharing.taxii.serve\n"
        "print(*sorted(n for n in sys.modules if n.split('.')[0] == 'tearline'))\n"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    names, sqlalchemy = done.stdout.splitlines()
    assert sqlalchemy == "False"
    assert {n for n in names.split() if not n.startswith("tearline.sharing.taxii")} <= OURS
