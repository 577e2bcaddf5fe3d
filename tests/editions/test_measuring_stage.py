"""Every deletion of a release is measured once, in a worker, and only numbers are kept of it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from tearline.decisions import deciding, docket, importing
from tearline.decisions import guide as guides
from tearline.editions import assembling, measuring
from tearline.editions.measuring import PageWidths, over_limit, packed, summary, unpacked
from tearline.editions.widths import Measured
from tearline.findings import searching
from tearline.model.area import Area
from tearline.model.guide import WidthPolicy
from tearline.records import intake, reading
from tearline.store.collection import opened
from tearline.store.queue import Run
from tearline.verbs import changing

NAME = "Dellinger"
PROTECTED = (
    "person,aliases,protection,why\nHarold Dellinger,,person,a witness\nIda Gow,,person,a witness\n"
)


def measured(bits=0.0, policy=WidthPolicy.EXACT, split=0, page=1):
    area = Area(100, 100, 2000, 1300)
    return Measured(page, area, policy, bits, 15.4, False, 0.1, split, None)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """Give a collection with a PDF and a text, a name withheld in each, its standing, its records."""
    tmp_path = tmp_path_factory.mktemp("desk")
    patch = pytest.MonkeyPatch()
    patch.setenv("TEARLINE_KEYS", str(tmp_path / "keys"))
    patch.setenv("TEARLINE_MODEL", "off")
    files = tmp_path / "in"
    files.mkdir()
    (files / "note.txt").write_text(f"Then {NAME} came over from the coast.\n" * 70, "utf-8")
    canvas = Canvas(str(files / "memo.pdf"), pagesize=(612, 792))
    for page in range(2):
        canvas.setFont("Times-Roman", 12)
        canvas.drawString(72, 90, "The memo goes on with nothing that anyone minds.")
        if page:
            canvas.drawString(72, 700, f"On Monday the agent met {NAME} near the old office.")
            canvas.drawString(72, 670, "Nobody else was there when the two of them spoke of it.")
        canvas.showPage()
    canvas.save()
    changing.begin(tmp_path / "c", "foia", "small")
    (tmp_path / "c" / "protected.csv").write_text(PROTECTED, "utf-8")
    with opened(tmp_path / "c", workers=1) as found:
        intake.add(found, [files], Run())
        reading.read_all(found, Run())
        searching.search_all(found, Run())
        stands, records = decided(found, tmp_path)
        assembling.view_all(found, records, stands, Run(), draft=False)
        yield found, records, stands
    patch.undo()


def decided(collection, tmp_path):
    """Withhold the name everywhere; return the guide's standing and the records, as a build has them."""
    guide = guides.load("foia")
    rows = []
    for record, page in (("memo", 2), ("note", 1)):
        row = {"type": "determination", "record": record, "page": page, "verdict": "withhold"}
        row |= {"codes": ["(b)(6)"], "reason": "why", "actor": "ann"}
        if record == "memo":
            row["areas"] = [[20000, 8200, 24600, 9500]]
        else:
            at = len(f"Then {NAME} came over from the coast.\n") * 69 + 5
            row |= {"start": at, "end": at + len(NAME)}
        rows.append(row)
    path = tmp_path / "d.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    importing.import_file(collection, path, guide)
    stands = deciding.standing(collection)
    return stands, tuple(docket.check_all(collection, guide, stands))


def test_every_deletion_is_measured_once_and_only_numbers_are_kept(desk, monkeypatch):
    found = measuring.measure_all(*desk, Run(), draft=False)
    assert set(found) == {"memo", "note"}
    (memo,), (note,) = found["memo"], found["note"]
    assert memo.page == 2
    assert memo.bits > 3
    assert memo.split == 1, "of the two who are protected only one fits"
    assert (note.page, note.bits, note.split) == (2, 0, 0), "seventy lines take a second page"
    told = json.dumps(summary(found)) + packed(PageWidths(1, found["memo"])).decode()
    assert NAME not in told
    assert "Gow" not in told
    monkeypatch.setattr(measuring, "measure_page", None)  # nothing is left to be measured
    assert measuring.measure_all(*desk, Run(), draft=False) == found


def test_another_list_is_another_measure(desk):
    before = measuring.measure_all(*desk, Run(), draft=False)
    path = desk[0].config.root / "protected.csv"
    path.unlink()
    try:
        after = measuring.measure_all(*desk, Run(), draft=False)
    finally:
        path.write_text(PROTECTED, "utf-8")
    assert [m.split for m in before["memo"]] == [1]
    assert [(m.split, m.share) for m in after["memo"]] == [(0, None)]


def test_a_record_without_its_views_is_left_out_and_not_called_harmless(desk):
    collection, records, stands = desk
    assert measuring.measure_all(*desk, Run(), draft=True) == {}
    assembling.view_all(collection, records[1:], stands, Run(), draft=True)
    assert set(measuring.measure_all(*desk, Run(), draft=True)) == {records[1].name}


def test_exact_promises_nothing_and_the_others_a_tenth_of_a_bit():
    exact, line = WidthPolicy.EXACT, WidthPolicy.LINE
    kept = [measured(9.0, exact, 1), measured(0.1, line)]
    broken = [measured(0.11, line), measured(0.0, WidthPolicy.MOVED, split=1)]
    assert over_limit([*kept, *broken]) == broken


def test_the_summary_counts_by_policy_and_names_every_deletion():
    by_record = {
        "b": (measured(0.0, WidthPolicy.LINE), measured(0.5, WidthPolicy.LINE, page=3)),
        "a": (measured(5.0, split=2),),
    }
    said = summary(by_record)
    assert said["policies"] == {
        "exact": {"deletions": 1, "median_bits": 5.0, "max_bits": 5.0, "split": 1, "over_limit": 0},
        "line": {"deletions": 2, "median_bits": 0.25, "max_bits": 0.5, "split": 0, "over_limit": 1},
    }
    assert [row[:2] for row in said["deletions"]] == [["a", 1], ["b", 1], ["b", 3]]
    assert summary({})["policies"] == {}


@given(
    st.lists(
        st.builds(
            Measured,
            page=st.integers(1, 9),
            area=st.just(Area(1, 2, 3, 4)),
            policy=st.sampled_from(WidthPolicy),
            bits=st.floats(0, 20),
            of=st.floats(0, 20),
            hypothetical=st.booleans(),
            guess=st.floats(0, 1),
            split=st.integers(0, 9),
            share=st.none() | st.floats(0, 1),
        )
    )
)
def test_what_is_kept_is_what_was_measured(found):
    made = PageWidths(3, tuple(found))
    assert unpacked(packed(made)) == made
