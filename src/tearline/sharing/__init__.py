"""Editions to partners: what is built for each, checked once more on its bytes, and handed over."""
