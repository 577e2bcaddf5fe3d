"""HTML pages read as text: blocks as lines, each with what the page's markup says of it.

Promises: no page is refused, whatever its tags look like; reading takes time linear in its length; nothing
that a reader would see is left out; every character of the text is traced to the source. What is main content
a library says (resiliparse, in ``tearline[html]``): it leaves out what tags, classes and roles tell for the
site's own. That helps to label a line, and is no label: a page may have none. What a page's head tells is
what the page says of itself: nobody has checked it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from tearline.errors import ProgramMissingError
from tearline.records.articles.markup_blocks import Blocks, Places, blocks_of, words_of
from tearline.records.articles.markup_tags import Span, Tags, tags_of

_LIBRARY = "resiliparse.extract.html2text"
_MOST_STEPS = 10**8  # blocks open in one another, times tags: so does the library's time grow

_MARKS, _MARKS_OVER, _DIGITS = 0xF0000, 0x100000, 0xFFFE  # planes of no characters: one a digit
_OWN = re.compile("[\ud800-\udfff\U000f0000-\U0010ffff]")
_MARK = re.compile("([\U000f0000-\U000ffffd])([\U00100000-\U0010fffd])")
_NEXT_PAGE = "\U0010ffff"
_MOST_PAGES = 200  # pages of one file that are told apart

_LOOK = 200_000  # code points that tell whether a text is markup
_PROLOGUE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_STRUCTURE = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|body|center|dd|div|dl|dt|figcaption|figure|footer|h[1-6]|head"
    r"|header|hr|html|li|link|main|meta|nav|ol|p|script|section|style|table|tbody|td|th|title|tr|ul)"
    r"(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
_LEAST_TAGS = 3

_METAS = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "published": (
        *("article:published_time", "og:published_time", "parsely-pub-date", "sailthru.date"),
        *("dc.date.issued", "dcterms.issued", "dc.date", "pubdate", "publishdate", "date"),
    ),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "publisher"),
    "byline": ("author", "parsely-author", "dc.creator", "sailthru.author", "article:author"),
}
_DATA: dict[str, tuple[tuple[str, ...], ...]] = {  # keys of JSON-LD, from the outermost
    "title": (("headline",),),
    "published": (("datePublished",),),
    "outlet": (("publisher",), ("publisher", "name")),
    "byline": (("author",), ("author", "name")),
}
_DATA_FIRST = frozenset({"title", "byline"})  # in metas they are for sharing, or the site's own
_JSON = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"?|[{}\[\],]', re.DOTALL)
_NO_KEYS = frozenset({"", "@graph"})  # lists, and the list of all things
_DEEPEST = 8  # levels of data that are looked into

Told = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Markup:
    """An HTML page as text: a block (paragraph, heading, list item, caption, cell, ...) a line, a blank line
    between two; a line break within a block ends a line too.

    For each line (cut at line feeds): ``main``, whether the library counts it to the page's main content,
    False for a blank one; ``levels``, 1 to 6 of an h1 to h6, 0 otherwise. ``captions``: the lines in a
    figcaption or of an image's alternative text. ``told``: "title", "published", "outlet" and "byline" as the
    page's own head and data give them, each with its first and last + 1 code point in the source; what is not
    given is absent.
    """

    text: str
    main: tuple[bool, ...]
    levels: tuple[int, ...]
    captions: frozenset[int]
    told: dict[str, Told]
    places: Places = field(repr=False)


def is_markup(data: str) -> bool:
    """Say whether a text is an HTML document or a piece of one, and not a text that mentions tags."""
    text = data[:_LOOK].lstrip("\ufeff")
    tags = words = within = placed = at = 0
    inside = False  # behind a start tag that begins a line or follows another tag
    for tag in _STRUCTURE.finditer(text):
        before = text[at : tag.start()]
        long = len("".join(before.split()))
        words, within = words + long, within + long * inside
        begins = before.rpartition("\n")[2].strip()[-1:] in {"", ">"}
        inside = begins and not tag[1]
        tags, placed, at = tags + 1, placed + begins, tag.end()
    words += len("".join(text[at:].split()))
    prologue = _PROLOGUE.match(text)
    if prologue:
        doctype = prologue[0].rpartition("<")[2].startswith("!")
        if placed > (not doctype) or data[-20:].rstrip().lower().endswith("</html>"):
            return True
    return tags >= _LEAST_TAGS and placed > 0 and within * 2 >= words


def marked_up(source: str) -> Markup:
    """Return an HTML page as text. ProgramMissingError: the library for main content is not installed."""
    asked = _library()
    tags = tags_of(source)
    blocks = blocks_of(tags)
    main = _main(asked, tags, blocks)
    return Markup(blocks.text, main, blocks.levels, blocks.captions, _told(tags), blocks.places)


def _library() -> Any:  # noqa: ANN401  (a module that may not be there)
    try:
        return import_module(_LIBRARY)
    except ImportError as error:
        message = "no library for HTML pages is installed"
        raise ProgramMissingError(message, "pip install 'tearline[html]'.") from error


def _main(library: Any, tags: Tags, blocks: Blocks) -> tuple[bool, ...]:  # noqa: ANN401
    """Say of each line whether it is main content.

    A line's first and last characters are marked in the source with its number, and the line is main content
    if a mark comes back: so lines that are alike are told apart, and what the library does to their text does
    not matter. Pages saved into one file are asked about one by one. A page so deep that the library would
    take minutes is main content.
    """
    lines = blocks.text.split("\n")
    if tags.deep * tags.many > _MOST_STEPS:
        return tuple(bool(line) for line in lines)
    source, pieces, at, done = _OWN.sub("\ufffd", tags.source), list[str](), 0, 0
    pages = iter(tags.pages[1:_MOST_PAGES])
    page = next(pages, len(source))
    for number, line in enumerate(lines):
        if line and number not in blocks.alts:
            first = blocks.places.of(at)[0]
            last = blocks.places.of(at + len(line) - 1)[1]
            while page < first:
                if page >= done:
                    pieces += source[done:page], _NEXT_PAGE
                    done = page
                page = next(pages, len(source))
            mark = chr(_MARKS + number % _DIGITS) + chr(_MARKS_OVER + number // _DIGITS)
            pieces += source[done:first], mark, source[first:last], mark
            done = last
        at += len(line) + 1
    pieces.append(source[done:])
    kept = set()
    for one in "".join(pieces).split(_NEXT_PAGE):
        said = library.extract_plain_text(
            one, main_content=True, comments=False, alt_texts=False, list_bullets=False
        )
        for low, high in _MARK.findall(said):
            kept.add(ord(low) - _MARKS + (ord(high) - _MARKS_OVER) * _DIGITS)
    return tuple(number in kept for number in range(len(lines)))


def _told(tags: Tags) -> dict[str, Told]:
    """Return what the page's head and data tell of it."""
    data = _in_data(tags)
    told = {}
    for what, keys in _METAS.items():
        in_metas = (
            one
            for key in keys
            for name, span in tags.metas
            if name == key and (one := _as_told(tags.source, span, what))
        )
        ways = [in_metas, iter([data[what]] if what in data else ())]
        if what in _DATA_FIRST:
            ways.reverse()
        found = next((one for way in ways for one in way), None) or _elsewhere(tags, what)
        if found:
            told[what] = found
    return told


