"""Everybody's first page: what waits for this person, then the one thing they most often do."""
