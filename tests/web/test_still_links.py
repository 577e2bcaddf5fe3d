"""A page's links, one by one: to files, off their words, or left alone."""

import pytest

from tearline.web.still_links import SEARCHING, fed, links, only_what_stays, relinked, with_base
from tearline.web.still_names import Address, file_of, relative

AT = Address("/record/x/r/page/2")
OWN = "/record/x/r/page/2"


def placed(link):
    return relative(file_of(AT), file_of(link))


def made(page, refused=()):
    return relinked(page, AT, placed, lambda link: link.path in refused)


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ('<a href="/">', '<a href="../../../../../index.html">'),
        ('<a class="n" href="/record/x#in-2" rel="up">', '<a class="n" href="../../../index.html#in-2" rel="up">'),
        ('<a href="/record/x/r/page/2">', '<a href="index.html">'),
        ('<a href="/record/x/r/page/2?q=havana&amp;also=a%3Db">', '<a href="index.html">'),
        ('<a href="?page=2&amp;type=new">', '<a href="=qpage=3d2=26type=3dnew.html">'),
        ('<a href="/search?q=date:1962">', "<a>"),
        ('<a href="/harm?at=%2Frecord%2Fx">', '<a href="../../../../../harm/index.html">'),
        ('<a href="#content">', '<a href="#content">'),
        ('<a href="mailto:desk@archive.example?subject=x">', '<a href="mailto:desk@archive.example?subject=x">'),
        ('<a href="https://archive.example/record/x">', '<a href="https://archive.example/record/x">'),
        ('<a href="//archive.example/record/x">', '<a href="//archive.example/record/x">'),
        ('<img src="/record/x/r/page/2/image.png" alt="a &gt; b">', '<img src="image.png" alt="a &gt; b">'),
        ('<link rel="stylesheet" href="/static/room.css?v=1">',
         '<link rel="stylesheet" href="../../../../../static/room.css">'),
        ('<p title="href=&#34;/&#34;">/record/x href=/</p>', '<p title="href=&#34;/&#34;">/record/x href=/</p>'),
    ],
)  # fmt: skip
def test_a_link_becomes_what_works_from_a_disk(tag, written):
    assert made(tag) == written


def test_what_leads_to_a_search_is_not_followed_and_the_rest_is_in_order():
    page = '<a href="/b"><img src="/record/x/r/page/2/image.png"><a href="/search?q=a"><a href="/b?q=c">'
    found = [Address("/b"), Address("/record/x/r/page/2/image.png"), Address("/b")]
    assert list(links(page, AT)) == found


def test_an_image_that_is_not_handed_out_becomes_words_that_say_so():
    page = made(
        '<img src="/record/x/r/page/2/image.png" alt="x">', {"/record/x/r/page/2/image.png"}
    )
    assert "<img" not in page
    assert "No image can be shown here" in page


def test_forms_and_what_only_the_room_can_do_are_taken_out():
    page = '<head></head><form action="/search" a="b"><input></form>1<p class="c" data-live>x <b>y</b></p>2'
    stays = only_what_stays(page, feed=True)
    assert stays.endswith(f"{SEARCHING}12")
    assert "script-src 'none'" in stays
    assert "<form" not in only_what_stays('<form method="get"><select></select></form>', feed=True)


def test_a_citation_names_the_copy_and_a_record_s_own_words_are_left_alone():
    text = f"See http://localhost:9{OWN} and http://localhost:9/record/other"
    other = " and http://localhost:9/record/other"
    assert (
        with_base(text, OWN, "https://a.example", "f.html")
        == f"See https://a.example/f.html{other}"
    )
    assert with_base(text, OWN, "", "f.html") == f"See{other}"
    told = f"See https://a.example{OWN}"  # a room that was told its own address
    assert with_base(told, OWN, "https://a.example", "f.html") == "See https://a.example/f.html"


def test_a_feed_names_files():
    feed = (
        '<id>http://localhost:9/releases/feed.atom</id><link href="http://localhost:9/release/R"/>'
    )
    assert fed(feed, "https://a.example", file_of) == (
        "<id>https://a.example/releases/feed.atom</id>"
        '<link href="https://a.example/release/_r/index.html"/>'
    )
