"""What is left to find: a sample drawn by seed, an interval that holds the truth, a rule to stop by."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.reading.relating.elusion import ENOUGH, drawn, left
from tearline.reading.relating.labels import Label, Labels, Sample
from tearline.reading.relating.related import RelatedRecords
from tearline.reading.relating.subject_terms import Material

NAMES = [f"r{n}" for n in range(500)]


@given(st.permutations(NAMES[:40]), st.integers(1, 60), st.integers(0, 9))
def test_a_sample_depends_on_its_seed_alone_and_a_larger_one_begins_with_it(names, size, seed):
    found = drawn(names, size, seed)
    assert found == drawn(NAMES[:40], size, seed)
    assert found == drawn(names, 60, seed)[:size]
    assert len(set(found)) == min(size, 40)


def test_a_sample_is_drawn_from_everywhere():
    counts = dict.fromkeys(NAMES[:50], 0)
    for seed in range(400):
        for name in drawn(NAMES[:50], 10, seed):
            counts[name] += 1
    assert 40 < min(counts.values()) <= max(counts.values()) < 130  # 80 each, by chance +- 8


def test_the_interval_holds_what_is_really_left_19_times_in_20():
    rng = random.Random(11)
    held = 0
    for seed in range(200):
        belongs = set(rng.sample(NAMES, 40))
        sample = drawn(NAMES, 80, seed)
        labels = {name: name in belongs for name in sample}
        found = left(sample, labels, of=500, found=100)
        held += found.low <= len(belongs - set(sample)) <= found.high
        assert found.low <= found.estimate <= found.high
    assert held >= 190


def test_a_sample_read_in_part_counts_up_to_the_first_that_waits():
    labels = {"a": True, "b": False, "d": True}
    found = left(("a", "b", "c", "d"), labels, of=100, found=5)
    assert (found.read, found.hits, found.waiting, found.found) == (2, 1, 2, 6)
    assert not found.stop


def test_nothing_read_says_nothing_and_lets_nobody_stop():
    found = left(("a",), {}, of=10, found=3)
    assert (found.low, found.high, found.recall, found.stop) == (0, 10, (0.0, 1.0), False)
    assert "wait" in found.said


def test_the_rule_stops_at_the_wide_end_of_the_interval_and_is_said():
    sample = tuple(NAMES[:100])
    none = dict.fromkeys(sample, False)
    enough = left(sample, none, of=1000, found=150)
    assert enough.stop
    assert enough.recall[0] >= ENOUGH
    short = left(sample, none, of=1000, found=100)  # 3.6 % of 900 may be left: 33
    assert not short.stop
    assert "95 % interval 0 to 33" in short.said
    assert "80%" in short.said
    assert not left(sample, none, of=1000, found=150, unread=4).stop


def test_a_sample_of_everything_leaves_nothing():
    found = left(("a", "b"), {"a": True, "b": False}, of=2, found=0)
    assert (found.estimate, found.low, found.high, found.found) == (0.0, 0, 0, 1)


def test_samples_are_drawn_below_the_cut_from_what_is_no_copy_and_stand_in_the_file():
    rng = random.Random(1)
    words = [a + b for a in ("castle", "harbor", "marble", "window") for b in "abcdefghijklmnop"]
    records = [Material(f"r{n:02d}", [" ".join(rng.sample(words, 20))]) for n in range(30)]
    records.append(Material("copy", records[0].pages))
    related = RelatedRecords.build(records)
    when = datetime(2026, 1, 1, tzinfo=UTC)
    labels = Labels((Label("r00", True, when, "x"),), (), ())
    ranking = related.rank(labels)
    with pytest.raises(UsageError, match="no sample"):
        related.left(ranking, labels)
    above = {row.record for row in ranking.rows[:10]}
    sample = related.sample(ranking, cut=10, size=8, seed=4)
    of = related.population(ranking, 10)
    assert of == 19
    assert not {*sample} & {*above, "r00", "copy"}
    said = tuple(Label(name, n == 0, when, "x") for n, name in enumerate(sample))
    line = Sample(sample, of, 4, when, "x")
    after = Labels((*labels.said, *said), (line,), ())
    found = related.left(related.rank(after), after)
    assert (found.read, found.hits, found.of) == (8, 1, 19)
    assert found.found == 3  # the start, its copy, and the one in the sample


def test_a_sample_has_at_least_one_record():
    with pytest.raises(ValueError, match="at least one"):
        drawn(NAMES, 0, 1)
