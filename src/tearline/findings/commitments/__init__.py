"""Who is to do what, by when, on what condition: candidates for commitments in an article's paragraphs."""
