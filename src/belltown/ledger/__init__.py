"""A ledger that cannot quietly change: canonical bytes, digests that hold each other, and their verification."""
