"""The pages of operators, and of process owners as far as they are about many processes."""

from flask import Blueprint

area = Blueprint("operations", __name__)
