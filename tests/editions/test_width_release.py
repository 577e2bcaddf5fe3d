"""A release with a line moved and one taken to its end: built, verified, and the same in two worlds."""

from __future__ import annotations

import json

from reportlab.pdfgen.canvas import Canvas

LINES = [
    "He was paid twice in the spring and once more, so said the {} in the autumn,",
    "The committee met on Monday in the second building of the yard beside the river,",
    "and heard what the officers of the port had to say about it and about the men.",
    "The informant was {} of the harbour office.",
]


def world(tearline, tree, folder, name):
    """Build a release of one page with ``name`` withheld twice; return its files."""
    from tearline.records.pdf import read_pdf

    folder.mkdir(parents=True)
    path = folder / "memo.pdf"
    sheet = Canvas(str(path), pagesize=(612, 792), invariant=1)
    for row, line in enumerate(LINES):
        sheet.setFont("Times-Roman", 12)
        sheet.drawString(72, 700 - row * 15, line.format(name))
    sheet.showPage()
    sheet.save()
    text = read_pdf(str(path), 1).text
    starts = (text.rindex(name), text.index(name))
    decisions = [
        {
            "type": "determination", "record": "memo", "page": 1, "start": start,
            "end": start + len(name), "verdict": "withhold", "codes": ["(b)(7)(D)"],
            "reason": "source", "actor": "T. Vale", "policy": policy,
        }
        for start, policy in zip(starts, ("moved", "line"), strict=True)
    ]  # fmt: skip
    listed = "".join(json.dumps(decision) + "\n" for decision in decisions)
    (folder / "d.jsonl").write_text(listed, "utf-8")
    c, env = folder / "c", {"TEARLINE_KEYS": str(folder / "keys"), "TEARLINE_WORKERS": "1"}
    assert tearline("init", c, "--guide", "foia", env=env).code == 0
    for verb in (["add", path], ["read"], ["find"], ["import-decisions", folder / "d.jsonl"]):
        said = tearline(*verb, collection=c, env=env)
        assert said.code == 0, said.err
    out = folder / "out"
    said = tearline("build", "--date", "2026-11-22", "--to", out, collection=c, env=env)
    assert said.code in (0, 3), (said.err, said.lines)
    return tree(out)


def test_two_names_of_two_widths_give_one_release(tearline, tree, tmp_path):
    one = world(tearline, tree, tmp_path / "a", "finch")
    two = world(tearline, tree, tmp_path / "b", "wagtails")
    (record,) = json.loads(one["manifest.json"])["records"]
    assert sorted(w["policy"] for w in record["withholdings"]) == ["line", "moved"]
    assert one == two
