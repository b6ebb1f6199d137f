from flask import Blueprint

area = Blueprint("folders", __name__)
