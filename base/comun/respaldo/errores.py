"""What goes wrong with a backup, said to whoever looks after the installation."""


class ErrorDeRespaldo(Exception):
    """A plain sentence in Spanish: what happened and what to do."""
