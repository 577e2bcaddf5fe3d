"""The release note: its bytes follow from the manifest, but for what the manifest does not know.

Promises: every line is computed again from the manifest and compared byte for byte. Free are the two
numbers of "Since earlier releases" and, under "Personal numbers released", each legal basis (one line of
plain text, bounded) and its number, for the manifest holds neither. That a basis is true, or harmless,
is not looked at here; withheld values in it are looked for by ``probes.values``.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from tearline_verify.pagedata import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.folder import Manifest

BASIS = 500  # characters of a legal basis, at most
NAMED = (
    ("held", "Held"), ("pending", "Pending"), ("withheld in full", "Withheld in full"),
    ("withdrawn", "Withdrawn"),
)  # fmt: skip
ROWS = (
    ("records named in this release", "records"),
    ("of these, released in full", "released_in_full"),
    ("of these, released in part", "released_in_part"),
    ("of these, withheld in full", "withheld_in_full"),
    ("of these, held", "held"),
    ("of these, pending", "pending"),
    ("of these, withdrawn", "withdrawn"),
    ("pages released", "pages"),
    ("redactions", "redactions"),
)
MOVED = (
    "- Line shifted: {:,}. The box has a fixed width, and the rest of its line was moved "
    "behind it; on the paper it stands elsewhere."
)
LINE = (
    "- To the end of the line: {:,}. The box also covers words that are not exempt by "
    "themselves, because their place would tell the width of what is."
)
GONE = (
    "- Redactions of the last earlier edition of a record that stand no more: {}. "
    "What is lifted, a person has decided again."
)
UNNAMED = "- Records of earlier releases that are not in this one, and whose names are not said again: {}."
SINCE = "## Since earlier releases\n\n"
OVERRIDES = (
    "## Personal numbers released\n\n"
    "Each was signed for by two people at sign-ins of their own, on a legal basis:\n\n"
)
END = (
    "A redaction is one box on one page. Files and their hashes are in manifest.json; "
    "what was checked, and what was not, is in report.html.\n"
)
_NUMBER = r"[1-9]\d{0,2}(?:,\d{3})*"
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]<>#|~&])")
_BASIS = re.compile(rf"- (.+) \({_NUMBER}\)", re.ASCII)


def _numbered(line: str) -> str:
    """Return a pattern of a line with any number in it."""
    before, after = line.split("{}")
    return f"{re.escape(before)}{_NUMBER}{re.escape(after)}\n"


_SINCE = re.compile(f"(?:{_numbered(GONE)})?(?:{_numbered(UNNAMED)})?\n", re.ASCII)


def follows(note: bytes, manifest: Manifest) -> bool:
    """Say whether the bytes of note.md are what the manifest makes them."""
    before = "".join(f"{line}\n" for line in _lines(manifest)).encode("utf-8", "replace")
    end = END.encode()
    if not note.startswith(before) or not note[len(before) :].endswith(end):
        return False
    try:
        between = note[len(before) : len(note) - len(end)].decode("utf-8")
    except UnicodeDecodeError:
        return False
    return _may_stand(between)


def _may_stand(between: str) -> bool:
    """Say whether what stands before the last line is what may stand there: either section, or none."""
    if between.startswith(SINCE):
        found = _SINCE.match(between, len(SINCE))
        if found is None or found[0] == "\n":
            return False
        between = between[found.end() :]
    if not between:
        return True
    if not between.startswith(OVERRIDES) or not between.endswith("\n\n"):
        return False
    return all(_is_basis(line) for line in between[len(OVERRIDES) : -2].split("\n"))


def _is_basis(line: str) -> bool:
    """Say whether a line tells one legal basis, in plain text, and how many numbers rest on it."""
    found = _BASIS.fullmatch(line)
    if found is None:
        return False
    text = _ESCAPED.sub(r"\1", found[1])
    return plain(text) == found[1] and plain_text(text, BASIS)


def _lines(manifest: Manifest) -> Iterator[str]:
    """Yield the note's lines, as far as the manifest determines them."""
    value = manifest.value
    guide, counts = value["guide"], value["counts"]
    yield "# DRAFT, not a release" if value["draft"] else "# Release"
    yield ""
    if value["draft"]:
        yield "This is a draft. No person has decided what it holds. Do not publish it."
        yield ""
    yield f"Audience: {plain(value['audience'])}. Date: {plain(value['date'])}."
    yield f"Guide: {plain(guide['name'])}, version {plain(guide['version'])}."
    yield ""
    yield "| what | how many |"
    yield "|---|---|"
    for label, key in ROWS:
        yield f"| {label} | {counts[key]:,} |"
    yield ""
    yield from _codes(manifest)
    for status, title in NAMED:
        yield from _named(manifest, status, title)
    yield from _widths(manifest)


def _codes(manifest: Manifest) -> Iterator[str]:
    found = Counter(
        code
        for entry in manifest.entries
        for _, deletion in entry.withholdings
        for code in set(deletion.codes)
    )
    if not found:
        return
    yield "## Redactions by code"
    yield ""
    yield "A redaction under two codes counts under each."
    yield ""
    yield "| code | redactions |"
    yield "|---|---|"
    for code, number in sorted(found.items()):
        yield f"| {plain(code)} | {number:,} |"
    yield ""


def _named(manifest: Manifest, status: str, title: str) -> Iterator[str]:
    found = [entry for entry in manifest.entries if entry.status == status]
    if not found:
        return
    yield f"## {title}"
    yield ""
    for entry in found:
        said = entry.value["note"]
        yield f"- {plain(entry.record)}{': ' if said else ''}{plain(said)}"
    yield ""


def _widths(manifest: Manifest) -> Iterator[str]:
    found = Counter(one.policy for entry in manifest.entries for _, one in entry.withholdings)
    if not found["moved"] and not found["line"]:
        return
    yield "## Boxes that do not tell how much they hide"
    yield ""
    if found["moved"]:
        yield MOVED.format(found["moved"])
    if found["line"]:
        yield LINE.format(found["line"])
    yield ""


def plain(text: str) -> str:
    """Return text as the note has it: on one line, and nothing in it acts as markup."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))
