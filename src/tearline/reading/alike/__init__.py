"""Pages that say the same, or nearly, within releases and across them."""
