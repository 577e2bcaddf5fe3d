"""Reports that copy one story are one root; two that tell of one thing in their own words stay two."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.roots import roots

WIRE = (
    "A warehouse in Gdansk burned on Tuesday night, the fire service said, and three men were held by the police "
    "after a guard saw them leave over the north wall with two cans of fuel in a handcart."
)
OWN = (
    "Smoke hung over the Gdansk docks for a second morning. Residents spoke of a bang and of a long silence "
    "before the sirens, and a guard told this paper that he had seen three men run."
)


def named(found):
    return [one.reports for one in found]


def test_copies_of_one_story_are_one_root_and_why_is_said() -> None:
    found = roots({"a": WIRE, "b": "Our city. " + WIRE + " More follows.", "c": OWN}, {})
    assert named(found) == [("a", "b"), ("c",)]
    assert "word for word" in found[0].why
    assert found[1].why == ""


def test_one_agency_is_one_root_whoever_prints_it() -> None:
    found = roots({"a": WIRE, "b": OWN, "c": "Else."}, {"a": "Corvane", "b": "corvane"})
    assert named(found) == [("a", "b"), ("c",)]
    assert found[0].why == "both credit Corvane"


def test_what_is_copied_by_way_of_another_is_one_root_too() -> None:
    found = roots({"a": WIRE, "b": WIRE + " " + OWN, "c": OWN}, {})
    assert named(found) == [("a", "b", "c")]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([WIRE, OWN, "", "x"]), max_size=6)
)
def test_every_report_is_in_one_root_whatever_the_order(texts) -> None:
    found = roots(texts, {})
    assert sorted(name for one in found for name in one.reports) == sorted(texts)
    assert named(found) == named(roots(dict(reversed(texts.items())), {}))
