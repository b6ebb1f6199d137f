"""The pages for those who share out work."""

from flask import Blueprint

area = Blueprint("team", __name__)
