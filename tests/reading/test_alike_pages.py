"""Same and similar pages: found without names, forms named once, nothing compared that says nothing."""

import random
import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.findings.names.census import census
from tearline.reading.alike.copied_records import copied_records
from tearline.reading.alike.duplicates import FORM, PageText, Where, groups
from tearline.reading.alike.sketches import VALUES, letters, likeness, sketches
from tearline.reading.alike.templates import TemplateKind
from tearline.text import squeezed

WORDS = sorted(word for word in census().words if 3 < len(word) < 12)


def prose(seed, words=150):
    rng = random.Random(seed)
    return " ".join(rng.choice(WORDS) for _ in range(words))


def damaged(text, share, seed=1):
    rng = random.Random(seed)
    words = text.split()
    for at in rng.sample(range(len(words)), int(share * len(words))):
        letter = rng.randrange(len(words[at]))
        words[at] = words[at][:letter] + rng.choice("xzqj") + words[at][letter + 1 :]
    return " ".join(words)


def page(record, text, number=1, release="2023"):
    return PageText(Where(release, record, number), text)


def sheet(n):
    body = (
        "JFK ASSASSINATION SYSTEM IDENTIFICATION FORM AGENCY INFORMATION AGENCY RECORD NUMBER RECORD "
        "SERIES AGENCY FILE NUMBER DOCUMENT INFORMATION ORIGINATOR FROM TO TITLE DATE PAGES SUBJECTS "
        "DOCUMENT TYPE CLASSIFICATION RESTRICTIONS CURRENT STATUS DATE OF LAST REVIEW OPENING CRITERIA"
    )
    return f"{body} {prose(f'filled {n}', 3)} 104-{n:05d}"


def test_a_page_otherwise_spaced_and_cased_is_an_exact_copy_whatever_its_record_is_called():
    text = prose(1)
    found = groups(
        [page("a", text), page("b", prose(2)), page("new", text.upper().replace(" ", "\n"))]
    )
    assert found.exact == ((Where("2023", "a", 1), Where("2023", "new", 1)),)
    assert found.pairs == ()


def test_a_damaged_copy_is_a_pair_and_two_strangers_are_none():
    text = prose(1)
    pages = [page("a", text), page("b", damaged(text, 0.2), release="2025")]
    pages += [page(f"c{n}", prose(f"other {n}")) for n in range(40)]
    (pair,) = groups(pages).pairs
    assert (pair.first.record, pair.second.record) == ("a", "b")
    assert 0.3 < pair.likeness < 1


def test_one_copy_speaks_for_all_that_say_the_same():
    text = prose(1)
    pages = [page(f"a{n}", text) for n in range(3)] + [page("b", damaged(text, 0.1))]
    found = groups(pages)
    assert len(found.exact) == 1
    assert [(p.first.record, p.second.record) for p in found.pairs] == [("a0", "b")]


def test_sheets_of_one_form_are_one_template_by_name_and_no_pairs():
    pages = [page(f"r{n}", sheet(n)) for n in range(60)]
    pages += [page(f"r{n}", prose(f"body {n}"), 2) for n in range(60)]
    found = groups(pages)
    (form,) = found.templates
    assert form.kind is TemplateKind.IDENTIFICATION
    assert form.records == 60
    assert {place.page for place in form.pages} == {1}
    assert found.pairs == ()
    assert form.title.startswith("JFK ASSASSINATION SYSTEM")


def test_a_template_s_name_has_no_number_and_nothing_that_was_filled_in():
    pages = [
        page(f"r{n}", f"000-12-{n:04d} {prose(f'first {n}', 2)} {sheet(n)}") for n in range(20)
    ]
    (form,) = groups(pages).templates
    assert not re.search(r"\d", form.title)
    assert form.title.startswith("JFK ASSASSINATION")
    assert form.title.isupper()


def test_a_form_filled_in_much_is_one_template_though_no_sheet_is_like_all_others():
    rng = random.Random(8)
    base = prose("a form").split()
    pages = []
    for n in range(200):
        words = [rng.choice(WORDS) if rng.random() < 0.15 else word for word in base]
        pages.append(page(f"r{n}", " ".join(words)))
    found = groups(pages)
    (form,) = found.templates
    assert form.records > 170  # two sheets share half of what they say, some a little less
    assert found.pairs == ()


def test_the_same_sheet_of_a_form_in_two_releases_is_still_a_pair():
    text = sheet(7)
    pages = [page(f"r{n}", sheet(n)) for n in range(20)]
    pages.append(page("r7", text.replace("CURRENT STATUS", "CURRENT SIATUS"), release="2025"))
    found = groups(pages)
    assert [(p.first, p.second) for p in found.pairs] == [
        (Where("2023", "r7", 1), Where("2025", "r7", 1))
    ]


