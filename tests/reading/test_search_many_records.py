"""Facets and counts hold for more records than the index counts in one go."""

from tearline.reading.searching import index, search
from tearline.reading.searching.fields import PARTS, IndexPage, part

MANY = 70_000  # the index counts 65,000 values at most in one go


def searching(folder, pages):
    folder.mkdir()
    built = index.build(iter(pages), folder)
    return search.Search([index.open_built(folder, built)], None)


def test_every_record_is_counted_beyond_what_one_count_takes(tmp_path):
    pages = (
        IndexPage(f"r{n}", "one", 1, "lamps were lit" if n % 2 else "nobody came")
        for n in range(MANY)
    )
    found = searching(tmp_path / "many", pages).search("lamps OR nobody", facets=True)
    assert (found.records, found.pages) == (MANY, MANY)
    assert dict(found.facets)["release"] == (("one", MANY),)


def test_counting_in_parts_counts_what_counting_at_once_does(tmp_path, monkeypatch):
    pages = [
        IndexPage(f"r{n}", "one", p, "lamps" if n % 3 else "rain")
        for n in range(60)
        for p in (1, 2)
    ]
    asked = searching(tmp_path / "few", pages)
    at_once = asked.search("lamps", facets=True)
    for size in (1, 7, 59):
        monkeypatch.setattr(search, "_AT_ONCE", size)
        in_parts = asked.search("lamps", facets=True)
        assert (
            (in_parts.records, in_parts.facets)
            == (at_once.records, at_once.facets)
            == (40, at_once.facets)
        )


def test_every_part_is_one_of_those_that_are_counted():
    assert {part(f"104-{n}") for n in range(10_000)} == set(range(PARTS))
    assert part("half \udc80") in range(PARTS)
