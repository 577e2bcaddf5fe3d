"""Folders of editions to answers: search, what is new, same and similar, related.

Nothing here reaches a collection, its log or its keys, not even through others: readers open what was
published, and cannot leak what they were never given.
"""
