"""What this jurisdiction agreed on: protocol versions, who is on call, areas, drop-off centers, site settings."""
