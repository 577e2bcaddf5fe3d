"""Tearline: a records desk. Records in, decisions by people, an edition for each audience out."""

from __future__ import annotations

__version__ = "0.2.0"
__all__ = ["__version__"]
