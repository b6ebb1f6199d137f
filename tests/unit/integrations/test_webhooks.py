import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from service.integrations import CallFailedError, CallRefusedError
from service.integrations.webhooks import Webhooks

SECRET = "a shared secret"


@pytest.fixture
def receiver():
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.seen.append((dict(self.headers), body))
            self.send_response(server.status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()
            self.wfile.write(b'{"ticket": 7}')

        def log_message(self, *_args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.seen, server.status = [], 200
    server.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def send():
    return Webhooks(hosts=("127.0.0.1",), secret=SECRET)


def test_a_webhook_is_signed_and_carries_its_idempotency_key(receiver, send, make_call):
    call = make_call("webhook.send", url=receiver.url, answer="yes")

    result = send(call)

    headers, body = receiver.seen[0]
    moment, signature = (part.split("=")[1] for part in headers["X-Pathways-Signature"].split(","))
    assert hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest() == signature
    assert headers["Idempotency-Key"] == str(call.id)
    assert json.loads(body)["data"] == {"answer": "yes"}
    assert result == {"ticket": 7, "status": 200}


@pytest.mark.parametrize("status", [500, 503, 429, 408, 409])
def test_a_busy_receiver_is_tried_again(receiver, send, make_call, status):
    receiver.status = status

    with pytest.raises(CallFailedError):
        send(make_call("webhook.send", url=receiver.url))


@pytest.mark.parametrize("status", [400, 403, 404, 302])
def test_a_refusal_and_a_redirect_are_final(receiver, send, make_call, status):
    receiver.status = status

    with pytest.raises(CallRefusedError):
        send(make_call("webhook.send", url=receiver.url))

    assert len(receiver.seen) == 1


@pytest.mark.parametrize("url", ["https://elsewhere.example/", "ftp://127.0.0.1/", "http:///x", "//127.0.0.1/"])
def test_only_listed_hosts_over_http_are_called(send, make_call, url):
    with pytest.raises(CallRefusedError):
        send(make_call("webhook.send", url=url))


def test_another_host_needs_https(make_call):
    send = Webhooks(hosts=("hooks.example",), secret=SECRET)

    with pytest.raises(CallRefusedError, match="https"):
        send(make_call("webhook.send", url="http://hooks.example/"))


def test_nothing_is_sent_unsigned(receiver, make_call):
    send = Webhooks(hosts=("127.0.0.1",), secret=None)

    with pytest.raises(CallRefusedError):
        send(make_call("webhook.send", url=receiver.url))

    assert receiver.seen == []


def test_nobody_listening_is_a_failure_that_may_pass(send, make_call):
    with pytest.raises(CallFailedError):
        send(make_call("webhook.send", url="http://127.0.0.1:9/"))
