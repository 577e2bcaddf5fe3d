"""Who said what: statements in an article's paragraphs, with source, cue and content as exact spans."""
