"""Panels and meetings: one blueprint for all their pages."""

from flask import Blueprint

area = Blueprint("panels", __name__)
