"""A release is not dated before the last one by a slip; what was begun or is out is gone on with."""

import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from tearline.editions import aside, publishing
from tearline.editions.publishing import Order
from tearline.errors import UsageError

SMALL = runpy.run_path(str(Path(__file__).parents[1] / "decisions" / "small_desk.py"))


def test_a_date_before_the_last_release_s_is_refused_unless_it_is_meant(tmp_path, monkeypatch):
    desk = SMALL["Desk"](tmp_path, monkeypatch)
    desk.add(memo="A memo of the harbor office.\n")
    first = desk.build("2026-02-10")
    desk.build("2026-03-10")
    order = Order("public", "2026-03-09", tmp_path / "new")
    with desk.at_work() as collection:
        with pytest.raises(UsageError, match="which is of 2026-03-10") as refused:
            publishing.check_date(collection, order)
        assert "--earlier" in refused.value.remedy
        same = replace(order, date="2026-02-10")
        with pytest.raises(UsageError):
            publishing.check_date(collection, same)
        for allowed in (
            replace(order, earlier=True),
            replace(order, date="2026-03-10"),
            replace(order, audience="researchers"),
            replace(order, draft=True),
            replace(order, date="9 March"),  # refused elsewhere, as no date
            replace(same, out=first),
        ):
            publishing.check_date(collection, allowed)
        first.rename(aside.part_of(first))  # killed between the log's entry and the rename
        publishing.check_date(collection, replace(same, out=first))
