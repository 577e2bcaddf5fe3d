"""One file, one command: withhold terms and areas from a single file and write a verified PDF."""
