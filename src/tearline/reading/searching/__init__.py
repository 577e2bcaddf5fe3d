"""Search: queries to pages, over indexes built of released bytes."""
