"""The pages of differences."""

from flask import Blueprint

area = Blueprint("changes", __name__)
