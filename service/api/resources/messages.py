"""Messages and signals from outside."""

from datetime import timedelta
from typing import Any

import marshmallow as ma

from service.access import Scope
from service.api.common import Answers, Body, answers_with, answers_with_page, common, resource, takes_filter
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import page_request
from service.pathways.messages import RoutedMessage, post_message
from service.pathways.queries.messages import MessageFilter, MessageView, list_messages
from service.pathways.raise_signal import RaisedSignal, raise_signal

messages = resource("messages", "What instances wait for; buffered while nobody waits.")


class MessageSchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    keys = ma.fields.Dict(
        keys=ma.fields.String(),
        values=ma.fields.String(),
        load_default=dict,
        metadata={"description": 'What it is about, for example {"case": "DEMO-2026-00012"}.'},
    )
    payload = Answers("What it says.", load_default=dict)
    expires_in_hours = ma.fields.Integer(
        validate=ma.validate.Range(min=1, max=24 * 366), metadata={"description": "How long to keep it for a taker."}
    )


class SignalSchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    payload = Answers("What it says.", load_default=dict)
    case_id = ma.fields.UUID(metadata={"description": "Only instances of this case hear it."})


@messages.route("/messages")
@open_to(Scope.INSTANCES_OPERATE)
@takes_filter(messages, MessageFilter)
@answers_with_page(messages, MessageView)
def index(query: dict[str, Any]) -> object:
    """List messages and what became of them (operators)."""
    page = page_request(query)
    return list_messages(actor=current_actor(), filters=MessageFilter(**query), page=page)


@messages.route("/messages", methods=["POST"])
@open_to(Scope.MESSAGES_WRITE)
@messages.arguments(MessageSchema)
@answers_with(messages, RoutedMessage, status=201)
def post(body: dict[str, Any]) -> object:
    """Give a message to whoever waits for it, start a process with it, or keep it until somebody waits."""
    hours = body.get("expires_in_hours")
    return post_message(
        name=body["name"],
        keys=body["keys"],
        payload=body["payload"],
        expires_in=timedelta(hours=hours) if hours else None,
        **common(),
    )


@messages.route("/signals", methods=["POST"])
@open_to(Scope.MESSAGES_WRITE)
@messages.arguments(SignalSchema)
@answers_with(messages, RaisedSignal, status=201)
def signal(body: dict[str, Any]) -> object:
    """Tell every instance that waits for this signal."""
    return raise_signal(**body, **common())
