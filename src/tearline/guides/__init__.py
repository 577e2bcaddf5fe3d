"""The guides that come with Tearline, as dated TOML; docs/guides.md says how one is written."""
