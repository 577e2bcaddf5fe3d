"""Reasons of `related` are terms that tell: no words of forms, no commonplaces, nothing misread."""

import json
import random
import re
import sys
from collections import Counter
from datetime import UTC, datetime
from itertools import starmap
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.cli.holdings import COMMANDS
from tearline.cli.options import Failing
from tearline.findings.names.census import census
from tearline.reading.relating.form_words import form_words
from tearline.reading.relating.labels import Label, Labels
from tearline.reading.relating.related import RelatedRecords
from tearline.reading.relating.subject_terms import Material, TermTable
from tearline.reading.relating.telling import PLAIN, Says, Telling

KNOWN = census().words
RARE = sorted(word for word, rank in KNOWN.items() if rank > PLAIN and 5 < len(word) < 12)
SMALL = ["the", "of", "to", "and", "in", "that", "for", "was", "with", "from", "by", "which"]
PHRASE = "reproduction by other than the issuing office is prohibited"
ROUTING = "ACTION: RYBELO DINQAR INFO: FILE, VROM COSQ FRPEL ADVOL"
SUBJECT = ["quillfeather", "zelmontaro", "harbormast"]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXTS = Path(__file__).parents[2].parent / "shared" / "real" / "jfk-text" / "2025"


def sentence(rng, words=60, own=()):
    """Return running text: every other word is a small one."""
    said = [*rng.sample(RARE, words), *own]
    rng.shuffle(said)
    return " ".join(f"{rng.choice(SMALL)} {word}" for word in said)


def collected(records=60, about=8):
    """Return records of which the first are on a subject, said thrice each; all on one letterhead."""
    rng, found = random.Random(8), []
    for n in range(records):
        own = SUBJECT * 3 if n < about else []
        # The records on the subject share a routing line that a third of the others have too.
        line = ROUTING if n < about or n % 3 == 0 else f"ACTION: {' '.join(rng.sample(RARE, 6))}"
        stray = ["inmediately", "wuq"] if n < about else []
        pages = [f"{line}\n{line}\n{sentence(rng, own=own)}\n{PHRASE}", sentence(rng, 20, stray)]
        found.append(Material(f"r{n:02}", pages))
    return found


@pytest.fixture(scope="module")
def materials():
    return {one.record: one for one in collected()}


@pytest.fixture(scope="module")
def related(materials):
    return RelatedRecords.build(materials.values())


def said(*records):
    return Labels(tuple(Label(record, True, NOW, "x") for record in records), (), ())


def test_words_of_a_form_s_phrases_and_of_routing_lines_are_a_form_s(materials):
    found = form_words(list(materials), materials.__getitem__)
    assert {"reproduction", "issuing", "prohibited"} <= found
    assert {"rybelo", "dinqar", "vrom", "cosq", "frpel", "advol"} <= found
    assert not found & set(SUBJECT)


def test_reasons_are_what_the_records_say_and_not_what_they_are_written_on(related):
    ranking = related.rank(said("r00", "r01", "r02"))
    for row in ranking.rows[:5]:
        reasons = related.why(row.record, most=6)
        told = [reason.term for reason in reasons if reason.says is Says.SUBJECT]
        assert set(SUBJECT) <= set(told)
        assert [reason.says is Says.SUBJECT for reason in reasons] == sorted(
            (reason.says is Says.SUBJECT for reason in reasons), reverse=True
        )
        says = {reason.term: reason.says for reason in related.why(row.record, most=1000)}
        assert says["rybelo"] is Says.FORM
        assert {says["wuq"], says["inmediately"]} <= {Says.PASSING, Says.STRANGE}


def test_a_term_that_tells_is_named_before_words_of_forms_that_weigh_more(related):
    related.rank(said("r00", "r12", "r15", "r18", "r21"))
    reasons = related.why("r01", most=1000)
    subjects = [reason for reason in reasons if reason.says is Says.SUBJECT]
    forms = [reason for reason in reasons if reason.says is Says.FORM]
    assert {reason.term for reason in reasons[: len(subjects)]} == {one.term for one in subjects}
    assert subjects
    assert max(one.weight for one in forms) > min(one.weight for one in subjects)
    assert related.why("r01", most=1)[0].says is Says.SUBJECT


def test_what_all_reasons_weigh_is_the_score_whatever_they_say(related):
    row = related.rank(said("r00", "r01", "r02")).rows[0]
    whole = sum(reason.weight for reason in related.why(row.record, most=10_000))
    assert whole == pytest.approx(row.score)


