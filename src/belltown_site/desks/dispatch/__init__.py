"""The dispatch desk: who is rung, who comes, and who is on call."""
