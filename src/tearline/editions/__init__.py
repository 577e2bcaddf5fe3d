"""Editions: what an audience may have of each record, built from views and from nothing else.

``view`` is the only way from a page to an edition; everything after it sees burnt bitmaps and
visible words alone. ``edition`` writes a record's files, ``manifest``, ``index`` and ``note`` say
what a release holds, all from one set of counts.
"""
