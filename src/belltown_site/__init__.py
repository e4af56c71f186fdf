"""The site: desks for people at work, the vault behind its gate, and the ground they stand on."""
