"""The pages of letters."""

from flask import Blueprint

area = Blueprint("letters", __name__)
