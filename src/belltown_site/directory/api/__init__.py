"""The directory for everybody: HSDS 3.1's own interface, to be read and never written. No person is in it."""