def _as_told(source: str, span: Span, what: str) -> Told | None:
    """Return the words of a span of the source; None if there are none, or an address for a writer."""
    value = words_of(source, span)
    return (value, *span) if value and not (what == "byline" and "://" in value) else None


def _elsewhere(tags: Tags, what: str) -> Told | None:
    """Return what a page without metas and data tells: its title; its time, if there is but one."""
    if what == "title" and tags.title:
        return _as_told(tags.source, tags.title, what)
    if what == "published":
        times = [one for span in tags.times if (one := _as_told(tags.source, span, what))]
        if len({value for value, _, _ in times}) == 1:
            return times[0]
    return None


def _in_data(tags: Tags) -> dict[str, Told]:
    """Return what a page's data tells: of each kind the first; the writers of one thing together."""
    leaves, told = list(_leaves(tags.source, tags.scripts)), dict[str, Told]()
    for what, paths in _DATA.items():
        first = next((thing for thing, path, _ in leaves if path in paths), None)
        known = dict[str, Span]()
        for thing, path, span in leaves:
            value = _of_json(tags.source[slice(*span)]) if thing == first and path in paths else ""
            if value and "://" not in value and (what == "byline" or not known):
                known.setdefault(value, span)
        if known:
            spans = list(known.values())
            told[what] = (", ".join(known), spans[0][0], spans[-1][1])
    return told


def _leaves(source: str, scripts: Iterable[Span]) -> Iterator[tuple[int, tuple[str, ...], Span]]:
    """Yield the strings of JSON-LD: the number of the thing, the keys within it, the span.

    What stands around them need not be well formed.
    """
    thing = 0
    for start, end in scripts:
        keys, kinds, key_next = list[str](), list[str](), False
        for token in _JSON.finditer(source, start, end):
            sign = token[0][0]
            if sign == '"' and key_next:
                keys[-1], key_next = token[1], False
            elif sign == '"':
                if len(keys) <= _DEEPEST:
                    path = tuple(key for key in keys if key not in _NO_KEYS)
                    yield thing, path, token.span(1)
            elif sign in "{[":
                thing += sign == "{" and _NO_KEYS.issuperset(keys[:_DEEPEST])
                keys.append("")
                kinds.append(sign)
                key_next = sign == "{"
            elif sign == ",":
                key_next = kinds[-1:] == ["{"]
            elif keys:
                keys.pop()
                kinds.pop()
                key_next = False


def _of_json(said: str) -> str:
    """Return what a string of JSON says, as words."""
    try:
        value = str(json.loads(f'"{said}"', strict=False))
    except ValueError:
        value = said
    value = _OWN.sub("\ufffd", value)
    return words_of(value, (0, len(value)))
