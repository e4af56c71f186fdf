"""People, the agencies they work for, what each role may do, and how they sign in."""
