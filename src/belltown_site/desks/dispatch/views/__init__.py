"""The dispatch desk's pages."""
