"""Where places are, offline: towns and countries from a package, seas from a table of ours."""
