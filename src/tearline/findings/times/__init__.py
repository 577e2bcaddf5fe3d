"""When: expressions of time in an article, as intervals of days with what they follow from."""
