"""Bearer tokens of API clients.  They are long and random, so a plain SHA-256 is enough to keep them by."""

import hashlib
import secrets

PREFIX = "ehp_"  # lets secret scanners recognise a leaked one


def new_token() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
