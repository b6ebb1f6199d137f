import stat

from service.demo.people import Passwords


def test_a_password_is_kept_where_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "demo-passwords"

    made = Passwords(path).make("demo", "demo.door")

    assert Passwords(path).of("demo.door") == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_password_replaces_the_old_one_and_no_other(tmp_path):
    passwords = Passwords(tmp_path / "demo-passwords")
    other = passwords.make("demo", "demo.worker")
    old = passwords.make("demo", "demo.door")

    new = passwords.make("demo", "demo.door")

    kept = Passwords(tmp_path / "demo-passwords")
    assert new != old
    assert kept.of("demo.door") == new
    assert kept.of("demo.worker") == other
