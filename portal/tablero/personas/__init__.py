"""The rights of a person over their data: everything that the portal holds about them, in one file; and its erasure, with the chain kept whole."""
