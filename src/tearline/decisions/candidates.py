"""What a page of reporting says, as candidates that a person may enter into the register.

Promises: a candidate has the same name whenever the page is read; a day is cited where the file prints it.
"""

from __future__ import annotations

from datetime import date

from tearline.findings.particulars import Candidate, Proposing
from tearline.model.account import PageAccount
from tearline.model.article import Article, Basis
from tearline.model.statement import Span
from tearline.records.articles.source import Sourced


def candidates(sha256: str, source: Sourced, account: PageAccount) -> tuple[Candidate, ...]:
    """Return the candidates of a page in the order of their places; ``sha256`` is its file's."""
    found: dict[str, Candidate] = {}
    for told in account.told:
        dated = (told.said, _printed(account.articles[told.number - 1], told.said, source))
        proposing = Proposing(sha256, source.text, source.on_file, dated)
        for one in (
            *map(proposing.statement, told.statements),
            *map(proposing.commitment, told.commitments),
            *map(proposing.incident, told.incidents),
        ):
            found.setdefault(one.id, one)
    return tuple(sorted(found.values(), key=lambda one: (one.span, one.kind.value)))


def _printed(article: Article, said: date | None, source: Sourced) -> Span | None:
    """Return where an article's day stands in its file; None where it was given, or the page says less."""
    told = article.date
    if said is None or told.value != said.isoformat() or not 0 <= told.start < told.end:
        return None
    span = (told.start, told.end)
    return span if told.basis is Basis.HEAD else source.on_file(span)
