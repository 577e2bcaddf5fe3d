"""Pages in, findings out: what is in a record that someone may have to decide about.

Detectors are pure and see a record's pages and the findings of those before them; ``detector`` runs
them. Nothing here decides anything, and nothing here ever writes a value to a log.
"""
