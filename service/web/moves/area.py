"""The pages of moves to a release."""

from flask import Blueprint

area = Blueprint("moves", __name__)
