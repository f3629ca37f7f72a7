"""Django's PostgreSQL, which does not wait without end for a server that has fallen silent."""
