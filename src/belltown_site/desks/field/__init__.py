"""The field desk: the officer's screen at two in the morning, with one hand free."""