@pytest.mark.parametrize(
    ("term", "each", "records", "says"),
    [
        ("quillfeather", 3, 4, Says.SUBJECT),
        ("quillfeather", 1, 4, Says.PASSING),
        ("castro", 1, 4, Says.SUBJECT),  # a name
        ("immediatelx", 3, 4, Says.STRANGE),
        ("kqb", 3, 4, Says.SUBJECT),
        ("kqb", 1, 4, Says.PASSING),
        ("message", 3, 4, Says.COMMON),
        ("quillfeather", 3, 20, Says.COMMON),
        ("rybelo", 3, 4, Says.FORM),
    ],
)
def test_what_a_term_says(term, each, records, says):
    texts = [f"{term} " * each if n < records else f"nothing{'x' * n}" for n in range(60)]
    table = TermTable.of(starmap(Material, [(str(n), [text]) for n, text in enumerate(texts)]))
    telling = Telling(table, {"rybelo"})
    assert telling.says(table.names.index(term)) is says


def test_a_collection_without_sentences_or_without_records_has_no_words_apart():
    rng = random.Random(2)
    lists = {str(n): Material(str(n), [" ".join(rng.sample(RARE, 80))]) for n in range(12)}
    assert form_words(list(lists), lists.__getitem__) == frozenset()
    assert form_words([], lists.__getitem__) == frozenset()
    blank = {"a": Material("a", ["", ""]), "b": Material("b", [])}
    assert form_words(["a", "b"], blank.__getitem__) == frozenset()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(max_size=60), max_size=3), max_size=12))
def test_any_texts_have_form_words_that_stand_in_them(pages):
    records = {str(n): Material(str(n), own) for n, own in enumerate(pages)}
    found = form_words(list(records), records.__getitem__)
    assert found == form_words(list(records), records.__getitem__)
    assert all(re.fullmatch(r"[a-z]{2,}", word) for word in found)


def run(monkeypatch, *words):
    group = Failing()
    for command in COMMANDS:
        group.add_command(command)
    monkeypatch.setattr(sys, "argv", ["tearline", *words])
    return CliRunner().invoke(group, [*words])


def test_a_rank_that_only_forms_make_says_so_and_what_to_do_next_is_said(
    monkeypatch, tmp_path, materials
):
    folder = tmp_path / "2030"
    folder.mkdir()
    for name, one in materials.items():
        pages = [page.replace(PHRASE, "") for page in one.pages]
        (folder / f"{name}.txt").write_text("\f".join(pages))
    subject = run(monkeypatch, "related", "r00", "r01", "r02", "--in", str(folder), "--top", "3")
    assert re.search(r"why: \w+ \(p\. 1\), ", subject.stdout)
    assert "what sets yours apart: " in subject.stderr
    assert "Next: the same with --labels FILE" in subject.stderr
    assert "ranked by the words they share with yours" in subject.stderr
    routed = [f"r{n}" for n in (12, 15, 18)]
    form = run(monkeypatch, "related", *routed, "--in", str(folder), "--top", "3")
    assert form.stdout.count("why: only words of forms and common words: ") == 3
    assert "rybelo" in form.stdout
    told = run(monkeypatch, "related", *routed, "--in", str(folder), "--top", "3", "--json")
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    says = {one["says"] for row in rows if row["type"] == "related" for one in row["why"]}
    assert says <= {"form", "common"}
    assert "rybelo" not in rows[-1]["terms"]


def test_on_real_texts_form_words_are_no_reasons_and_subjects_are():
    if not TEXTS.is_dir():
        pytest.skip("the shared texts are not here")
    heading = re.compile(r"^## Page \d+\s*$", re.MULTILINE)
    records = {
        path.stem: Material(path.stem, heading.split(path.read_text("utf-8", "replace"))[1:])
        for path in sorted(TEXTS.glob("*.md"))
    }
    found = form_words(list(records), records.__getitem__)
    # What a release stamps on its pages, and routing indicators and stamps of cables.
    assert {"impdet", "reproduction", "sensind", "declass", "docid", "frp", "rybat"} <= found
    assert not found & {"oswald", "nosenko", "castro", "kgb", "moscow", "amlash", "embassy"}
    table = TermTable.of(records.values())
    telling = Telling(table, found)
    at = {name: n for n, name in enumerate(table.names)}
    says = Counter(telling.says(at[name]) for name in ("oswald", "nosenko", "kgb", "amlash"))
    assert says == {Says.SUBJECT: 4}
