"""Pages about the records themselves: their history, what was deleted, what was gestured over many at once."""
