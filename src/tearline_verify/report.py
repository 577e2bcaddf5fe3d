"""The verification report: what was not checked first, then what was, as JSON and as one HTML page.

Promises: a function of the released bytes and of how the verifier was asked (a sample or every page
read again, with or without the desk's list) alone: no clock, no time taken, no number of values; only
written for a clean release. HTML without scripts or anything loaded; all text escaped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from tearline_verify import pagedata
from tearline_verify.folder import OWN
from tearline_verify.leaks import Leak
from tearline_verify.sampling import picked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tearline_verify.folder import Manifest

SCHEMA_VERSION = 1
# Each check: what it says, and what it looks at (a key of ``_units``).
CHECKS = {
    "manifest": ("The manifest has exactly its keys, in its canonical form.", "manifest"),
    "folder": ("Every listed file is there with its size and hash; nothing else is.", "files"),
    "counts": ("Index and note say what the manifest says.", "files beside the records"),
    "grammar": (
        "Each PDF is, byte for byte, of the one small form we write: no other object, no gap.",
        "records",
    ),
    "page data": ("Page data has exactly its keys; each word is at its place.", "pages"),
    "channels": (
        "PDF, page data and text say the same words; none lies in a withheld place.", "pages",
    ),
    "tags": (
        "Every number and tag of a PDF's text layer is what the page data makes it.", "pages",
    ),
    "second parser": ("pdfminer.six reads the same pages, sizes and words.", "pages"),
    "image": ("Each image decodes to its size, and its stream holds nothing more.", "pages"),
    "areas": ("Withheld places are, pixel for pixel, the box and its label.", "withholdings"),
    "width": (
        "A box that is told to hide its width does: its own width, and the ink beside it.",
        "withholdings told to hide their width",
    ),
    "ink": ("Every word of a text layer stands where the page shows something.", "pages"),
    "render": ("pdfium shows the stored picture, withheld places solid.", "pages read again"),
    "read again": ("OCR of the published pixels agrees with the text.", "pages read again"),
    "withholdings": ("The withheld places are those asked for, both ways.", "withholdings"),
    "values": ("No withheld value stands in any name, text, key or string.", "files"),
    "carve": ("No withheld value stands in any file's bytes, plain or coded.", "files"),
}  # fmt: skip
ONLY_WITH_LIST = ("withholdings", "values", "carve")


@dataclass(frozen=True, slots=True)
class State:
    """How the verifier was asked: every page read again or a sample, with the desk's list or not."""

    full: bool
    sample: float
    against: bool


def not_checked(state: State) -> tuple[str, ...]:
    """Return, in plain words, what a verification in this mode does not look at."""
    words = [
        "Whether anything else should have been withheld: nobody can check that here.",
        "Handwriting, and print that the OCR engine does not see as text.",
        "How much the width of a black box tells, where it is not told to hide it.",
        "What other releases, other copies or other sources show.",
        "Times and owners of files, and anything outside this folder.",
    ]
    if not state.full:
        share = f"{100 * state.sample:g} %"
        words.insert(
            0,
            "Pages without a withholding were read again (OCR) and rendered only as a sample of "
            f"{share}; every other check looked at every page.",
        )
    if not state.against:
        words.insert(
            0,
            "The withheld values: the desk's list was not given, so no value was looked for, and "
            "the withheld places were taken from the manifest alone.",
        )
    return tuple(words)


def _units(manifest: Manifest, state: State) -> dict[str, int]:
    """Return how many things of each kind a clean release has: from what is released alone.

    Pages that are read again because of an unacknowledged withholding must not show here.
    """
    entries = manifest.entries
    again = 0
    for entry in entries:
        marked = {page for page, _ in entry.withholdings}
        digests = [bytes.fromhex(f.sha256) for f in entry.files if f.path.endswith(".pdf")]
        for page in range(1, len(entry.page_sizes) + 1) if digests else ():
            again += page in marked or picked(digests[0], page, state.sample, full=state.full)
    return {
        "manifest": 1,
        "files": sum(len(e.files) for e in entries) + len(manifest.files) + 1,
        "files beside the records": len(manifest.files),
        "records": sum(bool(e.files) for e in entries),
        "pages": sum(len(e.page_sizes) for e in entries if e.files),
        "pages read again": again,
        "withholdings": sum(len(e.withholdings) for e in entries),
        "withholdings told to hide their width": sum(
            one.policy != "exact" for e in entries for _, one in e.withholdings
        ),
    }


