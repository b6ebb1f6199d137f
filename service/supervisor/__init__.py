"""Several processes under one: started together, restarted when they crash, stopped together."""

from service.supervisor.children import Child
from service.supervisor.supervise import Server, Supervisor

__all__ = ["Child", "Server", "Supervisor"]
