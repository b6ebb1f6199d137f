"""Looking for malware with ClamAV's clamd, which listens on a socket (its INSTREAM command).

The content is sent in pieces, each after its length (four bytes, most significant first); a piece of length nought
ends it.  The answer is "stream: OK", "stream: <name> FOUND" or "… ERROR".
"""

import socket
import struct
from urllib.parse import urlsplit

from service.errors import PathwaysError

TIMEOUT = 30.0  # seconds for each exchange
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
DEFAULT_PORT = 3310


class ScannerFailedError(PathwaysError):
    """Nobody can say whether the file is clean, so it must not be kept."""


class Clamd:
    def __init__(self, address: str) -> None:
        """`address`: unix:///run/clamav/clamd.ctl or tcp://host:3310."""
        self._address = urlsplit(address)

    def scan(self, content: bytes) -> str | None:
        """Return the name of what was found, or None.

        :raises ScannerFailedError: it cannot be reached, or refuses to look.
        """
        try:
            with self._connect() as connection:
                answer = _exchange(connection, content)
        except OSError as error:
            raise ScannerFailedError("The malware scanner cannot be reached.") from error
        if answer == "stream: OK":
            return None
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerFailedError("The malware scanner did not look at the file.")

    def _connect(self) -> socket.socket:
        if self._address.scheme == "unix":
            connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.settimeout(TIMEOUT)
            try:
                connection.connect(self._address.path)
            except OSError:
                connection.close()
                raise
            return connection
        host, port = self._address.hostname or "localhost", self._address.port or DEFAULT_PORT
        return socket.create_connection((host, port), timeout=TIMEOUT)


def _exchange(connection: socket.socket, content: bytes) -> str:
    connection.sendall(b"zINSTREAM\0")
    for start in range(0, len(content), PIECE):
        piece = content[start : start + PIECE]
        connection.sendall(struct.pack(">I", len(piece)) + piece)
    connection.sendall(struct.pack(">I", 0))
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        received = connection.recv(LONGEST_ANSWER)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0\n").decode("utf-8", errors="replace")
