from flask import Blueprint

area = Blueprint("outline", __name__)
