"""Related records: ranked by few, relearned by labels, each with its reasons and its copies."""

import random
from datetime import UTC, datetime

import pytest

from tearline.errors import UsageError
from tearline.findings.names.census import census
from tearline.reading.relating import learned
from tearline.reading.relating.labels import Label, Labels
from tearline.reading.relating.related import RelatedRecords
from tearline.reading.relating.subject_terms import Material, TermTable, terms

WORDS = sorted(word for word in census().words if 4 < len(word) < 12)
ABOUT = "nosenko defector interrogation geneva polygraph bagley golitsyn moscow confinement tutor bona fides"
SUBJECT = ABOUT.split()
ELSE = "mongoose sabotage harbour refinery infiltration lansdale raiders beach boats copper havana guerrilla"
OTHER = ELSE.split()


def made(name, own, rng, pages=2):
    texts = []
    for _ in range(pages):
        words = rng.sample(WORDS, 60) + rng.sample(own, min(8, len(own)))
        rng.shuffle(words)
        texts.append(" ".join(words))
    return Material(name, texts, {"title": f"MEMO {name.upper()}"})


@pytest.fixture(scope="module")
def collection():
    rng = random.Random(5)
    records = [made(f"n{n:02d}", SUBJECT, rng) for n in range(15)]
    records += [made(f"m{n:02d}", OTHER, rng) for n in range(15)]
    records += [made(f"x{n:02d}", [], rng) for n in range(40)]
    records.append(Material("copy", [page.upper() for page in records[0].pages]))
    records.append(Material("blank", ["", ""]))
    return records


@pytest.fixture(scope="module")
def related(collection):
    return RelatedRecords.build(collection)


def said(**yes):
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return Labels(tuple(Label(record, value, when, "x") for record, value in yes.items()), (), ())


def first(ranking, count):
    return {row.record[0] for row in ranking.rows[:count]}


def test_one_record_is_enough_to_begin_with(related):
    ranking = related.rank(said(n00=True))
    assert ranking.by == "terms"
    # A rare word that two records share by chance weighs as much as a subject.
    assert sum(row.record[0] == "n" for row in ranking.rows[:14]) >= 10


def test_labels_teach_what_the_start_does_not_know(related):
    labels = said(n00=True, m00=True, n01=False, n02=False, n03=False, m01=True, m02=True)
    ranking = related.rank(labels)
    assert ranking.by == "labels"
    assert first(ranking, 8) == {"m"}


def test_without_the_program_to_learn_the_ranking_goes_on_by_terms(related, monkeypatch):
    monkeypatch.setattr(learned, "find_spec", lambda _: None)
    ranking = related.rank(said(n00=True, n01=True, n02=True, x00=False, x01=False, x02=False))
    assert ranking.by == "terms"
    assert first(ranking, 8) == {"n"}


@pytest.mark.parametrize("learn", [False, True])
def test_records_called_no_push_their_like_down(related, learn):
    yes = dict.fromkeys(("n00", "n01", "m00", "m01", "x00"), True)
    before = [row.record for row in related.rank(said(**yes), learn=learn).rows]
    labels = said(**yes, m02=False, m03=False, m04=False, m05=False)
    after = [row.record for row in related.rank(labels, learn=learn).rows]

    def lowest(rows):
        return sum(rows.index(f"m{n:02d}") for n in range(6, 15))

    assert lowest(after) > lowest(before)


def test_every_record_that_belongs_is_learned_from(related):
    yes = dict.fromkeys(("n00", "n01", "m00"), True)
    rows = [row.record for row in related.rank(said(**yes, x00=False, x01=False)).rows]
    places = {kind: [at for at, name in enumerate(rows) if name[0] == kind] for kind in "nmx"}
    means = {kind: sum(found) / len(found) for kind, found in places.items()}
    assert means["n"] < means["m"] < 0.6 * means["x"]


def test_words_that_a_record_shares_with_its_copy_alone_relate_it_to_nobody(collection):
    names = TermTable.of(collection, {"copy"}).names
    first, copy = collection[0], collection[-2]
    others = " ".join(page for one in collection[1:-2] for page in one.pages).split()
    own = {term for page in first.pages for term, _, _ in terms(page)} - {*others}
    assert own & set(TermTable.of(collection).names)
    assert not own & set(names)
    assert copy.record == "copy"


@pytest.mark.parametrize("learn", [False, True])
def test_every_reason_stands_where_it_is_said_to(related, collection, learn):
    labels = said(n00=True, n01=True, n02=True, x00=False, x01=False)
    top = related.rank(labels, learn=learn).rows[0].record
    reasons = related.why(top)
    assert {reason.term for reason in reasons} & set(SUBJECT)
    material = next(one for one in collection if one.record == top)
    for reason in reasons:
        assert reason.weight > 0
        assert reason.places
        for place in reason.places:
            text = material.fields[place.field] if place.field else material.pages[place.page - 1]
            assert text[place.start : place.end].lower() == reason.term


