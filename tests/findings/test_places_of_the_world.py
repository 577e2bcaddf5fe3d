"""Places are found by the names news writes, with their accents or without; what is not known is not made up."""

from __future__ import annotations

import pytest

from tearline.findings.places import gazetteer
from tearline.findings.places.gazetteer import Precision, known

pytestmark = pytest.mark.skipif(not gazetteer.available(), reason="needs tearline[places]")


@pytest.mark.parametrize(
    ("words", "country", "latitude", "longitude"),
    [
        ("Gdansk", "PL", 54.35, 18.65),
        ("Gdańsk", "PL", 54.35, 18.65),
        ("KYIV", "UA", 50.45, 30.52),
        ("Kiev", "UA", 50.45, 30.52),
        ("Cologne", "DE", 50.93, 6.95),
        ("Köln", "DE", 50.93, 6.95),
        ("Łódź", "PL", 51.77, 19.46),
        ("Paris", "FR", 48.85, 2.35),
        ("Paris, Texas", "US", 33.66, -95.56),
        ("Birmingham, Alabama", "US", 33.52, -86.80),
    ],
)
def test_a_town_is_found_where_it_lies(words, country, latitude, longitude) -> None:
    place = known(words)[0]
    assert (place.country, place.precision) == (country, Precision.TOWN)
    assert abs(place.latitude - latitude) < 0.1
    assert abs(place.longitude - longitude) < 0.1


def test_what_is_named_beside_it_settles_namesakes_and_why_is_said() -> None:
    assert known("Birmingham")[0].country == "GB"
    assert "largest of" in known("Birmingham")[0].why
    other = known("Birmingham", ["United States"])[0]
    assert (other.country, other.why) == ("US", "in a country that is named beside it")


@pytest.mark.parametrize(
    "words", ["Britain", "the UK", "Turkey", "Türkiye", "the United States", "Estonia"]
)
def test_a_country_is_no_point(words) -> None:
    place = known(words)[0]
    assert place.precision is Precision.COUNTRY
    assert place.radius_km > 50


def test_seas_are_known_and_are_wide() -> None:
    assert known("the Baltic")[0].name == "Baltic Sea"
    assert known("Gulf of Finland")[0].precision is Precision.SEA
    assert known("Gulf of Finland")[0].radius_km > 100


@pytest.mark.parametrize("words", ["", " ", "Nowhere at all", "the quay", "12", "<b>"])
def test_what_is_not_known_is_not_made_up(words) -> None:
    assert known(words) == ()
