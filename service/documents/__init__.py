"""What a file that somebody sent really is, and whether it may be kept."""

from service.documents.errors import FileRefusedError
from service.documents.inspect import inspect
from service.documents.kinds import PICTURES, FileType
from service.documents.names import clean_name
from service.documents.pictures import without_location

__all__ = ["PICTURES", "FileRefusedError", "FileType", "clean_name", "inspect", "without_location"]
