"""What a query finds is what its words say, page by page, and what is shown of it is the page's own."""

import random
import runpy
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tearline.errors import UsageError
from tearline.reading.released import _page
from tearline.reading.searching.asked import All, Either, Phrase, Prefix, Query, Word
from tearline.reading.searching.fields import Fields, IndexPage, When, tokens, wholes
from tearline.reading.searching.query import parse
from tearline.reading.searching.search import Search
from tearline.reading.searching.snippets import areas, marker, snippet

WORLD = runpy.run_path(str(Path(__file__).with_name("search_world.py")))
index_of, search_of, found = WORLD["index_of"], WORLD["search_of"], WORLD["found"]
LETTERS = ["ab", "abc", "abd", "b", "cd", "cde", "zz"]


def page(record, text, number=1, release="public-1", **more):
    return IndexPage(record, release, number, text, **more)


def shown(hit):
    return [hit.snippet.text[start:end] for start, end in hit.snippet.spans]


@cache
def random_pages():
    chance = random.Random(3)
    texts = [" ".join(chance.choices(LETTERS, k=chance.randint(0, 9))) for _ in range(80)]
    return [page(f"r{n:02}", text) for n, text in enumerate(texts)]


@cache
def random_search(parts):
    pages = random_pages()
    return search_of(*([
        IndexPage(one.record, f"public-{part}", 1, one.text) for one in pages[part::parts]
    ] for part in range(parts)))  # fmt: skip


def says(node, words):
    """Say whether a page of these words is what is asked for, by the meaning of the query alone."""
    match node:
        case Word(word):
            return word in words
        case Prefix((begun,)):
            return any(word.startswith(begun) for word in words)
        case Phrase(pair, None):
            n = len(pair)
            return any(tuple(words[i : i + n]) == pair for i in range(len(words)))
        case Phrase((first, second), most):
            places = [[i for i, w in enumerate(words) if w == one] for one in (first, second)]
            return any(i != j and abs(i - j) - 1 <= most for i in places[0] for j in places[1])
        case All(parts, without):
            return all(says(p, words) for p in parts) and not any(says(p, words) for p in without)
        case Either(parts):
            return any(says(part, words) for part in parts)


def written(node):
    match node:
        case Word(word):
            return word
        case Prefix((begun,)):
            return f"{begun}*"
        case Phrase(pair, near):
            return f'"{" ".join(pair)}"' + ("" if near is None else f"~{near}")
        case All(parts, without):
            return (
                f"({' '.join(map(written, parts))}{''.join(f' NOT {written(p)}' for p in without)})"
            )
        case Either(parts):
            return f"({' OR '.join(map(written, parts))})"


