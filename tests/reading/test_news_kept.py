"""What was kept of a comparison is what came of it, or nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.model.area import Area
from tearline.reading.comparing.change import Change, Problem, Summary
from tearline.reading.comparing.decoy import error_rate
from tearline.reading.comparing.kept_changes import Compared, packed, unpacked
from tearline.reading.comparing.kinds import Evidence, Position, Type

AREA = Area(1, 2, 3, 4)
FOUND = Compared(
    (
        Change(Type.NEW_RECORD, "r"),
        Change(
            *(Type.NEWLY_VISIBLE, "r", "R é", 3, "wörds \ud800", Position.EDGE, "before", "after"),
            *(5, 9, (AREA,), "old", "R", 2, "new", ("a/b", "c")),
            coverage=1 / 3, note="n", old_areas=(AREA, AREA), evidence=Evidence.BOX,
            error_rate=error_rate(90, 7),
        ),
    ),
    (Problem("new", "R", "why"),),
    Summary(
        2, 3, 1, 0, {Type.NEW_RECORD: 1}, {name: error_rate(30, 2) for name in Position},
        ("note",), proven=error_rate(12, 0), looks={Evidence.BOX: 1},
    ),
)  # fmt: skip


def test_what_is_read_back_is_what_was_kept_field_by_field():
    assert unpacked(packed(FOUND)) == FOUND
    assert packed(unpacked(packed(FOUND))) == packed(FOUND)


@given(at=st.integers(0, 10_000), byte=st.integers(1, 255), cut=st.booleans())
@settings(max_examples=60, deadline=None)
def test_bytes_that_were_altered_or_cut_short_are_nothing(at, byte, cut):
    data = bytearray(packed(FOUND))
    at %= len(data)
    if cut:
        del data[at:]
    else:
        data[at] ^= byte
    assert unpacked(bytes(data)) is None


@pytest.mark.parametrize("data", [b"", b"x" * 10, b"x" * 100])
def test_foreign_bytes_are_nothing(data):
    assert unpacked(data) is None


def test_another_version_is_nothing(monkeypatch):
    data = packed(FOUND)
    monkeypatch.setattr("tearline.reading.comparing.kept_changes.VERSION", 0)
    assert unpacked(data) is None
