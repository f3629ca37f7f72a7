"""Pages of the encuentros."""
