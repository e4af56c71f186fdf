"""The office: accounts and agencies, reviews and checkpoints. Nothing here is about a participant."""
