"""What the tags of an HTML page say: where text, breaks, headings, captions and pictures are.

Promises: any text at all is read as browsers cut it into tags, in time linear in its length, and nothing is
raised. Scripts, styles, comments and what else is no text are passed over; a hidden element is left out where
its tags close in order, and shown where they do not. Builds no tree and reads no style sheet: what these
alone hide, move or set apart is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum

Span = tuple[int, int]
"""A span of the source: the first code point, and the one after the last."""


def _names(said: str) -> frozenset[str]:
    return frozenset(said.split())


_BLOCK = _names(
    "address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main"
    " menu nav ol optgroup option p pre search section summary table tbody td tfoot th thead tr ul"
)
_VOID = _names("area base br col embed hr img input link meta param source track wbr")
_RAW = _names("iframe noembed noframes noscript script style textarea title xmp")
_TO_THE_END = frozenset({"script", "style"})  # without an end tag the rest of the page is theirs
_NEVER_HIDDEN = _VOID | {"body", "html"}
_NEVER_SEEN = _names("audio canvas datalist select svg template video")
_ENDS_BY_ITSELF = _names("dd dt li optgroup option p tbody td tfoot th thead tr")
_IN_ORDER = (_BLOCK | _NEVER_SEEN) - _ENDS_BY_ITSELF - _VOID - {"body", "head", "html"}
_BESIDE = {  # the start tags that end an element
    **dict.fromkeys(("dd", "dt"), frozenset({"dd", "dt"})),
    **dict.fromkeys(("td", "th"), frozenset({"td", "th", "tr"})),
    "li": frozenset({"li"}),
    "option": frozenset({"option", "optgroup"}),
    "p": _BLOCK,
    "tr": frozenset({"tr", "tbody", "tfoot"}),
}
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ASKED = frozenset({"alt", "content", "datetime", "hidden", "name", "property", "style", "type"})

_NAME = re.compile(r"[A-Za-z][^\t\n\f\r />]*")
_ATTRIBUTE = re.compile(
    r"[\t\n\f\r /]*([^\t\n\f\r />][^\t\n\f\r />=]*)"
    r"(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:\"([^\"]*)\"|'([^']*)'|([^\t\n\f\r >\"'][^\t\n\f\r >]*))?)?"
)
_SLACK = re.compile(r"[\t\n\f\r /]*")
_COMMENT = re.compile(r"--!?>")
_ENDS = {name: re.compile(rf"</{name}(?=[\t\n\f\r />])", re.IGNORECASE) for name in _RAW}
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WHOLE_PAGE = 0.9  # the part of a page's text that a hidden element may hold: a script shows more
_LEAST_PAGE = 2000  # code points that it may hold whatever their part


class Kind(IntEnum):
    """What an event is; its two numbers are a span of the source unless it says otherwise."""

    TEXT = 0
    ALT = 1  # an image's alternative text
    BREAK = 2  # 1: a line ends; 2: a block ends
    OPEN = 3  # a Part begins; its value
    LINE = 4  # as OPEN, for one line: its end is not there
    CLOSE = 5  # a Part ends


class Part(IntEnum):
    """What is opened and closed. A heading's value is its level, 1 to 6; the others' is 1."""

    HEADING = 0
    CAPTION = 1
    LINES = 2  # text whose line ends are kept


Event = tuple[Kind, int, int]
_PARTS = {"figcaption": Part.CAPTION, "figure": Part.CAPTION, "pre": Part.LINES} | dict.fromkeys(
    _HEADINGS, Part.HEADING
)


@dataclass(slots=True)
class _Hidden:
    """An element that gives no text if its tags close in order: the event it begins with, what is open."""

    name: str
    event: int
    open: list[str]


@dataclass(slots=True)
class Tags:
    """A page as its tags cut it.

    ``metas``: each meta element's key in small letters, and the span of its content; ``scripts``: JSON-LD;
    ``times``: the datetime of time elements; ``title``: the first title element's; ``pages``: where an html
    element begins. ``many`` tags there are, and at most ``deep`` blocks are open in one another.
    """

    source: str
    events: list[Event] = field(default_factory=list)
    metas: list[tuple[str, Span]] = field(default_factory=list)
    scripts: list[Span] = field(default_factory=list)
    times: list[Span] = field(default_factory=list)
    title: Span | None = None
    pages: list[int] = field(default_factory=list)
    many: int = 0
    deep: int = 0
    _depth: int = 0
    _hidden: _Hidden | None = None
    _unseen: list[Span] = field(default_factory=list)  # of events
    _begun: dict[Part, int] = field(default_factory=dict)  # the event a part began with
    _whole: set[int] = field(default_factory=set)  # events of parts that have an end
    _endless: set[str] = field(default_factory=set)  # elements with no end tag further on

    def start(self, name: str, told: dict[str, Span], closed: bool) -> None:
        """Take a start tag: its name in small letters, its attributes' values, whether it ends with "/>"."""
        self.many += 1
        self._hide(name, told, closed)
        if name in _IN_ORDER:
            self._depth += 1
            self.deep = max(self.deep, self._depth)
        self._break(name)
        if name in _PARTS and name != "figure":
            part = _PARTS[name]
            self._begun[part] = len(self.events)
            self.events.append((Kind.OPEN, part, _HEADINGS.get(name, 1)))
        elif name == "img" and "alt" in told and not self._unseen_by(told):
            self.events.append((Kind.ALT, *told["alt"]))
        elif name == "time" and "datetime" in told:
            self.times.append(told["datetime"])
        elif name == "meta" and "content" in told:
            keys = [told[key] for key in ("property", "name") if key in told]
            self.metas += [(self._said(key), told["content"]) for key in keys]

    def end(self, name: str) -> None:
        """Take an end tag."""
        self.many += 1
        if name in _IN_ORDER and self._depth:
            self._depth -= 1
        hidden = self._hidden
        if hidden and name != hidden.open[-1] and (name in _IN_ORDER or name == hidden.name):
            if len(hidden.open) == 1 and hidden.name in _ENDS_BY_ITSELF:
                self._leave_out(hidden)
            self._hidden = hidden = None  # its tags do not fit together, or it ended before
        self._break(name)
        part = _PARTS.get(name)
        if part in self._begun:
            self._whole.add(self._begun.pop(part))
            self.events.append((Kind.CLOSE, part, 0))
        if hidden and name == hidden.open[-1]:
            hidden.open.pop()
            if not hidden.open:
                self._leave_out(hidden)

    def text(self, start: int, end: int) -> None:
        """Take a piece of text."""
        if start < end:
            self.events.append((Kind.TEXT, start, end))

    def passed(self, name: str, told: dict[str, Span], at: int) -> int:
        """Return where the text of an element ends that is no text of the page; ``at``: where it begins."""
        found = None if name in self._endless else _ENDS[name].search(self.source, at)
        if found is None and name not in _TO_THE_END:
            self._endless.add(name)
            return at
        end = found.start() if found else len(self.source)
        if name == "title" and self.title is None and self._hidden is None:
            self.title = (at, end)
        if name == "script" and self._said(told.get("type", (0, 0))) == "application/ld+json":
            self.scripts.append((at, end))
        return end

    def in_svg(self) -> bool:
        """Say whether a tag that ends with a slash is an element by itself."""
        return self._hidden is not None and "svg" in {self._hidden.name, self._hidden.open[-1]}

    def shown(self) -> list[Event]:
        """Return the events of what is shown, in order."""
        long = [end - start if kind is Kind.TEXT else 0 for kind, start, end in self.events]
        most = max(sum(long) * _WHOLE_PAGE, _LEAST_PAGE)
        shown, at = list[Event](), 0
        for start, end in [*self._unseen, (len(long), len(long))]:
            for one in range(at, start):
                kind, part, value = self.events[one]
                if kind is not Kind.OPEN or one in self._whole:
                    shown.append((kind, part, value))
                elif part != Part.LINES:
                    shown.append((Kind.LINE, part, value))
            at = end if sum(long[start:end]) <= most else start
        return shown

    def _said(self, span: Span) -> str:
        return self.source[slice(*span)].strip().lower()

    def _unseen_by(self, told: dict[str, Span]) -> bool:
        return "hidden" in told or bool(_UNSEEN.search(self.source, *told.get("style", (0, 0))))

    def _break(self, name: str) -> None:
        if name in _BLOCK or name == "br":
            self.events.append((Kind.BREAK, 1 if name == "br" else 2, 0))

    def _hide(self, name: str, told: dict[str, Span], closed: bool) -> None:
        """Follow what is hidden: a start tag begins it, stands in it, or ends it."""
        hidden = self._hidden
        if hidden and len(hidden.open) == 1 and name in _BESIDE.get(hidden.name, ()):
            self._leave_out(hidden)
            hidden = None
        if hidden:
            if (name in _IN_ORDER or name == hidden.name) and not (closed and self.in_svg()):
                hidden.open.append(name)
        elif name == "svg" and closed:
            return
        elif name in _NEVER_SEEN or (name not in _NEVER_HIDDEN and self._unseen_by(told)):
            self._hidden = _Hidden(name, len(self.events), [name])

    def _leave_out(self, hidden: _Hidden) -> None:
        self._unseen.append((hidden.event, len(self.events)))
        self._hidden = None


