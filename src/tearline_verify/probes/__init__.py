"""The probes: each looks at one thing in one way and returns leaks; a probe that fails, blocks."""
