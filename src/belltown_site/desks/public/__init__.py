"""Pages that anybody may read: what Belltown is, the protocol in force, accessibility and privacy."""
