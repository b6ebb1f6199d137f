"""The pages about the work that waits."""

from flask import Blueprint

area = Blueprint("work", __name__)
