"""Every object and name of the file, looked through for withheld values.

Promises: metadata, bookmarks, annotations, forms, tags, layers, scripts, signatures, labels, names
of resources, private keys, deleted objects: any string, name or stream, decrypted with the empty
password and un-filtered by our own decoders. A file that pikepdf cannot open is a finding. With
nothing known it tells nothing: ``hiding`` does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf

from tearline_verify.leaks import Leak
from tearline_verify.stranger import bounds, carve, spelling, walk
from tearline_verify.stranger.case import FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tearline_verify.stranger.bounds import Bounds
    from tearline_verify.stranger.case import Case
    from tearline_verify.stranger.walk import Spot
    from tearline_verify.terms import Terms

NAME = "objects"
UNOPENED = "could not be opened by pikepdf"
Found = dict[tuple[str, int | None], set[str]]


def look(case: Case) -> Iterator[Leak]:
    """Look through every object."""
    try:
        pdf = walk.opened(case.raw)
    except pikepdf.PasswordError:
        yield Leak(NAME, FILE, "is encrypted with a password that was not given")
        return
    except pikepdf.PdfError:
        yield Leak(NAME, FILE, UNOPENED)
        return
    with pdf:
        if case.terms:
            for (place, page), masks in values_in(pdf, case.terms, bounds.of(case.raw)).items():
                for mask in sorted(masks):
                    yield Leak(NAME, FILE, f"a withheld {mask} stands {place}", page)


def values_in(pdf: pikepdf.Pdf, terms: Terms, allowed: Bounds) -> Found:
    """Return the masks of the values in every object, by place and page."""
    found: Found = {}
    names: dict[str, set[str]] = {}
    for spot in walk.spots(pdf, allowed, set()):
        if spot.name is not None:
            if spot.name not in names:
                names[spot.name] = terms.in_name(spot.name[1:])
            masks = names[spot.name]
        else:
            masks = _masks(spot, terms, allowed)
        if masks:
            found.setdefault((spot.place, spot.page), set()).update(masks)
    return found


def _masks(spot: Spot, terms: Terms, allowed: Bounds) -> set[str]:
    """Return the masks of the values in one string or stream."""
    if spot.value is not None:
        masks: set[str] = terms.in_bytes(spot.value, noise=False)
        for text in spelling.readings(spot.value):
            masks |= terms.in_text(text) | terms.in_value(text.split("|"))
        return masks
    data = walk.content(spot.stream, allowed)
    kind = str(spot.stream.get("/Subtype", spot.stream.get("/Type", "")))
    if kind == "/Image":
        return terms.in_bytes(data, noise=True)
    drawn = b"BT" in data or kind == "/Form"
    masks = spelling.masks(terms, data, syntax=drawn)
    if "/Length1" in spot.stream or kind in ("/Type1C", "/CIDFontType0C", "/OpenType"):
        return {mask for mask in masks if spelling.size(mask) >= spelling.LOOSE}
    for out in carve.inside(data, allowed):
        masks |= spelling.masks(terms, out, syntax=True)
    return masks
