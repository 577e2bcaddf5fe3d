"""Scraped pages: lines with labels, and the articles they make up."""
