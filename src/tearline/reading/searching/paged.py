"""A release's pages as they go into its index: its own text, the fields of its sheet, its deletions' codes.

Promises: pages come record by record, in the order of names; a record whose page data is at fault gives
none and is told. Does not open anything but page data with the hash that the manifest lists.
"""

from __future__ import annotations

from collections.abc import Iterator

from tearline.reading.released import MISFORMED, Fault, ReleaseFolder
from tearline.reading.searching.fields import Fields, IndexPage, released_fields


def release_pages(release: ReleaseFolder, told: list[Fault] | None = None) -> Iterator[IndexPage]:
    """Yield a release's pages, record by record; those whose page data is at fault are not there.

    ``told`` takes the faults that show only in reading: page data with the manifest's hash that is none, or
    another record's.
    """
    told = [] if told is None else told
    for name, listed in sorted(release.records.items()):
        file = listed.file("pages")
        try:
            for page in _pages_of(release, name):
                if page.record != name:
                    told.append(Fault(name, file.path if file else "", "is of another record"))
                    break
                yield page
        except MISFORMED:
            told.append(Fault(name, file.path if file else "", "cannot be read as pages"))


def _pages_of(release: ReleaseFolder, name: str) -> Iterator[IndexPage]:
    """Yield a record's pages; each with the record that its own data names."""
    listed, verified = release.records[name], release.is_verified(name)
    fields: Fields | None = None
    for page in release.pages(name):
        codes = {code: None for one in page.deletions for code in one.codes}
        if fields is None:
            fields, named = released_fields(listed.numbers, str(listed.status), page)
            codes |= dict.fromkeys(named)
        yield IndexPage(
            *(page.record, release.label, page.number, page.text),
            fields=fields,
            codes=tuple(codes),
            verified=verified,
        )
