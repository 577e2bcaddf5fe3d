"""Records that belong together: ranks, labels, and what is left to find."""
