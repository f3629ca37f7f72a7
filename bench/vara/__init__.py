"""The yardstick: a Django as `startproject` makes it, with one view that renders 50 rows from one query of the same database."""