_word = st.sampled_from(LETTERS)
_leaf = st.one_of(
    _word.map(Word),
    st.sampled_from(["ab", "cd", "zz"]).map(lambda w: Prefix((w,))),
    st.lists(_word, min_size=2, max_size=3).map(lambda ws: Phrase(tuple(ws))),
    st.tuples(_word, _word, st.integers(0, 4)).map(lambda t: Phrase(t[:2], t[2])),
)
_node = st.recursive(
    _leaf,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple), st.lists(inner, max_size=2).map(tuple)),
        st.builds(Either, st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(_node, st.sampled_from([1, 3]))
def test_a_page_is_found_exactly_where_its_words_say_so(node, parts):
    answer = random_search(parts).search(written(node), limit=100)
    want = {one.record for one in random_pages() if says(node, one.text.split())}
    assert {hit.record for hit in answer.hits} == want
    assert answer.pages == len(want)


@settings(max_examples=100, deadline=None)
@given(_leaf)
def test_every_hit_of_a_word_shows_where_it_stands(leaf):
    for hit in random_search(1).search(written(leaf), limit=100).hits:
        assert hit.snippet.spans
        if isinstance(leaf, Word):
            assert set(shown(hit)) == {leaf.word}


def test_numbers_and_cryptonyms_are_found_however_they_are_written():
    texts = ["record 104-10012-10078 here", "104 10012 10078", "10410012 10078", "see 201-289248.",
             "AMLASH met", "AM/LASH met", "AMLASH-1 met", "AM/LASH-1 met", "nothing of it"]  # fmt: skip
    search = search_of([page(f"r{n}", text) for n, text in enumerate(texts)])

    def numbers(query):
        return {int(record[1:]) for record, _ in found(search, query)}

    for query in ("104-10012-10078", "10410012 10078", "104.10012.10078", "1041001210078"):
        assert numbers(query) >= {0, 2}
    assert numbers("104-10012-10078") == {0, 1, 2}
    for query in ("201-289248", "201289248", "201/289248", "201-28*", "file:201-289248"):
        assert numbers(query) == {3}
    assert numbers("AMLASH") == {4, 5, 6, 7}
    assert numbers("AM/LASH") == {4, 5, 6, 7}
    assert numbers("AMLASH-1") == {6, 7}
    assert numbers("cryptonym:am/lash-1") == {6, 7}
    for query in ("AMLASH", "AMLASH-1", "10410012 10078", "201289248"):
        assert all(shown(hit) for hit in search.search(query).hits)


def test_words_parted_at_a_line_or_a_column_are_found_whole_and_marked():
    text = "He was taken to inter-\nrogation. 1 May     the consul-\n\n   ate in Mexico"
    search = search_of([page("a", text), page("b", "well-known inter- national")])
    (hit,) = search.search("interrogation").hits
    assert shown(hit) == ["inter-\nrogation"]
    assert search.search("consulate").pages == 0  # two lines further is another paragraph
    assert found(search, "international") == [("b", 1)]
    assert wholes("well-known") == set()


def test_the_parts_of_a_word_over_two_columns_each_have_their_box():
    text = "taken to inter-\nrogation"
    row = WORLD["page_row"]("a", 1, text)
    released = _page(row)
    spans = marker(parse("interrogation")).spans(text)
    boxes = areas(released, spans)
    assert [(box.left, box.top) for box in boxes] == [(900, 0), (0, 1000)]


def test_html_in_a_page_is_text_to_be_found_and_is_handed_out_as_it_is():
    text = '<script>alert("castro")</script> &amp; <b onclick=x>havana</b>'
    search = search_of([page("<i>a</i>/../b", text)])
    (hit,) = search.search("castro havana").hits
    assert hit.snippet.text == text
    assert shown(hit) == ["castro", "havana"]
    assert hit.address == "/record/%3Ci%3Ea%3C%2Fi%3E%2F..%2Fb/public-1/page/1"
    assert search.search("script").pages == 1
    assert search.search("amp").pages == 1


def test_spans_are_places_of_the_text_as_it_stands_whatever_folding_does():
    text = "Ｍｅｘｉｃｏ ﬁles: nú\u00adñez, САSТRО and the ofﬁce \u00adhavana"
    search = search_of([page("a", text)])
    for query, want in {"mexico": "Ｍｅｘｉｃｏ", "files": "ﬁles", "nunez": "nú\u00adñez",
                        "castro": "САSТRО", "office": "ofﬁce", "havana": "havana"}.items():  # fmt: skip
        (hit,) = search.search(query).hits
        assert shown(hit) == [want]


def test_every_reading_of_a_page_is_searched_and_the_snippet_says_which():
    pages = [page("a", "oswald in dallas", others=(("second look", "oswaid in mexico"),)),
             page("b", "nothing")]  # fmt: skip
    search = search_of(pages)
    (hit,) = search.search("mexico").hits
    assert (hit.reading, shown(hit)) == ("second look", ["mexico"])
    (hit,) = search.search("oswald").hits
    assert hit.reading == ""
    assert search.search("oswald").pages == 1


def test_other_forms_are_offered_and_only_what_a_reader_chose_is_added():
    pages = [page(f"r{n}", "oswald said") for n in range(40)]
    pages += [page("x", "cswald said"), page("y", "oswaldo said"), page("z", "oswalt and osvald"),
              page("v", "singleton"), page("w", "angleton angletom")]  # fmt: skip
    search = search_of(pages)
    offered = [form.form for form in search.chips("oswald")]
    assert "cswald" in offered
    assert not {"oswaldo", "oswalt"} & set(offered)  # a name of the lists is another name
    assert [form.form for form in search.chips("angleton")] == ["angletom"]
    plain = search.search("oswald", limit=100, chips=True)
    assert plain.pages == 40
    assert plain.added == {}
    assert "cswald" in [form.form for form in plain.offered["oswald"]]
    wide = search.search("Oswald", limit=100, also={"OSWALD": ["Cswald"]}, chips=True)
    assert wide.pages == 41
    assert [(form.form, form.pages) for form in wide.added["oswald"]] == [("cswald", 1)]
    assert any("cswald 1" in note for note in wide.notes())
    assert "cswald" not in [form.form for form in wide.offered.get("oswald", ())]
    (hit,) = [hit for hit in wide.hits if hit.record == "x"]
    assert shown(hit) == ["cswald"]
    with pytest.raises(UsageError):
        search.search("oswald", also={"oswald": ["two words"]})


def test_a_form_as_frequent_as_the_word_itself_is_another_word():
    pages = [page(f"r{n}", "amlash") for n in range(20)]
    pages += [page(f"s{n}", "amlosh") for n in range(20)] + [page("t", "amlath")]
    assert [form.form for form in search_of(pages).chips("amlash")] == ["amlath"]


def test_a_number_has_no_other_forms():
    search = search_of([page("a", "201289248"), page("b", "201289249")])
    assert search.chips("201289248") == ()


def test_a_beginning_says_what_it_became_and_finds_every_form():
    words = [f"osw{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(120)]
    search = search_of([page(f"r{n}", word) for n, word in enumerate(words)])
    answer = search.search("osw*", limit=200)
    assert answer.pages == len(answer.hits) == 120
    assert all(shown(hit) for hit in answer.hits)
    assert answer.expansions[0].count == 120
    assert "osw* stands for 120 words." in answer.notes()


FIELDED = Fields(
    *(("104-10001-10001",), "CIA", "CIA STATION", "HARVEY, W.", "CHIEF, WH", "CASTRO PLOTS"),
    date=When.of_parts(1962, 10),
    series="JFK",
    document_type="PAPER, TEXTUAL DOCUMENT",
    file_numbers=("80T01357A",),
    status="released in part",
)


@cache
def fielded():
    pages = [page("a", "one", 7, fields=FIELDED, codes=("(b)(6)",), verified=False),
             page("b", "one cia castro plots", 2, release="public-1")]  # fmt: skip
    return search_of(pages)


@pytest.mark.parametrize(
    "query",
    ["agency:cia", "agency:CI*", "originator:station", "from:harvey", "to:wh", 'title:"castro plots"',
     'title:"castro pl*"', "series:jfk", "type:textual", 'status:"in part"', "file:80T01357A",
     "record:104-10001-10001", "record:10410001*", "number:104-10001-10001", "code:(b)(6)", "code:b6",
     "release:public-1", "verified:no", "date:1962", "date:1962-10", "date:1962-10-31..1963",
     "date:..1962-10-01", "page:7", "page:..7 agency:cia"],
)  # fmt: skip
def test_a_field_filters(query):
    search = fielded()
    if query.startswith("release"):
        assert found(search, query) == [("a", 7), ("b", 2)]
    else:
        assert found(search, query) == [("a", 7)]
        assert found(search, f"one -({query})") == [("b", 2)]


@pytest.mark.parametrize(
    "query", ["date:1962-11", "date:1963..", "date:..1962-09", "page:8", "agency:fbi"]
)
def test_a_field_that_says_otherwise_leaves_the_page_out(query):
    assert ("a", 7) not in found(fielded(), query)


def test_what_no_word_finds_is_counted_in_every_answer():
    pages = [
        page("a", ""),
        page("b", " \n. -"),
        page("c", "[(b)(6)]"),
        page("d", "word", fields=FIELDED),
    ]
    answer = search_of(pages).search("nowhere")
    assert answer.pages == 0
    assert answer.unfound.empty == 3
    assert "3 pages have no text and cannot be found by words." in answer.notes()
    dated = search_of(pages).search("date:1962")
    assert "3 pages have no known date and cannot be found by one." in dated.notes()


def test_facets_count_pages_and_records_count_once_over_releases():
    first = [page("a", "one", n, fields=FIELDED, codes=("1B", "(b)(6)")) for n in (1, 2)]
    second = [page("a", "one", release="public-2"), page("b", "one", release="public-2")]
    answer = search_of(first, second).search("one", facets=True)
    assert (answer.pages, answer.records) == (4, 2)
    assert answer.facets["release"] == (("public-1", 2), ("public-2", 2))
    assert answer.facets["code"] == (("(b)(6)", 2), ("1B", 2))
    assert answer.facets["agency"] == (("CIA", 2),)
    assert answer.facets["year"] == (("1962", 2),)


def test_a_word_weighs_the_same_in_every_index():
    """``rare`` is rare over all, though it is common in the small index."""
    big = [page(f"r{n}", "common word here now") for n in range(50)] + [
        page("rb", "rare word here now")
    ]
    small = [page(f"s{n}", "rare word here now", release="public-2") for n in range(2)]
    hits = search_of(big, small).search("rare OR common", limit=3).hits
    assert {hit.record for hit in hits} == {"rb", "s0", "s1"}
    assert max(hit.score for hit in hits) == pytest.approx(min(hit.score for hit in hits), rel=1e-4)


def test_hits_come_in_pages_that_neither_repeat_nor_miss():
    search = random_search(3)
    whole = [hit.address for hit in search.search("ab", limit=100).hits]
    parted = [
        hit.address
        for at in range(0, 100, 7)
        for hit in search.search("ab", limit=7, offset=at).hits
    ]
    assert sorted(parted) == sorted(whole)
    for wrong in ({"limit": 0}, {"offset": -1}, {"offset": 10_000}):
        with pytest.raises(UsageError):
            search.search("ab", **wrong)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.lists(_word, min_size=1, max_size=3), st.integers(5, 60))
def test_a_snippet_is_a_piece_of_the_page_and_its_spans_are_the_words(text, words, length):
    text = f"{text} {' '.join(words)}"
    query = Query("", Either(tuple(map(Word, words))))
    spans = marker(query).spans(text)
    assert spans
    assert all(tokens(text[start:end])[0] in words for start, end in spans)
    piece = snippet(text, spans, length)
    assert text[piece.start : piece.start + len(piece.text)] == piece.text
    assert piece.spans
    assert piece.cut_before == (piece.start > 0)
    assert piece.cut_after == (piece.start + len(piece.text) < len(text))


@pytest.mark.parametrize(
    "query", ['"ab ab"', '"ab ab"~3', '"ab"~1 ab', "ab ab", '"' + "ab " * 300 + '"']
)
def test_a_word_may_be_asked_for_with_itself(query):
    try:
        assert found(random_search(1), query) is not None
    except UsageError as told:
        assert "between two" in told.message


def test_a_snippet_stands_where_most_of_the_words_are():
    text = "castro " + "filler " * 100 + "havana castro oswald " + "filler " * 100 + "castro"
    piece = snippet(text, marker(parse("castro havana oswald")).spans(text), 100)
    assert [piece.text[start:end] for start, end in piece.spans] == ["havana", "castro", "oswald"]


def test_boxes_are_not_taken_from_a_page_that_reads_otherwise():
    indexes = [index_of([page("a", "castro")])]
    for text, boxes in (("castro", 1), ("secret", 0)):
        shown_page = _page(WORLD["page_row"]("a", 1, text))
        (hit,) = Search(indexes, lambda *_, one=shown_page: one).search("castro", boxes=True).hits
        assert len(hit.areas) == boxes


def test_text_that_cannot_be_written_does_not_stop_an_index():
    search = search_of([page("\ud800", "half \ud800 a \0 sign"), page("b", "whole")])
    assert search.search("half").pages == 1
    assert search.search("whole").pages == 1
