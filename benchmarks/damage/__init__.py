"""Pages made up for measuring: fictional people, the study's damage, and the truth of every page."""
