"""What was read from a page of reporting: its lines and articles, and what each article tells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tearline.model.article import Article, Line
from tearline.model.commitment import Commitment
from tearline.model.compliance import Compliance, Conflict
from tearline.model.incident import Incident
from tearline.model.measure import Measure
from tearline.model.statement import Statement
from tearline.model.when import When


@dataclass(frozen=True, slots=True)
class ArticleAccount:
    """What one article tells; ``said`` is the day it is dated, None where that is not known."""

    number: int
    said: date | None
    whens: tuple[When, ...]
    statements: tuple[Statement, ...]
    commitments: tuple[Commitment, ...]
    incidents: tuple[Incident, ...]
    compliance: tuple[Compliance, ...]
    conflicts: tuple[Conflict, ...]
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The text of a page that came as HTML, and where it stands in the source: runs, by their first places.

    A run as long as its source is that source; any other (a reference, a gap, a break) stands for it whole.
    """

    text: str
    at: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PageAccount:
    """A page's lines and articles, and what its articles tell; spans are places in the page's text.

    ``shown`` is that text where it is not the file's own.
    """

    lines: tuple[Line, ...]
    articles: tuple[Article, ...]
    told: tuple[ArticleAccount, ...]
    shown: Shown | None = None
