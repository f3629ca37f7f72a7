"""Facts about places, written into the portal with their source."""
