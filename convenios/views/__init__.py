"""Pages of the convenios."""
