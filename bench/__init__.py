"""How quick the portal is, measured against a yardstick in the same run: `make bench`."""
