"""A file that is not kept."""

from service.errors import PathwaysError


class FileRefusedError(PathwaysError):
    """`str(error)` tells the person what is wrong with the file and what to do."""
