"""Files kept in an S3 (`STORAGE_URL`): private, under the same random names, and read by the guarded view alone."""

from typing import Any

from storages.backends.s3 import S3Storage


class Deposito(S3Storage):
    """A bucket whose files nobody reaches by an address of their own: the view that asks who one is brings them from there."""

    def get_default_settings(self) -> dict[str, Any]:
        """Those of django-storages, and ours."""
        return super().get_default_settings() | {
            "default_acl": None,  # the bucket's own: nothing of it is made public
            "file_overwrite": False,
            "querystring_auth": True,
            "querystring_expire": 60,
            "signature_version": "s3v4",
            "addressing_style": "path",
            "object_parameters": {"CacheControl": "private, no-store"},
            "max_memory_size": 2 * 1024 * 1024,
        }
