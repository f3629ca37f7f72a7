"""Pages about one's own account, and answers to forms that cannot be taken."""
