"""Our own small database backends."""
