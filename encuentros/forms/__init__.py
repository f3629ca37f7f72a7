"""Forms of the encuentros."""
