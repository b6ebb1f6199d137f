"""A server that speaks the protocol of clamd as its manual describes it."""

import socketserver
import struct
import threading
from contextlib import contextmanager

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 300_000  # StreamMaxLength of this server


class _Session(socketserver.StreamRequestHandler):
    def handle(self):
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
            if len(content) > LIMIT:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0")


@contextmanager
def listening(server):
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def clamd_on_tcp():
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Session)
    with listening(server):
        yield f"tcp://127.0.0.1:{server.server_address[1]}"


@contextmanager
def clamd_on_a_file(path):
    server = socketserver.ThreadingUnixStreamServer(str(path), _Session)
    with listening(server):
        yield f"unix://{path}"
