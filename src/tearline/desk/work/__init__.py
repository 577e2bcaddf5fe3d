"""The work list: what is to be looked at next, derived from the catalog and the log."""
