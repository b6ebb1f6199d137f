"""The adapters of this installation, kept with the application that the jobs run in."""

from collections.abc import Mapping

from flask import Flask, current_app

from service.integrations import Adapter

_KEY = "pathways.adapters"


def install_adapters(app: Flask, adapters: Mapping[str, Adapter]) -> None:
    app.extensions[_KEY] = adapters


def current_adapters() -> Mapping[str, Adapter]:
    adapters: Mapping[str, Adapter] = current_app.extensions[_KEY]
    return adapters
