"""Looking at a PDF that Tearline did not make: what it leaks, in words a reporter understands."""
