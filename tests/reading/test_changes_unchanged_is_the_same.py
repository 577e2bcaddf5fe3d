"""A page is called unchanged only where its words are the older text's; what cannot be judged is said."""

import runpy
from pathlib import Path

import pytest

from tearline.model.area import Area
from tearline.reading.comparing.kinds import Type
from tearline.reading.witnesses.witness import WitnessPage

W = runpy.run_path(str(Path(__file__).parent / "changes_world.py"))
compared, joined, lines_of, rng_of = (
    W[name] for name in ("compared", "joined", "lines_of", "rng_of")
)


def verdict(old, new):
    changes, _ = compared({"a": [old]}, {"a": [new]})
    return {change.type for change in changes}, [change.note for change in changes]


@pytest.mark.parametrize("where", ["start", "end", "one word at the end"])
def test_words_opened_at_a_page_s_edge_are_never_called_unchanged(where):
    lines = lines_of(rng_of(5))
    words, rest = lines[-1][:4], [line[:] for line in lines[:-1]]
    if where == "start":
        old, new = [["[", "]"], *rest], [words, *rest]
    elif where == "end":
        old, new = [*rest, ["[", "]"]], [*rest, words]
    else:
        old, new = [*rest, ["[", "]"]], [*rest, words[:1]]
    types, notes = verdict(joined(old), joined(new))
    assert Type.UNCHANGED not in types
    assert types & {Type.NEWLY_VISIBLE, Type.UNSETTLED}
    if types == {Type.UNSETTLED}:
        assert any("could be neither found" in note for note in notes)


def test_a_noisy_reading_of_the_same_page_is_mostly_unchanged_still():
    told = []
    for seed in range(12):
        rng = rng_of(100 + seed)
        lines = lines_of(rng)
        types, _ = verdict(joined(W["noised"](rng, lines, share=0.03)), joined(lines))
        told.append(types == {Type.UNCHANGED})
    assert sum(told) >= 9


def boxed(text, *areas):
    return WitnessPage(1, text, (), 61_200, 79_200, deletions=areas)


def test_a_release_that_lists_other_deletions_on_a_page_is_not_said_to_be_unchanged():
    text = joined(lines_of(rng_of(6)))
    one, two = Area(100, 100, 900, 900), Area(2000, 100, 2900, 900)
    assert verdict(boxed(text, one, two), boxed(text, one, two))[0] == {Type.UNCHANGED}
    other = Area(100, 3000, 900, 3900)
    for before, after in (
        ((one, two), (one,)),
        ((one,), ()),
        ((), (one,)),
        ((one, two), (one, other)),
    ):
        types, notes = verdict(boxed(text, *before), boxed(text, *after))
        assert types == {Type.UNSETTLED}
        assert notes == ["other places are withheld on this page than before"]
