"""Search over the collection itself."""
