"""Partners at the desk: portions and markings, what each partner sees, what waits, the ledger."""
