"""Guides propose, people decide, the log remembers, the gate refuses."""
