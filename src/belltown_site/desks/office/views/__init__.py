"""The office desk, page by page."""
