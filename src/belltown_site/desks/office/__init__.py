"""The office: accounts, agencies, reviews, the ledger. It shows no participant to anybody."""
