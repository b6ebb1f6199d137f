from pathlib import Path

import pytest

from service.settings import Settings, SettingsError

ENOUGH = {"DATABASE_URL": "postgresql://db/x", "REDIS_URL": "redis://r/0", "SECRET_KEY": "k" * 32}


def test_three_variables_are_enough():
    settings = Settings.from_environment(ENOUGH)

    assert settings.database_url == "postgresql+psycopg://db/x"
    assert settings.port == 8000
    assert settings.smtp_url is None


def test_missing_variables_are_named_together():
    with pytest.raises(SettingsError, match="DATABASE_URL, SECRET_KEY"):
        Settings.from_environment({"REDIS_URL": "redis://r/0", "DATABASE_URL": ""})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/x"),
        ("REDIS_URL", "http://r"),
        ("SECRET_KEY", "short"),
        ("PORT", "eighty"),
        ("PUBLIC_URL", "example.org"),
    ],
)
def test_a_value_that_cannot_be_read_is_named(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment(ENOUGH | {name: value})


def test_directories_are_absolute():
    settings = Settings.from_environment(ENOUGH | {"VAR_DIRECTORY": "elsewhere"})

    assert settings.var_directory == Path.cwd() / "elsewhere"


def test_hosts_may_be_separated_by_commas_or_spaces():
    settings = Settings.from_environment(ENOUGH | {"WEBHOOK_HOSTS": "a.example, b.example c.example"})

    assert settings.webhook_hosts == ("a.example", "b.example", "c.example")