def test_running_text_in_many_records_is_a_copied_page_not_a_form():
    rng = random.Random(3)
    text = " ".join(
        rng.choice(["the", "of", "and", "was", *rng.sample(WORDS, 8)]) for _ in range(200)
    )
    (form,) = groups(page(f"r{n}", text) for n in range(FORM)).templates
    assert form.kind is TemplateKind.COPIED


def test_a_short_sheet_is_named_where_many_records_have_it_and_else_stands_apart():
    many = [page(f"r{n}", "SEPARATOR SHEET BOX") for n in range(FORM)]
    found = groups([*many, page("x", "SECRET"), page("y", "SECRET"), page("z", " \n")])
    (form,) = found.templates
    assert form.kind is TemplateKind.SEPARATOR
    assert [place.record for place in found.short] == ["x", "y"]
    assert [place.record for place in found.empty] == ["z"]
    assert found.exact == ()


def test_empty_pages_are_nobody_s_copies():
    found = groups([page("a", ""), page("b", ""), page("c", "- - -")])
    assert (found.pages, len(found.empty), found.exact, found.pairs) == (3, 3, (), ())
    assert groups([]).pages == 0


@given(st.lists(st.sampled_from(["", "SECRET", *map(prose, range(4)), sheet(1)]), max_size=30))
def test_every_page_is_somewhere_and_the_answer_is_always_the_same(texts):
    pages = [page(f"r{n}", text) for n, text in enumerate(texts)]
    found = groups(pages)
    assert found == groups(iter(pages))
    assert found.pages == len(texts)
    told = {p.where for p in pages if len(letters(p.text)) >= 60}
    form = {place for one in found.templates for place in one.pages}
    apart = {*found.empty, *found.short}
    assert told | form | apart == {p.where for p in pages}
    assert not apart & (told | form)
    for pair in found.pairs:
        assert {pair.first, pair.second} <= told


@given(st.text())
def test_plain_text_takes_the_short_way_to_the_same_letters(text):
    slow = re.sub(r"[\W_]+", "", squeezed(text)).encode("utf-8", "surrogatepass")
    assert letters(text) == slow
    plain = text.encode("ascii", "ignore").decode()
    assert letters(plain) == re.sub(r"[\W_]+", "", squeezed(plain)).encode()


def test_a_sketch_does_not_depend_on_the_pages_made_with_it():
    runs = [letters(prose(n, 20 + 30 * n)) for n in range(5)]
    together = sketches(runs)
    for row, run in zip(together, runs, strict=True):
        assert np.array_equal(row, sketches([run])[0])
    with pytest.raises(ValueError, match="fewer"):
        sketches([b"short"])


def test_likeness_estimates_the_share_of_pieces_both_have():
    texts = [damaged(prose(9), share, seed=4) for share in (0, 0.1, 0.3, 0.6)]
    runs = [letters(text) for text in texts]
    rows = sketches(runs)
    pieces = [{run[at : at + 5] for at in range(len(run) - 4)} for run in runs]
    for one, other in combinations(range(4), 2):
        true = len(pieces[one] & pieces[other]) / len(pieces[one] | pieces[other])
        spread = (true * (1 - true) / VALUES) ** 0.5
        assert abs(likeness(rows[one], rows[other]) - true) < 4 * spread + 0.01


def test_records_are_copies_by_half_their_pages_and_not_by_a_common_sheet():
    own = [page(f"r{n}", sheet(n)) for n in range(12)]
    own += [page(f"r{n}", prose(f"{n} {p}"), p) for n in range(12) for p in (2, 3, 4)]
    copy = [page("copy", damaged(prose(f"3 {p}"), 0.1), p) for p in (2, 3)]
    copy.append(page("copy", prose("its own"), 4))
    little = [page("little", prose("5 2"), 1)] + [
        page("little", prose(f"more {n}"), n) for n in (2, 3, 4)
    ]
    found = copied_records([*own, *copy, *little, page("empty", "")])
    assert found["copy"] == "r3"
    assert {record for record, speaks in found.items() if record != speaks} == {"copy"}
    assert found["empty"] == "empty"


def test_a_memorandum_that_many_records_hold_makes_them_copies():
    rng = random.Random(3)
    small = ["the", "of", "and", "was", "that", "to"]
    texts = [
        " ".join(rng.choice([*small, *rng.sample(WORDS, 8)]) for _ in range(200)) for _ in range(3)
    ]
    pages = [page(f"r{n}", text, at) for n in range(10) for at, text in enumerate(texts, 1)]
    assert set(copied_records(pages).values()) == {"r0"}
