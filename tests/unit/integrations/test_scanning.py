import socket

import pytest

from service.integrations.scanning import Clamd, ScannerFailedError
from tests.unit.integrations.clamd import EICAR, LIMIT, clamd_on_a_file, clamd_on_tcp


@pytest.fixture(params=["tcp", "unix"])
def clamd(request, tmp_path):
    server = clamd_on_tcp() if request.param == "tcp" else clamd_on_a_file(tmp_path / "clamd.ctl")
    with server as address:
        yield Clamd(address)


def test_a_clean_file_of_several_pieces_passes(clamd):
    assert clamd.scan(b"x" * 200_000) is None


def test_what_is_found_is_named(clamd):
    assert clamd.scan(b"x" * 100_000 + EICAR) == "Eicar-Signature"


def test_a_file_that_the_scanner_does_not_take_is_not_clean(clamd):
    with pytest.raises(ScannerFailedError):
        clamd.scan(b"x" * (LIMIT + 1))


@pytest.mark.parametrize("address", ["unix:///nowhere/clamd.ctl", "tcp://127.0.0.1:{port}"])
def test_a_scanner_that_is_away_says_nothing_about_the_file(address):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        port = taken.getsockname()[1]

        with pytest.raises(ScannerFailedError):
            Clamd(address.format(port=port)).scan(b"x")
