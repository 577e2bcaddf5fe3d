"""The measured error rate: exact bounds, never without its n, nothing said of too few."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tearline.reading.comparing.decoy import FEWEST, clopper_pearson, error_rate


# from tables of the binomial's exact bounds
@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (8, 278, 0.0125, 0.0559),
    ],
)
def test_the_bounds_are_the_exact_ones(hits, trials, low, high):
    found = clopper_pearson(hits, trials)
    assert found == pytest.approx((low, high), abs=2e-4)


@given(found=st.integers(0, 400), back=st.integers(0, 400))
def test_a_rate_lies_within_its_bounds_and_too_few_have_none(found, back):
    rate = error_rate(found, back)
    if found == 0 or found + back < FEWEST:
        assert rate.rate is rate.low is rate.high is None
        assert "too few to measure" in rate.said
    else:
        assert 0 <= rate.low <= rate.rate <= rate.high <= 1
    assert f"n = {found}, {back} backwards" in rate.said
    assert rate.as_json()["n"] == found


def test_no_errors_seen_is_not_no_error():
    assert error_rate(20, 0).high > 0.15
    assert error_rate(200, 0).high < 0.02


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="negative"):
        error_rate(-1, 0)
