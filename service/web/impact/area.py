"""The pages of previews."""

from flask import Blueprint

area = Blueprint("impact", __name__)
