"""The house keeps its shape: arrows, file lengths, names, docstrings."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
FILES = sorted(SOURCE.rglob("*.py"))

# Each layer may import itself and what stands before it.
LAYERS = (
    {"model", "errors", "text", "dates", "tables"},
    {"config"},
    {"store", "engine", "confine", "workers"},
    {"records"},
    {"findings", "guides"},
    {"decisions"},
    {"editions"},
    {"reading", "sharing"},
    {"web"},
    {"talk", "verbs", "cli", "desk", "__main__", "__init__"},
)
STAGES = {
    "accounts",
    "searching",
    "desk_lists",
    "twinning",
}  # modules of findings/ that run detectors, and are none
BANNED = {"utils", "helpers", "common", "core", "base", "manager", "service", "misc"}


def layer(name):
    return next((i for i, names in enumerate(LAYERS) if name in names), None)


def place(path):
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return parts[0], parts[1] if len(parts) > 1 else "__init__", parts


def imports(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: relative import"
            yield node.module
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_arrow_turns(path):
    package, part, parts = place(path)
    for name in imports(path):
        first, *rest = name.split(".")
        if package == "tearline_verify":
            assert first != "tearline", f"{name}: the verifier shares no code with the rest"
        elif first == "tearline" and rest and layer(rest[0]) is not None:
            assert layer(rest[0]) <= layer(part), f"{part} imports {name}"
    is_detector = "findings" in parts and parts[-1] not in {*STAGES, "__init__", "detector"}
    if package == "tearline" and is_detector:
        allowed = {"model", "text", "dates", "tables", "findings", "errors"}
        for name in imports(path):
            if name.startswith("tearline.records.form") and parts[-1] == "sheets":
                continue  # reading sheets is pure too: the one reader a detector may ask
            if name.startswith("tearline."):
                assert name.split(".")[1] in allowed, f"a detector imports {name}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_file_is_longer_than_a_reader_s_patience(path):
    assert path.read_text("utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_every_module_says_what_it_is_and_is_called_what_it_is(path):
    assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), "no module docstring"
    assert path.stem not in BANNED


def test_every_command_exit_code_and_setting_is_in_the_reference():
    import click

    from tearline import cli, config
    from tearline.errors import ExitCode

    text = (ROOT / "docs" / "reference.md").read_text("utf-8")
    for name, command in cli.main.commands.items():
        names = (
            [f"{name} {sub}" for sub in command.commands]
            if isinstance(command, click.Group)
            else [name]
        )
        for each in names:
            assert f"tearline {each}" in text, each
    for code in ExitCode:
        assert str(int(code)) in text
    for section, keys in config.KNOWN.items():
        for key in keys - {"schema_version", "id"}:
            assert f"{section}.{key}" in text, f"{section}.{key}"


def test_files_the_news_page_table_names_are_there():
    import re

    text = (ROOT / "docs" / "from-the-news.md").read_text("utf-8")
    for name in re.findall(r"`((?:tests|benchmarks)/[^`]*)`", text):
        assert (ROOT / name).exists(), name
