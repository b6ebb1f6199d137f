import re
from dataclasses import fields
from pathlib import Path

from service.settings import Settings

ROOT = Path(__file__).parents[2]
ONLY_FOR_COMPOSE = {"POSTGRES_PASSWORD", "REDIS_PASSWORD"}
SET_BY_COMPOSE_OR_IMAGE = {"HOST", "PORT", "VAR_DIRECTORY", "LIBRARY_DIRECTORY", "JOB_WORKERS"}


class Asked(dict):
    """An environment that remembers which variables were asked for."""

    def __init__(self):
        super().__init__(DATABASE_URL="postgresql://db/x", REDIS_URL="redis://r/0", SECRET_KEY="k" * 32)
        self.names = set()

    def get(self, name, default=None):
        self.names.add(name)
        return super().get(name, default)


def settings_read():
    asked = Asked()
    Settings.from_environment(asked)
    return asked.names


def documented():
    text = (ROOT / ".env.example").read_text()
    return set(re.findall(r"^([A-Z_]+)=", text, re.MULTILINE))


def test_every_setting_stands_in_the_example_and_nothing_else():
    assert documented() - ONLY_FOR_COMPOSE == settings_read()


def test_every_setting_is_used_somewhere():
    sources = [path.read_text() for path in (ROOT / "service").rglob("*.py") if path.name != "settings.py"]

    unused = [field.name for field in fields(Settings) if not any(f".{field.name}" in text for text in sources)]

    assert unused == []


def test_compose_hands_on_every_setting():
    text = (ROOT / "docker-compose.yml").read_text()

    handed_on = set(re.findall(r"^    ([A-Z_]+): ", text, re.MULTILINE))

    assert settings_read() - SET_BY_COMPOSE_OR_IMAGE == handed_on - {"POSTGRES_USER", "POSTGRES_DB"} - ONLY_FOR_COMPOSE
