"""The papers of a partner's edition: what a person reads, beside the objects that programs read.

Promises: three tables, a PDF and the alerts are written from one view and hold nothing that is not in it;
they are functions of their arguments, whatever order these are in. Does not choose what may go out, and
writes no file.
"""

from tearline.editions.papers.alerts import cap
from tearline.editions.papers.listing import WORDS
from tearline.editions.papers.sheet import sheet
from tearline.editions.papers.tables import tables

__all__ = ["WORDS", "cap", "sheet", "tables"]
