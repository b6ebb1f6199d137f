"""People, programs and the audit trail."""

from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import marshmallow as ma

from service.access import Scope
from service.api.common import Body, answers_with, answers_with_page, common, resource, takes_filter, takes_page
from service.api.guards import open_to
from service.api.identity import current_actor
from service.api.requests import page_request
from service.http.requests import clock
from service.pathways.clients import NewClient, RevokedClient, add_client, revoke_client
from service.pathways.people import SavedUser, add_user, change_user
from service.pathways.queries.audit import AuditFilter, AuditView, list_audit
from service.pathways.queries.people import ClientView, UserView, list_clients, list_users

administration = resource("administration", "People, programs and the audit trail.")

NAME = ma.validate.Regexp(r"^[a-z0-9][a-z0-9._-]{1,98}$", error="Use small letters, digits, dots, dashes.")


class AddUserSchema(Body):
    name = ma.fields.String(required=True, validate=NAME)
    display_name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    password = ma.fields.String(required=True, validate=ma.validate.Length(12, 1_000))
    roles = ma.fields.List(ma.fields.String(), required=True)
    teams = ma.fields.List(ma.fields.String(), load_default=list)
    email = ma.fields.Email()
    authority = ma.fields.String()


class ChangeUserSchema(Body):
    roles = ma.fields.List(ma.fields.String())
    teams = ma.fields.List(ma.fields.String())
    active = ma.fields.Boolean()
    display_name = ma.fields.String(validate=ma.validate.Length(1, 200))


class AddClientSchema(Body):
    name = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    scopes = ma.fields.List(ma.fields.Enum(Scope, by_value=True), required=True, validate=ma.validate.Length(1))
    days = ma.fields.Integer(load_default=365, validate=ma.validate.Range(min=1, max=1_100))
    authority = ma.fields.String()


@administration.route("/users")
@open_to(Scope.USERS_MANAGE)
@takes_page(administration)
@answers_with_page(administration, UserView)
def users(query: dict[str, Any]) -> object:
    """List the people of your authority."""
    return list_users(actor=current_actor(), page=page_request(query))


@administration.route("/users", methods=["POST"])
@open_to(Scope.USERS_MANAGE)
@administration.arguments(AddUserSchema)
@answers_with(administration, SavedUser, status=201)
def create_user(body: dict[str, Any]) -> object:
    """Add a person."""
    return add_user(**body, **common())


@administration.route("/users/<name>", methods=["PATCH"])
@open_to(Scope.USERS_MANAGE)
@administration.arguments(ChangeUserSchema)
@answers_with(administration, SavedUser)
def update_user(body: dict[str, Any], name: str) -> object:
    """Change a person's roles or teams, or close the account."""
    return change_user(name=name, **body, **common())


@administration.route("/clients")
@open_to(Scope.USERS_MANAGE)
@takes_page(administration)
@answers_with_page(administration, ClientView)
def clients(query: dict[str, Any]) -> object:
    """List the programs that hold a token."""
    return list_clients(actor=current_actor(), page=page_request(query))


@administration.route("/clients", methods=["POST"])
@open_to(Scope.USERS_MANAGE)
@administration.arguments(AddClientSchema)
@answers_with(administration, NewClient, status=201)
def create_client(body: dict[str, Any]) -> object:
    """Make a token for a program; it is shown this once."""
    expires_at = clock().now().astimezone(UTC) + timedelta(days=body.pop("days"))
    return add_client(expires_at=expires_at, **body, **common())


@administration.route("/clients/<uuid:client_id>", methods=["DELETE"])
@open_to(Scope.USERS_MANAGE)
@answers_with(administration, RevokedClient)
def delete_client(client_id: UUID) -> object:
    """Revoke a program's token at once."""
    return revoke_client(client_id=client_id, **common())


@administration.route("/audit")
@open_to(Scope.AUDIT_READ)
@takes_filter(administration, AuditFilter)
@answers_with_page(administration, AuditView)
def audit(query: dict[str, Any]) -> object:
    """Read the audit trail of a case or of the authority."""
    page = page_request(query)
    return list_audit(actor=current_actor(), filters=AuditFilter(**query), page=page)