@pytest.mark.parametrize("learn", [False, True])
def test_a_score_is_the_sum_of_its_reasons(related, learn):
    labels = said(n00=True, n01=True, n02=True, x00=False, x01=False)
    row = related.rank(labels, learn=False).rows[0]
    whole = sum(reason.weight for reason in related.why(row.record, most=1000))
    assert whole == pytest.approx(row.score)


def test_a_copy_of_a_labelled_record_is_shown_as_its_copy_and_not_ranked(related):
    ranking = related.rank(said(n00=True))
    assert ranking.copies == (("copy", "n00", True),)
    assert "copy" not in {row.record for row in ranking.rows}
    other = related.rank(said(n01=True))
    (row,) = [row for row in other.rows if row.record in {"n00", "copy"}]
    assert {row.record, *row.copies} == {"n00", "copy"}


def test_every_record_is_somewhere_once(related, collection):
    labels = said(n00=True, x01=False, elsewhere=True)
    ranking = related.rank(labels)
    rows = [name for row in ranking.rows for name in (row.record, *row.copies)]
    copies = [record for record, _, _ in ranking.copies]
    all_of_them = [*rows, *copies, *ranking.unranked, "n00", "x01"]
    assert sorted(all_of_them) == sorted(one.record for one in collection)
    assert ranking.unranked == ("blank",)
    assert ranking.absent == ("elsewhere",)


def test_the_same_labels_and_seed_rank_the_same(collection, related):
    labels = said(n00=True, n01=True, n02=True, x00=False, m00=False)
    again = RelatedRecords.build(iter(collection))
    assert related.rank(labels, seed=3) == again.rank(labels, seed=3)


def test_without_a_record_that_belongs_there_is_nothing_to_rank_by(related):
    for labels in (said(), said(n00=False), said(elsewhere=True)):
        with pytest.raises(UsageError) as error:
            related.rank(labels)
        assert error.value.remedy


def test_one_record_alone_and_records_without_words_do_not_fail():
    alone = RelatedRecords.build([Material("a", ["some words of a page"])])
    assert alone.rank(said(a=True)).rows == ()
    blank = RelatedRecords.build([Material("a", [""]), Material("b", []), Material("c", [" "])])
    assert blank.rank(said(a=True)).unranked == ("b", "c")
    with pytest.raises(UsageError, match="no record"):
        RelatedRecords.build([])
    with pytest.raises(UsageError, match="twice"):
        RelatedRecords.build([Material("a", ["x"]), Material("a", ["y"])])


def test_all_records_labelled_leaves_none_to_rank(related, collection):
    labels = said(**{one.record: one.record.startswith("n") for one in collection})
    ranking = related.rank(labels)
    assert (ranking.rows, ranking.copies, ranking.unranked) == ((), (), ())


def test_reasons_are_asked_after_a_ranking_and_for_a_record_that_is_there(collection):
    fresh = RelatedRecords.build(collection)
    with pytest.raises(UsageError, match="ranked"):
        fresh.why("n00")
    fresh.rank(said(n00=True))
    with pytest.raises(UsageError, match="among"):
        fresh.why("elsewhere")


def test_pages_keep_their_numbers_whatever_they_hold():
    words = "marble lantern orchard velvet"
    pages = ["", "\f\x00\f", f"\f{words}", "", f"castle {words}"]
    related = RelatedRecords.build(
        [Material("a", [words]), Material("b", pages), Material("c", [])]
    )
    related.rank(said(a=True))
    for reason in related.why("b"):
        assert [(place.page, place.start) for place in reason.places] == [
            (3, pages[2].index(reason.term)),
            (5, pages[4].index(reason.term)),
        ]
    assert len(related.why("b")) == 4


def test_no_number_is_ever_a_reason():
    found = [
        term
        for term, _, _ in terms(
            "Number 000-12-3456, A1B2C3, abc1 x12abc at AM/LASH or AMLASH, 1963."
        )
    ]
    assert found == ["number", "amlash", "amlash"]


def test_the_start_asks_for_nothing_that_only_the_record_and_its_copy_have():
    rng = random.Random(2)
    own, others = rng.sample(WORDS, 60), rng.sample(WORDS, 60)
    texts = {"a": own, "copy": own, "b": own[:6] + others, "c": others[:40] + own[6:9], "d": others}
    related = RelatedRecords.build([Material(k, [" ".join(words)]) for k, words in texts.items()])
    asked = {term for term, _ in related.rank(said(a=True)).terms}
    assert asked
    assert asked <= {*texts["b"], *texts["c"]}
