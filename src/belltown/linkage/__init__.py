"""Who may be the same person: names and dates as people say them, compared with reasons. No table engine here."""
