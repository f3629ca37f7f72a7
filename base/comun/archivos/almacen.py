"""Where files are kept on this machine: a whole file, or none."""

from typing import Any

from django.core.files.storage import FileSystemStorage


class Almacen(FileSystemStorage):
    """Django's folder of files, without the beginning of one that did not fit."""

    def _save(self, name: str, content: Any) -> str:
        estaba = self.exists(name)
        try:
            return str(super()._save(name, content))  # type: ignore[misc]  # its types leave it out
        except OSError:
            if not estaba:
                self.delete(name)
            raise
