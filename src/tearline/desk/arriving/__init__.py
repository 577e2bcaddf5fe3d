"""Files that come in through the browser."""
