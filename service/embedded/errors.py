from service.errors import PathwaysError


class EmbeddedServerError(PathwaysError):
    """A bundled server is not installed or does not start; the text says what to do."""
