"""HTML pages become text: a block a line, every character traced to the source, the main content told apart."""

from __future__ import annotations

import html
import re
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tearline.errors import ProgramMissingError
from tearline.model.account import Shown
from tearline.records.articles.markup import Markup, is_markup, marked_up
from tearline.records.articles.markup_blocks import blocks_of
from tearline.records.articles.markup_tags import tags_of
from tearline.records.articles.shapes import cut
from tearline.records.articles.source import Sourced

STORY = (
    "The two towns agreed on a pause in the dredging, and on nothing else, after an hour of talks on Monday.",
    "Mayor Vale said that the dredging would stop for thirty days while the surveyors worked at the north pier.",
    "The surveyors begin on Thursday, according to Mayor Marsh, who will pay for half of them and for the boat.",
)
OTHER = (
    "Archivist Anna Reed said that the pages had been copied over the winter by four volunteers of the town.",
    "The ferry burned at the north pier in the year of the great frost, and nobody was ever charged with it.",
)

# A page as sites make them: what leads elsewhere around and within the story, things hidden, things broken.
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><title>Harbor talks end &mdash; The Salter Bay Courier</title>
<meta property="og:site_name" content="The Salter Bay &quot;Courier&quot;">
<meta property="article:published_time" content="2031-03-04T09:30:00Z">
<meta name="author" content="webdesk">
<script type="application/ld+json">{{"@context": "https://schema.example", "@graph": [
  {{"@type": "WebSite", "name": "Courier", "publisher": {{"@id": "#org"}}}},
  {{"@type": "NewsArticle", "headline": "Harbor talks end without a \\u201cdate\\u201d",
    "hasPart": {{"headline": "Not this one"}},
    "author": [{{"@type": "Person", "name": "Anna Reed"}}, {{"@type": "Person", "name": "Tobias Quill"}}],
    "datePublished": "2031-03-04", "publisher": {{"@type": "Organization", "name": "Courier Press"}} }} ]}}</script>
<style>p::before {{ content: "<p>not text</p>" }}</style>
<script>var s = "<p>no paragraph</p>"; if (1 < 2 && 3 > 2) document.write('</p>');</script>
</head><body class="single">
<header class="site-header"><nav><ul><li><a href="/">Home</a><li><a href="/news">News</a></ul></nav></header>
<main><article><h1>Harbor talks end <em>without</em> a&nbsp;date</h1>
<p class="byline">By Anna&#32;Reed</p>
<figure><img src="a.jpg" alt="Ferry at the pier"><figcaption>The north pier. <span>Photo: Lena Markab</span></figcaption></figure>
<p><span class="dropcap">T</span>{STORY[0][1:]}</p><!-- <p>commented out</p> -->
<p>{STORY[1].replace("dredging", "dred&shy;ging")}</p>
<div style="display: none"><p>Read our offer</p></div>
<h2>What comes next</h2>
<p>{STORY[2].replace("Mayor Marsh", '<a href="/m"><b>Mayor</b> Marsh</a>')}
<table><tr><td>Days<td>30<tr><td><table><tr><td>Cost &amp; crew</td></tr></table></td></tr></table>
</article></main><aside class="sidebar"><h3>Most read</h3><p>{STORY[1]}</p></aside>
<footer><p>&copy; The Salter Bay Courier &ndash; all rights reserved</p></footer></body></html>
"""

BARE = "<title>Wire</title><h1>Wire</h1>" + "\n".join(f"<p>{line}" for line in STORY) + "<hr>"
BREAKS = f"<table><tr><td><font size=2>{'<br><br>'.join(STORY)}</font></td></tr></table>"
PAGES = (PAGE, BARE, BREAKS)


def read(source):
    """The page without the library: its text, and where each character came from."""
    blocks = blocks_of(tags_of(source))
    return Markup(blocks.text, (), blocks.levels, blocks.captions, {}, blocks.places)


def original(page, start, end):
    """The span of the source that a span of the page's text came from."""
    places = page.places
    runs = Shown(page.text, tuple(places.at), tuple(places.first), tuple(places.last))
    return Sourced(page.text, runs).on_file((start, end))


