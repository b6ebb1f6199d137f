"""The pages of one draft."""

from flask import Blueprint

area = Blueprint("drafts", __name__)
