"""What the desk keeps: rows in a catalog that can be rebuilt, and content-addressed files."""
