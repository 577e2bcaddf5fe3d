"""One HTML page that shows a release: each page before and after, what was withheld and why, the checks.

The page holds the *unreleased* pages too: it is for the desk, and says so.
"""

from __future__ import annotations

import base64
import html
import io
import json
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from tearline.decisions import deciding
from tearline.model.page import TextSource
from tearline.model.record import MediaType
from tearline.records.raster import raster
from tearline.store import leaves
from tearline.store.collection import opened

DPI = 80
STYLE = """
:root { color-scheme: light dark; --ink: #1c1917; --paper: #fafaf9; --line: #d6d3d1; --mark: #b45309; }
@media (prefers-color-scheme: dark) { :root { --ink: #f5f5f4; --paper: #1c1917; --line: #57534e; --mark: #fbbf24; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; max-width: 76rem; padding: 1rem 1.5rem 4rem; }
h1 { font-size: 1.7rem; } h2 { border-top: 1px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
.desk { border-left: 4px solid var(--mark); padding: .2rem 1rem; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; align-items: start; margin: 1rem 0; }
figure { margin: 0; } figure img { width: 100%; border: 1px solid var(--line); background: white; }
figcaption { font-size: .85rem; } pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); padding: .8rem; font-size: .8rem; margin: 0; max-height: 46rem; overflow: auto; }
table { border-collapse: collapse; font-size: .9rem; } td, th { border: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
mark { background: #fde68a; color: #1c1917; } .status { font-weight: 600; } nav a { margin-right: .8rem; }
summary { cursor: pointer; padding: .3rem 0; } table.why { width: 100%; table-layout: fixed; }
table.why th:first-child { width: 9rem; } table.why th:nth-child(2) { width: 9rem; } table.why th:nth-child(4) { width: 18rem; }
.top { float: right; font-size: .85rem; font-weight: normal; }
"""


def write_page(
    root: Path, release: Path, status: list[dict], findings: list[dict], target: Path
) -> Path:
    """Write the page and return its path."""
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    report = json.loads((release / "report.json").read_text("utf-8"))
    released = {row["record"]: row for row in manifest["records"]}
    records = [line for line in status if line["type"] == "record"]
    found: dict[str, list[dict]] = {}
    for line in findings:
        found.setdefault(line["record"], []).append(line)
    parts = [_head(manifest, records, released), _checks(report)]
    with opened(root, write=False) as collection:
        stands = deciding.standing(collection)
        for line in records:
            name = line["record"]
            row = released.get(name)
            parts.append(_record(collection, stands, release, line, row, found.get(name, [])))
    target.write_text("\n".join([*parts, "</main>"]), "utf-8")
    return target


def _head(manifest: dict, records: list[dict], released: dict[str, dict]) -> str:
    counts = manifest["counts"]
    rows = "".join(
        f'<tr><td><a href="#{html.escape(line["record"])}">{html.escape(line["record"])}</a></td>'
        f"<td>{line['pages']}</td><td>{_said(line, released.get(line['record']))}</td></tr>"
        for line in records
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Tearline: the example release</title><style>{STYLE}</style></head><body><main>"
        "<h1>The example release, before and after</h1>"
        '<p class="desk">This page is for the desk: it shows what was <em>not</em> released. '
        "All people, numbers and agencies on it are fictional.</p>"
        f"<p>Release for the audience <b>{html.escape(manifest['audience'])}</b> of "
        f"{manifest['date']}, guide {html.escape(manifest['guide']['name'])}: "
        f"{counts['pages']} pages of {counts['released_in_full'] + counts['released_in_part']} "
        f"records went out with {counts['redactions']} redactions; {counts['held']} records are "
        f"held, {counts['pending']} pending.</p>"
        f"<table><tr><th>record</th><th>pages</th><th>what became of it</th></tr>{rows}</table>"
    )


def _said(line: dict, row: dict | None) -> str:
    if row and row["files"]:
        count = len(row["withholdings"])
        many = f": {count} redaction{'s' if count > 1 else ''}" if count else ""
        return f'<span class="status">{row["status"]}</span>{many}'
    reasons = "<br>".join(
        html.escape((f"page {o['page']}: " if o["page"] else "") + o["detail"])
        for o in line["open"][:4]
    )
    more = len(line["open"]) - 4
    reasons += f"<br>and {more} more" if more > 0 else ""
    return f'<span class="status">{line["outcome"]}</span> {reasons}'


