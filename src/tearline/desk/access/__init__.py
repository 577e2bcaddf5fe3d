"""Who may come in, what they read, and whose page it is for now: all that stands in ``access.db``."""
