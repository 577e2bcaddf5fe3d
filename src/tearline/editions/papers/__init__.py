"""A partner's edition on paper and in tables: the same view as every other form, for people and spreadsheets.

Promises: what a table or a sheet says stands in the view; its bytes follow from the view and the times given.
"""

from __future__ import annotations

from tearline.editions.papers.cap import cap
from tearline.editions.papers.sheet import sheet
from tearline.editions.papers.tables import tables
from tearline.model.register import TYPES

WORDS = frozenset(TYPES)
"""The words that stand in columns of types."""

__all__ = ["WORDS", "cap", "sheet", "tables"]
