"""Who may do what, when, and by when: transition tables and clocks. Pure; knows no database and no screen."""
