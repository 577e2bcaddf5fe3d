"""The nouns: frozen, slotted dataclasses in the field's own words; imports nothing of ours but itself."""
