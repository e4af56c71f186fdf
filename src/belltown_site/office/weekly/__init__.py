"""The weekly review: what in the ledger is worth a person's eyes, week by week, agency by agency (CJIS AU-6)."""
