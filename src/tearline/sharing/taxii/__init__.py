"""The shelf that partners' editions stand on, and the TAXII 2.1 server that hands them out.

Nothing here reaches the desk's collection, its log or its keys, not even through others: a partner's machine
cannot be shown what this server was never given.
"""
