"""Demo people and demo cases, for an installation that somebody tries out.  Everything goes through the use cases."""

from service.demo.people import PASSWORDS, DemoLogin
from service.demo.seed import publish, seed

__all__ = ["PASSWORDS", "DemoLogin", "publish", "seed"]