def said(source):
    return read(source).text


def plain(source):
    """Source as words: tags away, references read."""
    text = html.unescape(re.sub(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>""", "", source))
    return " ".join(re.sub("[\0\xad\u200b\u2060\ufeff]", "", text).split())


def holds(source, page):
    """What is true of every page, whatever its tags look like."""
    lines = page.text.split("\n")
    assert len(page.levels) == len(lines)
    assert all(lines[at] for at in page.captions)
    assert [page.text[start:end] for start, end in cut(page.text)] == lines
    assert all(line == " ".join(line.split()) for line in lines)
    assert "\n\n\n" not in page.text == page.text.strip()
    before = (0, 0)
    for at, sign in enumerate(page.text):
        start, end = place = original(page, at, at + 1)
        assert 0 <= start < end <= len(source)
        assert start >= before[0]
        assert end >= before[1]
        assert original(page, at, at)[0] == original(page, at, at)[1] == start
        before = place
        if not sign.isspace():
            assert sign in html.unescape(source[start:end])
    for tag in re.finditer(r"</?[a-zA-Z][^<>]*>", page.text):
        start, end = original(page, *tag.span())
        assert source[start:end] != tag[0], "a tag of the source stands in the text"


def test_a_block_is_a_line_and_a_blank_line_stands_between_two():
    assert said("<div>One<p>Two</div>Three<ul><li>Four<li>Five</ul><h2>Six</h2>").split("\n\n") == [
        "One", "Two", "Three", "Four", "Five", "Six",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p><span>T</span>he <b>to</b>wn", "The town"),
        ("<p>The<i>re</i><a href=x> is</a> <b> no </b> word", "There is no word"),
        ("<p>a\n  b\t c", "a b c"),
        ("<p>a&nbsp;&nbsp;b&#160;c", "a b c"),
        ("<p>sur&shy;vey&#173;or\u00ad<wbr>s\u200b", "surveyors"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("one<br> <br>two<br><br><br>three", "one\n\ntwo\n\nthree"),
        ("<pre>\none\n  two\r\nthree\n\n\nfour</pre>five", "one\ntwo\nthree\n\nfour\n\nfive"),
        ("<pre>one two\nthree", "one two three"),  # without its end it is no pre
        ("a<script>var x = '<p>no</p>';</script>b", "ab"),
        ("a<style>p > b {}</style><!-- c -->b<!--->c", "abc"),
        ("<template><p>no</template><noscript>no</noscript><svg><title>no</title></svg>yes", "yes"),
        ("<p>a<noscript>b", "ab"),
        ("<svg><path d='M0'/><g/></svg>yes", "yes"),
        ("<svg/>yes<svg></svg>", "yes"),
        ("<img hidden alt='no picture'><img style='display:none' alt='none'>yes", "yes"),
        ("<p hidden>no</p><p>yes", "yes"),
        ("<p hidden>no<p>yes", "yes"),
        ("<div style='color:red; DISPLAY : none;'>no<div>no</div></div>yes", "yes"),
        ("yes <span hidden>no</span>and yes", "yes and yes"),
        ("<ul><li hidden>no<li>yes</ul>", "yes"),
        ("<ul><li hidden>no</ul>yes", "yes"),
        ("<div hidden>no end of it<p>yes", "no end of it\n\nyes"),
        ("<section><div hidden>ends nowhere</section><p>yes", "ends nowhere\n\nyes"),
        ("1 < 2 <3 & 4 > 3 &amp 5 &lt;p&gt; &bogus; &notit; &#x41; &#0; &#xD800;", "1 < 2 <3 & 4 > 3 & 5 <p> &bogus; ¬it; A \ufffd \ufffd"),
        ("a\0b<![CDATA[c]]>d<?xml e?>f</>g</ h>i", "abdfgi"),
        ("<p title='a > b' class=\"<p>\">c", "c"),
        ('<a href="x>one</a> two', "one two"),
        ("<p>one</p", "one"),
        ("<p>one <a href='", "one"),
        ("<textarea>no</textarea><select><option>no</select>yes", "yes"),
        ("<title>no</title><iframe>no</iframe>yes", "yes"),
        ("line\u2028one\x0btwo\x85three", "line one two three"),
        ("<img alt='A <b>ferry</b> at sea'>", "A ferry at sea"),
        ("<p> </p><p>&nbsp;</p>", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_text_is_what_a_browser_would_show(source, text):
    page = read(source)
    assert page.text == text
    holds(source, page)


def test_a_reference_by_a_number_that_no_character_has_is_read():
    assert said("a&#" + "9" * 9000 + ";b&#x" + "0" * 60 + "41;c&#0065;") == "a\ufffdb\ufffdcA"


def test_a_page_that_is_hidden_until_a_script_shows_it_is_shown():
    body = "<p>" + "</p><p>".join(STORY * 10) + "</p>"
    assert said(f"<div style='display:none'>{body}</div>").count("dredging") == 20
    assert said(f"<div>{body}</div><div style='display:none'>{body}</div>").count("dredging") == 20


def test_headings_have_their_level_and_one_without_an_end_is_one_line():
    page = read("<h1>A <i>b</i><br>c</h1><p>d</p><h3>e<p>f<p>g<h2>h</h2>i</h6>j")
    assert list(zip(page.text.split("\n"), page.levels, strict=True)) == [
        ("A b", 1), ("c", 1), ("", 0), ("d", 0), ("", 0), ("e", 3), ("", 0), ("f", 0), ("", 0), ("g", 0), ("", 0),
        ("h", 2), ("", 0), ("i", 0), ("", 0), ("j", 0),
    ]  # fmt: skip


def test_captions_and_alternative_texts_are_told():
    page = read(
        "<figure><img alt='A ferry at sea'><figcaption>The <b>ferry</b><p>Ann Lee</figcaption></figure>"
        "<p>The <img alt='a small drawing'>town<img alt='The mayor'></p><p><img alt=W>inter</p>"
        "<figcaption>No end<p>of it"
    )
    lines = page.text.split("\n\n")
    assert lines == ["A ferry at sea", "The ferry", "Ann Lee", "The town", "The mayor", "Winter", "No end", "of it"]  # fmt: skip
    assert page.captions == {0, 2, 4, 8, 12}


def test_every_character_is_traced():
    source = "<p>The&nbsp;&amp;\n <b>sea</b></p><p>wall"
    page = read(source)
    assert page.text == "The & sea\n\nwall"

    def of(words):
        at = page.text.index(words)
        start, end = original(page, at, at + len(words))
        return source[start:end]

    assert (of("The"), of("&")) == ("The", "&amp;")
    assert of("The &") == "The&nbsp;&amp;"
    assert of("& sea") == "&amp;\n <b>sea"
    assert of("sea\n\nwall") == "sea</b></p><p>wall"
    assert (original(page, -5, 999), original(page, 99, 999)) == (
        (3, len(source)),
        (len(source),) * 2,
    )
    assert original(read(""), 0, 0) == (0, 0)


WORDS = st.sampled_from(
    re.findall(
        r"\S+", "town Vale it’s AT&amp;T caf&eacute; 5&lt;6 &#8220;no&#8221; sur&shy;vey a.m."
    )
)
GAPS = st.sampled_from([" ", "\n", "&nbsp;", " \t "])


@st.composite
def texts(draw):
    """Words with gaps, some within inline elements that may begin in a word."""
    out = []
    for word in draw(st.lists(WORDS, min_size=1, max_size=6)):
        name = draw(st.sampled_from(["", "", "b", "a href='/x?a=1&amp;b=2'", 'span class="x > y"']))
        out.append(f"<{name}>{word}</{name.split()[0]}>" if name else word)
        out.append(draw(GAPS))
    return "".join(out)


def wrapped(inner):
    names = st.sampled_from(["p", "div", "li", "td", "h2", "blockquote", "section"])
    return st.builds(
        lambda parts: "".join(f"<{name}>{one}</{name}>" for name, one in parts),
        st.lists(st.tuples(names, inner), min_size=1, max_size=4),
    )


@settings(max_examples=80, deadline=None)
@given(st.recursive(texts(), wrapped, max_leaves=12), st.data())
def test_words_of_the_text_are_the_words_of_their_source(source, data):
    page = read(source)
    holds(source, page)
    words = [one.span() for one in re.finditer(r"\S+", page.text)]
    apart = re.sub(r"</?(?:p|div|li|td|h2|blockquote|section)>", " ", source)
    assert page.text.split() == plain(apart).split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    asked = page.text[words[first][0] : words[last][1]]
    start, end = original(page, words[first][0], words[last][1])
    assert plain(source[start:end]).replace(" ", "") == "".join(asked.split())
    if "\n" not in asked:
        assert plain(source[start:end]) == asked


SIGNS = ["", *"<>&'\"=\0", "</", "<!--", "&#", "<p hidden>", "</div>"]


@st.composite
def broken(draw):
    """A page with some of its signs taken away, doubled or strewn about."""
    source = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.integers(0, len(source) - 1))
        sign = draw(st.sampled_from(SIGNS))
        upto = draw(st.integers(at, min(len(source), at + draw(st.sampled_from([0, 1, 1, 40])))))
        source = source[:at] + sign + source[upto:]
    return source


@settings(max_examples=150, deadline=None)
@given(broken())
def test_a_broken_page_is_read_all_the_same(source):
    holds(source, read(source))


@settings(max_examples=150, deadline=None)
@given(
    st.text(st.sampled_from("<>&\"'/=!-?[]#;\0 \nabpx1\u00a0\u200b\ud800\U000f0001"), max_size=60)
)
@example("<<p>a</<b>b><!-->a<!--b--!>c<!d")
@example("<a b='c\"d=e>f'>g<p/hidden/>a</p/>b")
def test_any_text_at_all_is_read(source):
    holds(source, read(source))


@pytest.mark.parametrize(
    "source",
    ["<" * 20_000, "&" * 20_000, "<a href='" * 4_000, "<!--" * 5_000, "<div hidden>" * 5_000, "</div>" * 5_000,
     "<b><p>" * 3_000, "<script>" * 3_000, "<title>" * 3_000, "<table><tr><td>" * 3_000, "&#x" * 9_000,
     '<script type="application/ld+json">{"a":["' + '\\"' * 9_000, "<html>" * 3_000, "<p a=" * 3_000],
    ids=lambda source: source[:12],
)  # fmt: skip
def test_what_is_made_to_be_slow_is_read(source):
    page = read(source)
    assert len(page.levels) == page.text.count("\n") + 1
    pytest.importorskip("resiliparse")
    assert len(marked_up(source).main) == len(page.levels)


@pytest.mark.parametrize(
    "data",
    [PAGE, BARE, BREAKS, "\ufeff\n<!-- saved --><HTML><BODY>Hello", "<!doctype html><p>Hi",
     "<?xml version='1.0'?><!DOCTYPE html><html><p>x", "<html>Hello</html>", f"<p>{STORY[0]}</p>\n<p>{STORY[1]}</p>"],
)  # fmt: skip
def test_a_page_is_told_from_text(data):
    assert is_markup(data)


@pytest.mark.parametrize(
    "data",
    ["", "Plain words.", "a < b and c > d", "The <p> and </p> tags begin and end a paragraph, <div> does not.",
     "<html> is the root of a page.", "<!doctype html> comes before <html>, and <body> comes after <head>.",
     "\n".join(STORY) + "\n<p>One paragraph</p>\n" + "\n".join(OTHER), "<rss><channel><item>x</item></channel></rss>",
     "From: Vale <vale@salterbay.example>\nTo: Marsh <marsh@fairhaven.example>\n\nThe pier is closed."],
)  # fmt: skip
def test_text_that_mentions_tags_is_no_page(data):
    assert not is_markup(data)


def test_without_the_library_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "resiliparse.extract.html2text", None)
    with pytest.raises(ProgramMissingError, match="tearline"):
        marked_up(PAGE)


class TestWithTheLibrary:
    @pytest.fixture(autouse=True)
    def _there(self):
        pytest.importorskip("resiliparse")

    def told(self, head):
        page = marked_up(head)
        assert all(value and 0 <= start < end for value, start, end in page.told.values())
        return {what: value for what, (value, _, _) in page.told.items()}

    def test_the_story_is_main_content_and_the_rest_is_not(self):
        page = marked_up(PAGE)
        main = self.main_of(PAGE)
        others = {line for line, kept in zip(page.text.split("\n"), page.main, strict=True) if not kept}  # fmt: skip
        assert main[0] == "Harbor talks end without a date"
        assert [line for line in main if line in STORY] == list(STORY)
        assert "Cost & crew" in main
        assert {"Home", "News", "Most read", STORY[1], "Ferry at the pier"} <= others
        assert "Read our offer" not in page.text
        assert "paragraph" not in page.text
        holds(PAGE, page)

    def test_several_stories_of_one_page_are_all_main_content(self):
        one, two = ("".join(f"<p>{line}</p>" for line in lines) for lines in (STORY, OTHER))
        source = f"<html><body><main><article>{one}</article><article>{two}</article></main></body></html>"
        assert self.main_of(source) == [*STORY, *OTHER]

    def test_pages_saved_into_one_file_are_all_read(self):
        pages = [
            "<!doctype html><html><body><ul><li>Home</ul><div role=main>"
            + "".join(f"<p>{line}</p>" for line in lines)
            + "</div><footer>Imprint</footer></body></html>"
            for lines in (STORY, OTHER)
        ]
        assert self.main_of("\n".join(pages)) == [*STORY, *OTHER]

    def main_of(self, source):
        page = marked_up(source)
        return [line for line, kept in zip(page.text.split("\n"), page.main, strict=True) if kept]

    def test_what_a_page_says_of_itself_has_its_place(self):
        page = marked_up(PAGE)
        places = {what: PAGE[start:end] for what, (_, start, end) in page.told.items()}
        assert {what: value for what, (value, _, _) in page.told.items()} == {
            "title": "Harbor talks end without a “date”",
            "published": "2031-03-04T09:30:00Z",
            "outlet": 'The Salter Bay "Courier"',
            "byline": "Anna Reed, Tobias Quill",
        }
        assert places["outlet"] == "The Salter Bay &quot;Courier&quot;"
        assert places["title"] == r"Harbor talks end without a \u201cdate\u201d"
        assert places["byline"].startswith("Anna Reed")
        assert places["byline"].endswith("Tobias Quill")

    @pytest.mark.parametrize(
        ("head", "told"),
        [
            ("<title> Harbor\n talks </title><p>x", {"title": "Harbor talks"}),
            ("<title></title><meta name=author content=' '><p>x", {}),
            ("<svg><title>Menu</title></svg><p>x", {}),
            ("<meta name=author content='https://courier.example/reed'><p>x", {}),
            ("<META NAME=Author CONTENT='Anna Reed'>", {"byline": "Anna Reed"}),
            ("<p><time datetime='2031-03-04'>Tuesday</time>", {"published": "2031-03-04"}),
            ("<p><time datetime=2031-03-04>a</time> <time datetime=2031-03-05>b</time>", {}),
            ('<script type="application/ld+json">{"author": "Anna Reed", "publisher": "Courier", broken', {"byline": "Anna Reed", "outlet": "Courier"}),
            ('<script type="application/ld+json">[{"headline":"One","author":{"name":"A. Reed"}},{"headline":"Two","author":{"name":"T. Quill"}}]</script>', {"title": "One", "byline": "A. Reed"}),
            ('<script type="application/ld+json">{"headline":"\\ud83d &amp; \\q"}</script>', {"title": "\\ud83d & \\q"}),
        ],
    )  # fmt: skip
    def test_what_a_page_does_not_say_is_not_there(self, head, told):
        assert self.told(head) == told

    @settings(max_examples=60, deadline=None)
    @given(broken())
    def test_a_broken_page_is_read_with_the_library(self, source):
        page = marked_up(source)
        lines = page.text.split("\n")
        assert len(page.main) == len(page.levels) == len(lines)
        assert not any(kept for line, kept in zip(lines, page.main, strict=True) if not line)
        assert page.text == said(source)
        assert all(value and 0 <= start <= end for value, start, end in page.told.values())
