"""What the inside pages ask of a person."""
