"""The pages the detectors are measured on: every value stands where its gold span says."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from damage.damage import BESIDE, IN_ROSTER, Noise, shaped
from damage.pages import Gold, Made, Sheet, Value
from damage.people import HALVES, is_never_issued, people
from damage.printing import box_covered
from damage.scoring import Spot, Tally, covered
from damage.templates import families, record, records
from damage.tiers import Guide
from peers import naive
from tearline.model.area import Area
from tearline.model.page import Page, TextSource

FAMILIES = [(half, name) for half in HALVES for name in families(half)]
LOOK_ALIKES = [(half, name) for half in HALVES for name in families(half, look_alikes=True)]
SEEDS = st.integers(0, 10_000)


@pytest.mark.parametrize(("half", "family"), FAMILIES)
@given(seed=SEEDS)
@settings(max_examples=8, deadline=None)
def test_gold_spans_are_in_order_apart_and_full_of_something(half, family, seed):
    made = record(half, family, seed)
    texts = {page.number: page.text for page in made.pages}
    assert made.gold
    for gold in made.gold:
        words = texts[gold.page][gold.start : gold.end]
        assert words.strip() == words
        assert any(c.isalnum() for c in words)
    for one in made.pages:
        spans = sorted((g.start, g.end) for g in made.gold if g.page == one.number)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize(("half", "family"), FAMILIES)
@given(seed=SEEDS)
@settings(max_examples=8, deadline=None)
def test_words_stand_in_the_text_and_no_two_on_one_place_of_the_sheet(half, family, seed):
    for page in record(half, family, seed).pages:
        assert all(page.text[w.start : w.end] == w.text for w in page.words)
        assert [w.start for w in page.words] == sorted(w.start for w in page.words)
        assert all(w.area.right <= page.width and w.area.bottom <= page.height for w in page.words)
        if page.words:
            assert "".join(page.text.split()) == "".join(w.text for w in page.words)


@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_number_of_nine_digits_was_never_issued(seed):
    who = next(people(Random(seed), "tune"))
    assert is_never_issued(who.ssn)
    assert len(who.ssn) == 9


def test_the_rule_of_issue_knows_a_number_that_could_be_somebody_s():
    assert not is_never_issued("219" + "09" + "9998")


@pytest.mark.parametrize("shape", sorted({*BESIDE, *IN_ROSTER}))
@given(seed=SEEDS)
@settings(max_examples=20, deadline=None)
def test_a_shape_has_the_digits_it_says(shape, seed):
    text = shaped(Random(seed), "912345678", shape)
    assert "".join("#" if c.isdigit() else c for c in text) == shape.replace("|", "\n")
    right, read = iter("912345678"), "".join(c for c in text if c.isdigit())
    if len(read) == 9:
        assert read == "".join(right) or shape in {"###-###-####", "####-##-####"}


def test_nine_digits_or_one_more_or_fewer_come_in_every_shape():
    assert {sum(c == "#" for c in shape) for shape in {*BESIDE, *IN_ROSTER}} == {8, 9, 10}


def test_the_halves_share_no_family_no_surname_and_no_text():
    tune, report = (set(families(half)) for half in HALVES)
    assert not tune & report
    assert min(len(tune), len(report)) >= 8
    names = [
        {who.surname for who, _ in zip(people(Random(1), half), range(500), strict=False)}
        for half in HALVES
    ]
    assert not names[0] & names[1]
    lines = [
        {
            line
            for made in records(half, 40, 3)
            for p in made.pages
            for line in p.text.split("\n")
            if len(line) > 45
        }
        for half in HALVES
    ]
    assert not lines[0] & lines[1]


def test_the_same_seed_makes_the_same_pages_and_another_makes_others():
    one, same, other = (list(records("tune", 20, seed)) for seed in (7, 7, 8))
    assert one == same
    assert one != other


@pytest.mark.parametrize(("half", "family"), LOOK_ALIKES)
def test_pages_of_look_alikes_hold_nothing_personal(half, family):
    made = record(half, family, 3, look_alikes=True)
    assert not made.gold
    assert all(sum(map(str.isdigit, page.text)) > 60 for page in made.pages)


def test_a_torn_table_keeps_its_boxes_and_loses_its_rows():
    def typed(torn):
        clean = Noise(Random(1), 0.0, blocks=False, cyrillic=False)
        sheet = Sheet(clean)
        rows = [([f"NAME{n}"], [Value("ssn", f"900-00-000{n}")]) for n in range(1, 4)]
        sheet.table((0, 30), ("NAME", "SSN"), rows, torn=torn)
        return sheet.page(1, boxes=True)[0]

    torn, whole = typed(torn=True), typed(torn=False)
    assert "NAME1 900-00-0001" in whole.text
    assert "NAME1\nNAME2\nNAME3\n\nSSN\n900-00-0001\n900-00-0002" in torn.text
    assert {(w.text, w.area) for w in torn.words} == {(w.text, w.area) for w in whole.words}


def test_a_value_partly_covered_is_a_value_missed():
    text = "SSN 900-12-3456 and more"
    gold = Gold(1, 4, 15, "ssn", "###-##-####")
    made = Made("x", "tune", (Page(1, 0, 0, text, (), TextSource.PLAIN, "t", "1"),), (gold,))
    whole, partly = Spot(1, 4, 15, "ssn", withheld=True), Spot(1, 4, 12, "ssn", withheld=True)
    assert covered(gold, text, [whole])
    assert not covered(gold, text, [partly])
    assert covered(gold, text, [partly, Spot(1, 11, 15, "ssn", withheld=False)])
    for spots, found, right in (
        ([whole], 1, 1),
        ([partly], 0, 1),
        ([Spot(1, 16, 19, "ssn", withheld=True)], 0, 0),
    ):
        tally = Tally()
        tally.add(made, spots)
        count = tally.kinds["ssn"]
        assert (count.gold, count.withheld, count.proposed, count.proposed_right) == (
            1,
            found,
            1,
            right,
        )


def test_a_box_partly_covered_is_a_value_missed():
    typed = Area(1000, 1000, 2000, 1200)
    assert box_covered(typed, [Area(990, 990, 1500, 1210), Area(1490, 1000, 2010, 1200)])
    assert not box_covered(typed, [Area(1000, 1000, 1800, 1200)])
    assert not box_covered(typed, [Area(900, 1210, 2100, 1400)])


def test_a_kind_without_a_rule_is_looked_at_and_never_withheld():
    guide = Guide()
    assert guide.thresholds("ssn") == (0.75, 0.35)
    withhold, review = guide.thresholds("a.kind.nobody.has")
    assert withhold > 1 > review


def test_the_plain_regex_finds_whole_numbers_alone():
    found, _ = naive(["900-12-3456 and 900 12 3456", "1900-12-3456"])
    assert found == [[(0, 11, "ssn", 1.0)], []]


def test_a_finding_of_another_kind_does_not_answer():
    text = "SSN 900-12-3456"
    made = Made(
        "x",
        "tune",
        (Page(1, 0, 0, text, (), TextSource.PLAIN, "t", "1"),),
        (Gold(1, 4, 15, "ssn"),),
    )
    tally = Tally()
    tally.add(made, [Spot(1, 4, 15, "phone", withheld=True), Spot(1, 4, 15, "ssn", withheld=False)])
    assert (tally.kinds["ssn"].withheld, tally.kinds["ssn"].seen) == (0, 1)


@given(seed=SEEDS, level=st.sampled_from([0.5, 1.0, 2.5]))
@settings(max_examples=30, deadline=None)
def test_noise_is_the_same_for_the_same_chance_and_never_eats_a_value(seed, level):
    def read():
        return Noise(Random(seed), level, blocks=True, cyrillic=True).value("J. Okafor")

    assert read() == read()
    assert any(c.isalnum() for c in read())
    assert Noise(Random(seed), 0.0, blocks=True, cyrillic=False).words("as it was") == "as it was"