def _checks(report: dict) -> str:
    unchecked = "".join(f"<li>{html.escape(_text(item))}</li>" for item in report["not_checked"])
    checks = "".join(f"<li>{html.escape(_text(item))}</li>" for item in report["checks"])
    return (
        "<h2>What the verifier tried</h2><p>A second program, with no code in common, looked at the "
        "bytes of the release before it was given its name.</p>"
        f"<details open><summary>Not checked</summary><ul>{unchecked}</ul></details>"
        f"<details><summary>Checked</summary><ul>{checks}</ul></details>"
    )


def _text(item: object) -> str:
    if isinstance(item, dict):
        return ", ".join(str(value) for value in item.values())
    return str(item)


def _record(collection, stands, release, line, row, found) -> str:
    name = line["record"]
    parts = [
        f'<h2 id="{html.escape(name)}">{html.escape(name)} <a class="top" href="#">to the top</a></h2><p>{_said(line, row)}</p>'
    ]
    record_id = collection.catalog.record_named(name)[0][0]
    pdf = release / "records" / f"{name}.pdf"
    after = pdfium.PdfDocument(pdf) if row and row["files"] else None
    number = 0
    for file in collection.catalog.files_of(record_id):
        for page_row in collection.catalog.pages(file.id):
            if not page_row.blob:
                continue
            number += 1
            page = leaves.unpack_page(collection.blobs.get(page_row.blob))
            reasons = _reasons(stands, file.sha256, page, found)
            parts.append(_pair(collection, file, page, number, after, stands, reasons))
    return "\n".join(parts)


def _reasons(stands, sha256, page, found) -> str:
    said = []
    for d in stands.withheld(sha256, page.number):
        who = f"{d.actor.kind.value} {d.actor.name}"
        why = next(
            (f["why"] for f in found if f["page"] == page.number and f["kind"] == d.kind), d.reason
        )
        said.append(
            f"<tr><td>{html.escape(' '.join(d.codes))}</td><td>{html.escape(d.kind or 'passage')}"
            f"</td><td>{html.escape(why)}</td><td>{html.escape(who)}</td></tr>"
        )
    if not said:
        return ""
    head = "<tr><th>code</th><th>what</th><th>why</th><th>decided by</th></tr>"
    rows = "".join(
        row.replace("</td><td>", f" &times; {said.count(row)}</td><td>", 1)
        if said.count(row) > 1
        else row
        for row in dict.fromkeys(said)
    )
    return f'<table class="why">{head}{rows}</table>'


def _pair(collection, file, page, number, after, stands, reasons) -> str:
    if page.source is TextSource.PLAIN:
        before = _marked_text(page, stands.withheld(file.sha256, page.number))
        shown = "".join(_after(after, n) for n in range(len(after))) if after else _none()
    else:
        path = str(collection.blobs.path(file.sha256))
        image = raster(path, MediaType(file.media_type), page.number).image.convert("RGB")
        before = _img(_outlined(image, page, stands.withheld(file.sha256, page.number)), "before")
        shown = _after(after, number - 1) if after else _none()
    pair = (
        f'<div class="pair"><figure>{before}<figcaption>page {number}, as it came in</figcaption>'
        f"</figure><figure>{shown}<figcaption>as it goes out</figcaption></figure></div>{reasons}"
    )
    if reasons or after is None:
        return pair
    return f"<details><summary>Page {number}: nothing withheld</summary>{pair}</details>"


def _none() -> str:
    return "<p>Not in the release.</p>"


def _after(document, index) -> str:
    if index >= len(document):
        return _none()
    return _img(document[index].render(scale=DPI / 72).to_pil().convert("RGB"), "after")


def _outlined(image: Image.Image, page, withheld) -> Image.Image:
    draw = ImageDraw.Draw(image)
    for determination in withheld:
        for area in determination.target.areas:
            box = area.to_pixels(image.size, (page.width, page.height), 6)
            draw.rectangle(box, outline=(180, 83, 9), width=max(4, image.width // 400))
    return image


def _marked_text(page, withheld) -> str:
    spans = sorted((d.target.start, d.target.end) for d in withheld if d.target.start is not None)
    parts, place = [], 0
    for start, end in spans:
        parts.append(html.escape(page.text[place:start]))
        parts.append(f"<mark>{html.escape(page.text[max(start, place) : end])}</mark>")
        place = max(place, end)
    parts.append(html.escape(page.text[place:]))
    return f"<pre>{''.join(parts)}</pre>"


def _img(image: Image.Image, which: str) -> str:
    width = round(8.5 * DPI)
    small = image.resize((width, round(image.height * width / image.width)), Image.Resampling.BOX)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=50)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    return f'<img alt="the page {which}" loading="lazy" src="data:image/webp;base64,{data}">'
