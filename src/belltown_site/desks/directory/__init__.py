"""The directory desk: find a service, call it, count its room, keep what is said of it right."""