def build(manifest: Manifest, state: State) -> dict[str, Any]:
    """Return the report of a clean release as a JSON value."""
    units = _units(manifest, state)
    checks = [
        {"name": name, "what": what, "looked_at": units[unit], "unit": unit}
        for name, (what, unit) in CHECKS.items()
        if state.against or name not in ONLY_WITH_LIST
    ]
    return {
        "type": "verification_report",
        "schema_version": SCHEMA_VERSION,
        "verdict": "clean",
        "not_checked": list(not_checked(state)),
        "mode": {"full": state.full, "sample": state.sample, "against": state.against},
        "release": {
            "audience": manifest.value["audience"],
            "date": manifest.value["date"],
            "draft": manifest.value["draft"],
            "counts": manifest.value["counts"],
        },
        "pages_read_again": units["pages read again"],
        "checks": checks,
    }


def as_json(report: Mapping[str, Any]) -> bytes:
    """Return the report's canonical JSON."""
    text = json.dumps(report, sort_keys=True, indent=1, ensure_ascii=False)
    return (text + "\n").encode("utf-8")


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a}table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.35rem "
    ".6rem;border-bottom:1px solid #ccc;vertical-align:top}td.n{text-align:right}h1{font-size:1.5rem}"
)


def as_html(report: Mapping[str, Any]) -> bytes:
    """Return the report as one HTML page that loads nothing."""
    release, mode = report["release"], report["mode"]
    limits = "".join(f"<li>{escape(line)}</li>" for line in report["not_checked"])
    rows = "".join(
        f"<tr><td>{escape(row['name'])}</td><td>{escape(row['what'])}</td>"
        f'<td class="n">{row["looked_at"]} {escape(row["unit"])}</td></tr>'
        for row in report["checks"]
    )
    counts = "".join(
        f'<tr><td>{escape(key.replace("_", " "))}</td><td class="n">{value}</td></tr>'
        for key, value in sorted(release["counts"].items())
    )
    how = "every page" if mode["full"] else "pages with a withholding, and a sample of the others"
    with_list = "with" if mode["against"] else "without"
    kind = "Draft, not a release" if release["draft"] else "Release"
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Verification report</title><style>{_STYLE}</style></head><body>\n"
        f"<h1>Verification report</h1>\n<p>{kind} for {escape(release['audience'])}, "
        f"{escape(release['date'])}.</p>\n<h2>What was not checked</h2>\n<ul>{limits}</ul>\n"
        f"<h2>Verdict</h2>\n<p>Clean: no check found anything. Read again: {how} "
        f"({report['pages_read_again']} pages), {with_list} the desk's list of what was withheld."
        "</p>\n<h2>What was checked</h2>\n<table><tr><th>check</th><th>what it says</th>"
        f"<th>looked at</th></tr>{rows}</table>\n<h2>The release</h2>\n<table>{counts}</table>\n"
        "</body></html>\n"
    )
    return page.encode("utf-8")


def write(out: Path, report: Mapping[str, Any]) -> None:
    """Write report.html and report.json into a clean release."""
    for name, data in zip(OWN, (as_html(report), as_json(report)), strict=True):
        aside = out / f".{name}.part"
        aside.write_bytes(data)
        aside.replace(out / name)


def unchanged(out: Path, manifest: Manifest) -> Iterator[Leak]:
    """Yield a leak where a report that stands in the folder is not what this release's must be."""
    there = [name for name in OWN if (out / name).exists()]
    if not there:
        return
    if len(there) != len(OWN):
        yield Leak("report", there[0], "one half of the verification report is missing")
        return
    given = (out / "report.json").read_bytes()
    mode = pagedata.strict(given).get("mode", {})
    kinds = {key: type(value) for key, value in mode.items()}
    if kinds != {"full": bool, "sample": float, "against": bool}:
        yield Leak("report", "report.json", "the report does not say how it was made")
        return
    due = build(manifest, State(mode["full"], mode["sample"], mode["against"]))
    for name, data in zip(OWN, (as_html(due), as_json(due)), strict=True):
        if (out / name).read_bytes() != data:
            yield Leak("report", name, "the report is not the one this release has")
