"""webhook.send: POST the other parameters as JSON to `url`, signed, to hosts that the installation allows.

The receiver checks `X-Pathways-Signature: t=<unix time>,v1=<hex>`, where hex is HMAC-SHA256 of "<t>.<body>" under the
shared secret, and drops what it has seen before by `Idempotency-Key`.  Redirects are not followed.
"""

import hashlib
import hmac
import http.client
import json
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import SplitResult, urlsplit

from service.integrations.calls import Call, CallFailedError, CallRefusedError
from service.integrations.plain import as_json

TIMEOUT = 10.0  # seconds for each exchange
LARGEST_ANSWER = 64 * 1024  # bytes that are read
_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_LATER = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS},
)


class Webhooks:
    def __init__(self, *, hosts: tuple[str, ...], secret: str | None) -> None:
        self._hosts = frozenset(host.lower() for host in hosts)
        self._secret = secret

    def __call__(self, call: Call) -> Mapping[str, object]:
        url = self._allowed(call.text("url"))
        body = _body(call)
        status, answer = _post(url, body=body, headers=self._headers(call, body))
        if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise CallFailedError(f"{url.hostname} answered {status}.")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise CallRefusedError(f"{url.hostname} refused the call with {status}.")
        return _result(answer) | {"status": status}

    def _allowed(self, text: str) -> SplitResult:
        url = urlsplit(text)
        host = (url.hostname or "").lower()
        if host not in self._hosts:
            raise CallRefusedError(f"The host {host!r} is not in WEBHOOK_HOSTS.")
        if url.scheme != "https" and not (url.scheme == "http" and host in _OWN_MACHINE):
            raise CallRefusedError("A webhook needs https.")
        return url

    def _headers(self, call: Call, body: bytes) -> dict[str, str]:
        if self._secret is None:
            raise CallRefusedError("WEBHOOK_SECRET is not set, so a webhook cannot be signed.")
        moment = int(call.made_at.timestamp())
        signature = hmac.new(self._secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/json",
            "Idempotency-Key": str(call.id),
            "X-Pathways-Signature": f"t={moment},v1={signature}",
        }


def _body(call: Call) -> bytes:
    sent = {name: value for name, value in call.parameters.items() if name != "url"}
    content = {"id": str(call.id), "authority": call.authority, "case": call.case, "data": as_json(sent)}
    return json.dumps(content, ensure_ascii=False).encode()


def _post(url: SplitResult, *, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    kind = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=TIMEOUT)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        connection.request("POST", target, body=body, headers=dict(headers))
        response = connection.getresponse()
        return response.status, response.read(LARGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise CallFailedError(f"{url.hostname} cannot be reached ({type(error).__name__}).") from error
    finally:
        connection.close()


def _result(answer: bytes) -> dict[str, object]:
    """Return the names of a JSON object; anything else is no result."""
    try:
        content = json.loads(answer, parse_float=str)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
