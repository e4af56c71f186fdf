"""The views of the field desk, one file for each page."""
