"""What each command does: one module for a family of verbs, loaded by the command that needs it."""
