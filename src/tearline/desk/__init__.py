"""The review desk: people decide, in a browser. Everything they say goes into the log at once."""
