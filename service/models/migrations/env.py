"""How Alembic reaches our tables: through the Flask app that Flask-Migrate runs it in."""

from alembic import context
from flask import current_app

from service.models import Base, db

# Alembic runs this file while a migration command is carried out; there is no offline mode.
with db.engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        transaction_per_migration=False,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
