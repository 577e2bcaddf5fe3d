"""Detectors of what identifies a person, one small file each, each with its table of examples."""
