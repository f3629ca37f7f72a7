"""Forms of the convenios."""
