"""What would go out, its signatures and its build; the index and the letter that go with it."""
