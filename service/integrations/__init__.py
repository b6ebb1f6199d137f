"""Adapters behind the outbox: one topic, one function that makes the call to the outside."""

from service.integrations.adapters import adapters
from service.integrations.calls import Adapter, Call, CallFailedError, CallFile, CallRefusedError

__all__ = ["Adapter", "Call", "CallFailedError", "CallFile", "CallRefusedError", "adapters"]
