"""What happened: candidates for incidents in an article, the mentions of one gathered."""
