"""PostgreSQL and Redis of our own, where nobody has installed them: binaries from wheels, data in one directory.

Development, demonstration and tests.  Both listen on a Unix socket that only this user can open, so no port can clash.
"""

from service.embedded.errors import EmbeddedServerError
from service.embedded.postgres import EmbeddedPostgres
from service.embedded.redis import EmbeddedRedis

__all__ = ["EmbeddedPostgres", "EmbeddedRedis", "EmbeddedServerError"]
