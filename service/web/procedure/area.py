"""The procedure of the authority."""

from flask import Blueprint

area = Blueprint("procedure", __name__)
