"""Drafts of libraries and their approval, releases that are planned for a day, actions on many processes

Revision 0003, after 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('publication',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('planned_for', sa.DateTime(timezone=True), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('authors', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('approver', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_publication_authority_authority')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_publication_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication')),
    sa.UniqueConstraint('authority', 'position', name=op.f('uq_publication_authority_position'))
    )
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.create_index('ix_publication_release', ['release_id', 'position'], unique=False)

    op.execute("""
        INSERT INTO publication (id, authority, release_id, position, at, by, authors, note)
        SELECT gen_random_uuid(), authority, id, row_number() OVER (PARTITION BY authority ORDER BY number),
            published_at, published_by, '{}', note
        FROM release
    """)
    op.create_table('draft_content',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_draft_content'))
    )
    op.create_table('library_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('base_id', sa.Uuid(), nullable=False),
    sa.Column('status', sa.Enum('editing', 'sent', 'approved', 'published', 'discarded', name='draftstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_by', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('change_note', sa.Text(), nullable=True),
    sa.Column('release_id', sa.Uuid(), nullable=True),
    sa.Column('publication_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("status <> 'published' OR release_id IS NOT NULL", name=op.f('ck_library_draft_release')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_library_draft_authority_authority')),
    sa.ForeignKeyConstraint(['base_id'], ['release.id'], name=op.f('fk_library_draft_base_id_release')),
    sa.ForeignKeyConstraint(['publication_id'], ['publication.id'], name=op.f('fk_library_draft_publication_id_publication')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_library_draft_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_library_draft'))
    )
    with op.batch_alter_table('library_draft', schema=None) as batch_op:
        batch_op.create_index('ix_library_draft_changed', ['authority', 'changed_at'], unique=False)

    op.create_table('draft_file',
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['library_draft.id'], name=op.f('fk_draft_file_draft_id_library_draft')),
    sa.ForeignKeyConstraint(['sha256'], ['draft_content.sha256'], name=op.f('fk_draft_file_sha256_draft_content')),
    sa.PrimaryKeyConstraint('draft_id', 'path', name=op.f('pk_draft_file'))
    )
    op.create_table('draft_version',
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('action', sa.Enum('begun', 'saved', 'removed', 'renewed', name='draftaction', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('path', sa.Text(), nullable=True),
    sa.Column('sha256', sa.Text(), nullable=True),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['library_draft.id'], name=op.f('fk_draft_version_draft_id_library_draft')),
    sa.ForeignKeyConstraint(['sha256'], ['draft_content.sha256'], name=op.f('fk_draft_version_sha256_draft_content')),
    sa.PrimaryKeyConstraint('draft_id', 'revision', name=op.f('pk_draft_version'))
    )
    op.create_table('approval',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('approver', sa.Text(), nullable=False),
    sa.Column('decision', sa.Enum('approved', 'returned', name='approvaldecision', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['library_draft.id'], name=op.f('fk_approval_draft_id_library_draft')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval')),
    sa.UniqueConstraint('draft_id', 'position', name=op.f('uq_approval_draft_id_position'))
    )
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.add_column(sa.Column('effective_from', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('is_planned', sa.Boolean(), nullable=False, server_default='false'))
        batch_op.add_column(sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('running_cases', sa.Enum('stay', 'move', 'next_stage', name='runningcases', native_enum=False, create_constraint=True, length=20), nullable=False, server_default='stay'))
        batch_op.add_column(sa.Column('first_live_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('last_error', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'))
    for table in ('instance', 'message', 'schedule'):
        op.add_column(table, sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'))
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.add_column(sa.Column('first_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('times', sa.Integer(), nullable=False, server_default='1'))
    op.execute("UPDATE incident SET first_at = opened_at")
    op.alter_column('incident', 'first_at', nullable=False)
    op.alter_column('incident', 'times', server_default=None)
    op.execute("UPDATE release SET effective_from = published_at, first_live_at = published_at")
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.create_check_constraint('planned', 'NOT is_planned OR (effective_from IS NOT NULL AND NOT is_current)')
        batch_op.create_index('uq_release_planned', ['authority'], unique=True, postgresql_where=sa.text('is_planned'))

    op.create_table('bulk_action',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('preview', 'move', 'suspend', 'resume', 'retry', 'cancel', 'replay', name='bulkkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('status', sa.Enum('running', 'stopped', 'finished', name='bulkstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('release_id', sa.Uuid(), nullable=True),
    sa.Column('draft_id', sa.Uuid(), nullable=True),
    sa.Column('draft_digest', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by', sa.Text(), nullable=False),
    sa.Column('actor_kind', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Text(), nullable=False),
    sa.Column('mapping', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(status = 'running') = (finished_at IS NULL)", name=op.f('ck_bulk_action_finished')),
    sa.CheckConstraint("kind <> 'move' OR release_id IS NOT NULL", name=op.f('ck_bulk_action_release')),
    sa.CheckConstraint("kind <> 'replay' OR draft_id IS NOT NULL", name=op.f('ck_bulk_action_replayed')),
    sa.CheckConstraint("kind NOT IN ('move', 'preview') OR (release_id IS NULL) <> (draft_id IS NULL)", name=op.f('ck_bulk_action_destination')),
    sa.CheckConstraint('(draft_id IS NULL) = (draft_digest IS NULL)', name=op.f('ck_bulk_action_draft')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_bulk_action_authority_authority')),
    sa.ForeignKeyConstraint(['draft_id'], ['library_draft.id'], name=op.f('fk_bulk_action_draft_id_library_draft')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_bulk_action_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_action'))
    )
    with op.batch_alter_table('bulk_action', schema=None) as batch_op:
        batch_op.create_index('ix_bulk_action_begun', ['authority', 'begun_at'], unique=False)
        batch_op.create_index('ix_bulk_action_running', ['kind'], unique=False, postgresql_where=sa.text("status = 'running'"))

    op.create_table('tryout',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('draft_id', sa.Uuid(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('scenario', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['library_draft.id'], name=op.f('fk_tryout_draft_id_library_draft')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tryout'))
    )
    with op.batch_alter_table('tryout', schema=None) as batch_op:
        batch_op.create_index('ix_tryout_draft', ['draft_id', 'owner', 'changed_at'], unique=False)

    op.create_table('scenario_result',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('failure', sa.Text(), nullable=True),
    sa.Column('timeline', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('ran_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('digest', 'path', name=op.f('pk_scenario_result'))
    )
    with op.batch_alter_table('scenario_result', schema=None) as batch_op:
        batch_op.create_index('ix_scenario_result_ran', ['ran_at'], unique=False)

    op.create_table('bulk_item',
    sa.Column('bulk_id', sa.Uuid(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('result', sa.Enum('pending', 'waiting', 'done', 'differs', 'refused', 'failed', 'not_begun', name='itemresult', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('message', sa.Text(), nullable=True),
    sa.Column('details', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'),
    sa.CheckConstraint("(result IN ('pending', 'waiting')) = (ended_at IS NULL)", name=op.f('ck_bulk_item_ended')),
    sa.ForeignKeyConstraint(['bulk_id'], ['bulk_action.id'], name=op.f('fk_bulk_item_bulk_id_bulk_action')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_bulk_item_instance_id_instance')),
    sa.PrimaryKeyConstraint('bulk_id', 'instance_id', name=op.f('pk_bulk_item')),
    sa.UniqueConstraint('bulk_id', 'position', name=op.f('uq_bulk_item_bulk_id_position'))
    )
    with op.batch_alter_table('bulk_item', schema=None) as batch_op:
        batch_op.create_index('ix_bulk_item_instance', ['instance_id'], unique=False)
        batch_op.create_index('ix_bulk_item_open', ['bulk_id', 'position'], unique=False, postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.create_index('ix_bulk_item_pending', ['position'], unique=False, postgresql_where=sa.text("result = 'pending'"))

    op.create_table('release_move',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('from_id', sa.Uuid(), nullable=False),
    sa.Column('to_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('bulk_id', sa.Uuid(), nullable=True),
    sa.Column('left', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('mapping', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['bulk_id'], ['bulk_action.id'], name=op.f('fk_release_move_bulk_id_bulk_action')),
    sa.ForeignKeyConstraint(['from_id'], ['release.id'], name=op.f('fk_release_move_from_id_release')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_release_move_instance_id_instance')),
    sa.ForeignKeyConstraint(['to_id'], ['release.id'], name=op.f('fk_release_move_to_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_move'))
    )
    with op.batch_alter_table('release_move', schema=None) as batch_op:
        batch_op.create_index('ix_release_move_instance', ['instance_id', 'id'], unique=False)

    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('ix_audit_account', ['stream', 'subject', 'position'], unique=False, postgresql_where=sa.text("action IN ('add person', 'set password')"))
        batch_op.create_index('ix_audit_changes', ['stream'], unique=False, postgresql_where=sa.text("action IN ('move process to release', 'move to another step', 'skip failed step', 'cancel process')"))

    for column in ('is_planned', 'running_cases'):
        op.alter_column('release', column, server_default=None)  # it was for the rows that were there
    for table in ('draft_version', 'approval', 'publication', 'release_move'):
        op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_changes', postgresql_where=sa.text("action IN ('move process to release', 'move to another step', 'skip failed step', 'cancel process')"))
        batch_op.drop_index('ix_audit_account', postgresql_where=sa.text("action IN ('add person', 'set password')"))

    with op.batch_alter_table('release_move', schema=None) as batch_op:
        batch_op.drop_index('ix_release_move_instance')

    op.drop_table('release_move')
    with op.batch_alter_table('bulk_item', schema=None) as batch_op:
        batch_op.drop_index('ix_bulk_item_pending', postgresql_where=sa.text("result = 'pending'"))
        batch_op.drop_index('ix_bulk_item_open', postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index('ix_bulk_item_instance')

    op.drop_table('bulk_item')
    with op.batch_alter_table('scenario_result', schema=None) as batch_op:
        batch_op.drop_index('ix_scenario_result_ran')

    op.drop_table('scenario_result')
    with op.batch_alter_table('tryout', schema=None) as batch_op:
        batch_op.drop_index('ix_tryout_draft')

    op.drop_table('tryout')
    with op.batch_alter_table('bulk_action', schema=None) as batch_op:
        batch_op.drop_index('ix_bulk_action_running', postgresql_where=sa.text("status = 'running'"))
        batch_op.drop_index('ix_bulk_action_begun')

    op.drop_table('bulk_action')
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.drop_column('times')
        batch_op.drop_column('first_at')
    for table in ('schedule', 'message', 'instance'):
        op.drop_column(table, 'attempts')
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_index('uq_release_planned', postgresql_where=sa.text('is_planned'))
        batch_op.drop_constraint('planned', type_='check')
        batch_op.drop_column('attempts')
        batch_op.drop_column('last_error')
        batch_op.drop_column('first_live_at')
        batch_op.drop_column('running_cases')
        batch_op.drop_column('claimed_until')
        batch_op.drop_column('is_planned')
        batch_op.drop_column('effective_from')

    op.drop_table('approval')
    op.drop_table('draft_version')
    op.drop_table('draft_file')
    with op.batch_alter_table('library_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_library_draft_changed')

    op.drop_table('library_draft')
    op.drop_table('draft_content')
    with op.batch_alter_table('publication', schema=None) as batch_op:
        batch_op.drop_index('ix_publication_release')

    op.drop_table('publication')
