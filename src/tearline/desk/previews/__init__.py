"""The edition as its readers will see it, and copies for other bodies to be asked."""