def tags_of(source: str) -> Tags:
    """Return a page as its tags cut it."""
    tags, at, begun = Tags(source), 0, 0
    while (tag := source.find("<", at)) >= 0:
        after = source[tag + 1 : tag + 3]
        ends = after.startswith("/")
        name = _NAME.match(source, tag + 1 + ends)
        if name is None and not after.startswith(("!", "?")) and not (ends and after[1:]):
            at = tag + 1  # no tag
            continue
        tags.text(begun, tag)
        at = begun = _tag(tags, name, ends) if name else _aside(source, tag)
    tags.text(begun, len(source))
    return tags


def _aside(source: str, tag: int) -> int:
    """Return where a comment ends, or what browsers take for one."""
    if source.startswith("<!--", tag):
        found = _COMMENT.search(source, tag + 2)
        return found.end() if found else len(source)
    end = source.find(">", tag)
    return end + 1 if end >= 0 else len(source)


def _tag(tags: Tags, named: re.Match[str], ends: bool) -> int:
    """Take a tag, and what stands in an element whose text is none of the page's. Return where it ends."""
    source, name, at = tags.source, named[0].lower(), named.end()
    told = dict[str, Span]()
    while source[at : at + 1] != ">" and (one := _ATTRIBUTE.match(source, at)):
        at = one.end()
        if (key := one[1].lower()) in _ASKED:
            value = next((n for n in (2, 3, 4) if one[n] is not None), 0)
            told.setdefault(key, one.span(value) if value else (at, at))
    slack = _SLACK.match(source, at)
    at = slack.end() if slack else at
    if at >= len(source):
        return at  # the page ends within the tag
    if ends:
        tags.end(name)
        return at + 1
    closed = source[at - 1] == "/"
    if name == "html":
        tags.pages.append(named.start() - 1)
    tags.start(name, told, closed)
    if name in _RAW and not (closed and tags.in_svg()):
        return tags.passed(name, told, at + 1)
    return at + 1
