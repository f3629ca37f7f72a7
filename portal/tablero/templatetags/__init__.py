"""What the templates of the boards ask for."""
