"""Django's SQLite backend with a first-come gate round write transactions."""
