"""Tables of the first release

Revision 0001, after 
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import postgresql
revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("audit", "decision_log", "history", "record_version")
REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are written once and never changed or deleted.', TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$
"""


def upgrade() -> None:
    op.create_table('audit',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_kind', sa.Text(), nullable=False),
    sa.Column('actor_id', sa.Text(), nullable=False),
    sa.Column('actor_name', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(hash) = 32', name=op.f('ck_audit_hash')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit')),
    sa.UniqueConstraint('stream', 'position', name=op.f('uq_audit_stream_position'))
    )
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.create_index('ix_audit_actor', ['actor_kind', 'actor_id', 'at'], unique=False)

    op.create_table('audit_head',
    sa.Column('stream', sa.Text(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('stream', name=op.f('pk_audit_head'))
    )
    op.create_table('authority',
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('council', sa.Text(), nullable=False),
    sa.Column('case_prefix', sa.Text(), nullable=False),
    sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authority'))
    )
    op.create_table('idempotency',
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('result', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('owner', 'key', name=op.f('pk_idempotency'))
    )
    with op.batch_alter_table('idempotency', schema=None) as batch_op:
        batch_op.create_index('ix_idempotency_created', ['created_at'], unique=False)

    op.create_table('login_attempt',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_attempt'))
    )
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.create_index('ix_login_attempt_address', ['address', 'at'], unique=False)
        batch_op.create_index('ix_login_attempt_name', ['name', 'at'], unique=False)

    op.create_table('api_client',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('length(token_hash) = 32', name=op.f('ck_api_client_token_hash')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_api_client_authority_authority')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_client')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_client_token_hash'))
    )
    with op.batch_alter_table('api_client', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_client_authority'), ['authority'], unique=False)

    op.create_table('case_number',
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_case_number_authority_authority')),
    sa.PrimaryKeyConstraint('authority', 'year', name=op.f('pk_case_number'))
    )
    op.create_table('family',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_family_authority_authority')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family')),
    sa.UniqueConstraint('authority', 'reference', name=op.f('uq_family_authority_reference'))
    )
    op.create_table('release',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('is_current', sa.Boolean(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_release_authority_authority')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release')),
    sa.UniqueConstraint('authority', 'digest', name=op.f('uq_release_authority_digest')),
    sa.UniqueConstraint('authority', 'number', name=op.f('uq_release_authority_number'))
    )
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.create_index('uq_release_current', ['authority'], unique=True, postgresql_where=sa.text('is_current'))

    op.create_table('role',
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('capabilities', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_role_authority_authority')),
    sa.PrimaryKeyConstraint('authority', 'id', name=op.f('pk_role'))
    )
    op.create_table('sitting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('panel', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('regular_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_sitting_authority_authority')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting')),
    sa.UniqueConstraint('authority', 'panel', 'regular_at', name=op.f('uq_sitting_authority_panel_regular_at'))
    )
    op.create_table('team',
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('id', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('localities', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_team_authority_authority')),
    sa.PrimaryKeyConstraint('authority', 'id', name=op.f('pk_team'))
    )
    op.create_table('user',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('display_name', sa.Text(), nullable=False),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('session_key', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_login_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_user_authority_authority')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('name', name=op.f('uq_user_name'))
    )
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_user_authority'), ['authority'], unique=False)

    op.create_table('absence',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('until_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.CheckConstraint('until_at > from_at', name=op.f('ck_absence_span')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_absence_user_id_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index('ix_absence_user', ['user_id', 'until_at'], unique=False)

    op.create_table('case',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('family_id', sa.Uuid(), nullable=False),
    sa.Column('team', sa.Text(), nullable=True),
    sa.Column('lead', sa.Text(), nullable=True),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=True),
    sa.Column('episode', sa.Integer(), nullable=False),
    sa.Column('previous_case_id', sa.Uuid(), nullable=True),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('record_link', sa.Text(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by', sa.Text(), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f('ck_case_closed')),
    sa.CheckConstraint('episode >= 1', name=op.f('ck_case_episode')),
    sa.ForeignKeyConstraint(['authority', 'team'], ['team.authority', 'team.id'], name=op.f('fk_case_authority_team_team')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_case_authority_authority')),
    sa.ForeignKeyConstraint(['family_id'], ['family.id'], name=op.f('fk_case_family_id_family')),
    sa.ForeignKeyConstraint(['previous_case_id'], ['case.id'], name=op.f('fk_case_previous_case_id_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case')),
    sa.UniqueConstraint('authority', 'reference', name=op.f('uq_case_authority_reference'))
    )
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_case_family_id'), ['family_id'], unique=False)
        batch_op.create_index('ix_case_lead', ['lead'], unique=False, postgresql_where=sa.text('lead IS NOT NULL'))
        batch_op.create_index('ix_case_team', ['authority', 'team', 'opened_at'], unique=False)

    op.create_table('membership',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('team', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['authority', 'team'], ['team.authority', 'team.id'], name=op.f('fk_membership_authority_team_team')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_membership_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', 'authority', 'team', name=op.f('pk_membership'))
    )
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('family_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('child', 'adult', name='personkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('date_of_birth', sa.Date(), nullable=True),
    sa.Column('nhs_number', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['family_id'], ['family.id'], name=op.f('fk_person_family_id_family')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person'))
    )
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_person_family_id'), ['family_id'], unique=False)

    op.create_table('release_file',
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('path', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_release_file_release_id_release')),
    sa.PrimaryKeyConstraint('release_id', 'path', name=op.f('pk_release_file'))
    )
    op.create_table('schedule',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('start_event', sa.Text(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_schedule_authority_authority')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_schedule_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule')),
    sa.UniqueConstraint('authority', 'process', 'start_event', name=op.f('uq_schedule_authority_process_start_event'))
    )
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.create_index('ix_schedule_due', ['next_at'], unique=False, postgresql_where=sa.text('next_at IS NOT NULL'))

    op.create_table('user_role',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['authority', 'role'], ['role.authority', 'role.id'], name=op.f('fk_user_role_authority_role_role')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_user_role_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', 'authority', 'role', name=op.f('pk_user_role'))
    )
    op.create_table('agenda_item',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by', sa.Text(), nullable=False),
    sa.CheckConstraint('position >= 1', name=op.f('ck_agenda_item_position')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_agenda_item_case_id_case')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_agenda_item_person_id_person')),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_agenda_item_sitting_id_sitting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_agenda_item')),
    sa.UniqueConstraint('sitting_id', 'position', name=op.f('uq_agenda_item_sitting_id_position'))
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_item_case_id'), ['case_id'], unique=False)

    op.create_table('case_access',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('user_name', sa.Text(), nullable=False),
    sa.Column('granted_by', sa.Text(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_access_case_id_case')),
    sa.ForeignKeyConstraint(['user_name'], ['user.name'], name=op.f('fk_case_access_user_name_user')),
    sa.PrimaryKeyConstraint('case_id', 'user_name', name=op.f('pk_case_access'))
    )
    op.create_table('case_person',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_person_case_id_case')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_case_person_person_id_person')),
    sa.PrimaryKeyConstraint('case_id', 'person_id', name=op.f('pk_case_person'))
    )
    op.create_table('instance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('start_event', sa.Text(), nullable=True),
    sa.Column('status', sa.Enum('running', 'suspended', 'completed', 'cancelled', name='instancestate', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('state', sa.LargeBinary(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('next_due', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_by', sa.Text(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('output', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint("(status IN ('completed', 'cancelled')) = (ended_at IS NOT NULL)", name=op.f('ck_instance_ended')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_instance_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_instance_case_id_case')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_instance_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instance'))
    )
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_instance_case_id'), ['case_id'], unique=False)
        batch_op.create_index('ix_instance_due', ['next_due'], unique=False, postgresql_where=sa.text("status = 'running' AND next_due IS NOT NULL"))
        batch_op.create_index(batch_op.f('ix_instance_release_id'), ['release_id'], unique=False)
        batch_op.create_index('ix_instance_started', ['authority', 'started_at'], unique=False)

    op.create_table('awaited_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('keys', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_awaited_message_authority_authority')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_awaited_message_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_awaited_message'))
    )
    with op.batch_alter_table('awaited_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_awaited_message_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_awaited_message_keys', ['keys'], unique=False, postgresql_using='hash')
        batch_op.create_index('ix_awaited_message_message', ['authority', 'message'], unique=False)

    op.create_table('case_event',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_case_event_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_case_event_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_event'))
    )
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.create_index('ix_case_event_case', ['case_id', 'name', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_case_event_instance_id'), ['instance_id'], unique=False)

    op.create_table('deadline',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=True),
    sa.Column('enforcement', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('base_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('breach_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('status', sa.Enum('running', 'met', 'met_late', 'breached', 'cancelled', name='deadlinestatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('breached_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("status = 'breached' OR (status = 'running') = (ended_at IS NULL)", name=op.f('ck_deadline_ended')),
    sa.CheckConstraint("status <> 'breached' OR breached_at IS NOT NULL", name=op.f('ck_deadline_breached')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_deadline_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_deadline_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_deadline_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deadline'))
    )
    with op.batch_alter_table('deadline', schema=None) as batch_op:
        batch_op.create_index('ix_deadline_breach', ['breach_at'], unique=False, postgresql_where=sa.text("status = 'running'"))
        batch_op.create_index('ix_deadline_case', ['case_id', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_deadline_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('uq_deadline_open', [sa.literal_column('coalesce(case_id, instance_id)'), 'key', 'base_at'], unique=True, postgresql_where=sa.text('ended_at IS NULL'))

    op.create_table('decision_log',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('inputs', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rows', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_decision_log_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_decision_log_instance_id_instance')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_decision_log_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decision_log'))
    )
    with op.batch_alter_table('decision_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_log_case_id'), ['case_id'], unique=False)
        batch_op.create_index('ix_decision_log_instance', ['instance_id', 'id'], unique=False)

    op.create_table('history',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('flows', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('task_id', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=True),
    sa.Column('actor', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_history_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_history_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history'))
    )
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.create_index('ix_history_case', ['case_id', 'id'], unique=False)
        batch_op.create_index('ix_history_instance', ['instance_id', 'id'], unique=False)

    op.create_table('incident',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('message', sa.Text(), nullable=False),
    sa.Column('status', sa.Enum('open', 'resolved', name='incidentstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("(status = 'resolved') = (ended_at IS NOT NULL)", name=op.f('ck_incident_ended')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_incident_authority_authority')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_incident_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident'))
    )
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_incident_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_incident_open', ['authority', 'opened_at'], unique=False, postgresql_where=sa.text("status = 'open'"))

    op.create_table('message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('kind', sa.Enum('message', 'signal', name='messagekind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('keys', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('payload', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('status', sa.Enum('pending', 'delivered', 'expired', name='messagestatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('source_instance_id', sa.Uuid(), nullable=True),
    sa.Column('source_element', sa.Text(), nullable=True),
    sa.Column('posted_by', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('routed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('delivered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('delivered_to', sa.Uuid(), nullable=True),
    sa.CheckConstraint("(status = 'delivered') = (delivered_at IS NOT NULL)", name=op.f('ck_message_delivered')),
    sa.CheckConstraint("kind <> 'signal' OR delivered_to IS NOT NULL", name=op.f('ck_message_signal_target')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_message_authority_authority')),
    sa.ForeignKeyConstraint(['delivered_to'], ['instance.id'], name=op.f('fk_message_delivered_to_instance')),
    sa.ForeignKeyConstraint(['source_instance_id'], ['instance.id'], name=op.f('fk_message_source_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_message'))
    )
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_message_delivered_to'), ['delivered_to'], unique=False)
        batch_op.create_index('ix_message_new', ['created_at'], unique=False, postgresql_where=sa.text("status = 'pending' AND routed_at IS NULL"))
        batch_op.create_index('ix_message_pending', ['authority', 'name'], unique=False, postgresql_where=sa.text("status = 'pending'"))

    op.create_table('outbox',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=True),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('process', sa.Text(), nullable=True),
    sa.Column('element', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('topic', sa.Text(), nullable=False),
    sa.Column('parameters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('status', sa.Enum('pending', 'locked', 'done', 'dead', 'cancelled', name='outboxstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('max_attempts', sa.Integer(), nullable=False),
    sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('locked_by', sa.Text(), nullable=True),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('result', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.CheckConstraint("(status = 'locked') = (locked_by IS NOT NULL AND locked_until IS NOT NULL)", name=op.f('ck_outbox_locked')),
    sa.CheckConstraint('max_attempts >= 1 AND attempts >= 0', name=op.f('ck_outbox_attempts')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_outbox_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_outbox_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_outbox_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_due', ['next_attempt_at'], unique=False, postgresql_where=sa.text("status = 'pending'"))
        batch_op.create_index(batch_op.f('ix_outbox_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_outbox_leases', ['locked_until'], unique=False, postgresql_where=sa.text("status = 'locked'"))
        batch_op.create_index('ix_outbox_topic', ['authority', 'topic', 'created_at'], unique=False)

    op.create_table('task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('lane', sa.Text(), nullable=True),
    sa.Column('form', sa.Text(), nullable=True),
    sa.Column('groups', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('users', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('assignee', sa.Text(), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('follow_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=True),
    sa.Column('item', sa.Text(), nullable=True),
    sa.Column('documentation', sa.Text(), nullable=True),
    sa.Column('prefill', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rules', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('deadlines', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('status', sa.Enum('open', 'completed', 'cancelled', name='taskstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('completed_by', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'open') = (ended_at IS NULL)", name=op.f('ck_task_ended')),
    sa.CheckConstraint("status <> 'completed' OR completed_by IS NOT NULL", name=op.f('ck_task_completed_by')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_task_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_task_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_task_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_case', ['case_id', 'opened_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_instance_id'), ['instance_id'], unique=False)
        batch_op.create_index('ix_task_open_assignee', ['assignee'], unique=False, postgresql_where=sa.text("status = 'open'"))
        batch_op.create_index('ix_task_open_due', ['authority', 'due_at', 'id'], unique=False, postgresql_where=sa.text("status = 'open'"))
        batch_op.create_index('ix_task_open_groups', ['groups'], unique=False, postgresql_using='gin', postgresql_where=sa.text("status = 'open'"))
        batch_op.create_index('ix_task_open_users', ['users'], unique=False, postgresql_using='gin', postgresql_where=sa.text("status = 'open'"))

    op.create_table('timer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_timer_instance_id_instance')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timer'))
    )
    with op.batch_alter_table('timer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_timer_due_at'), ['due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_timer_instance_id'), ['instance_id'], unique=False)

    op.create_table('draft',
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_draft_task_id_task')),
    sa.PrimaryKeyConstraint('task_id', name=op.f('pk_draft'))
    )
    op.create_table('record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('instance_id', sa.Uuid(), nullable=False),
    sa.Column('task_id', sa.Uuid(), nullable=True),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('element', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_record_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_record_case_id_case')),
    sa.ForeignKeyConstraint(['instance_id'], ['instance.id'], name=op.f('fk_record_instance_id_instance')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_record_release_id_release')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_record_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record')),
    sa.UniqueConstraint('task_id', name=op.f('uq_record_task_id'))
    )
    with op.batch_alter_table('record', schema=None) as batch_op:
        batch_op.create_index('ix_record_case', ['case_id', 'form', 'created_at'], unique=False)
        batch_op.create_index('ix_record_instance', ['instance_id', 'form', 'created_at'], unique=False)

    op.create_table('record_version',
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_version_record_id_record')),
    sa.PrimaryKeyConstraint('record_id', 'version', name=op.f('pk_record_version'))
    )
    op.execute(REFUSE_CHANGE)
    for table in APPEND_ONLY:
        op.execute(f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        op.execute(f"CREATE TRIGGER no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    op.drop_table('record_version')
    with op.batch_alter_table('record', schema=None) as batch_op:
        batch_op.drop_index('ix_record_instance')
        batch_op.drop_index('ix_record_case')

    op.drop_table('record')
    op.drop_table('draft')
    with op.batch_alter_table('timer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_timer_instance_id'))
        batch_op.drop_index(batch_op.f('ix_timer_due_at'))

    op.drop_table('timer')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_open_users', postgresql_using='gin', postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index('ix_task_open_groups', postgresql_using='gin', postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index('ix_task_open_due', postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index('ix_task_open_assignee', postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_task_instance_id'))
        batch_op.drop_index('ix_task_case')

    op.drop_table('task')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_topic')
        batch_op.drop_index('ix_outbox_leases', postgresql_where=sa.text("status = 'locked'"))
        batch_op.drop_index(batch_op.f('ix_outbox_instance_id'))
        batch_op.drop_index('ix_outbox_due', postgresql_where=sa.text("status = 'pending'"))

    op.drop_table('outbox')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_index('ix_message_pending', postgresql_where=sa.text("status = 'pending'"))
        batch_op.drop_index('ix_message_new', postgresql_where=sa.text("status = 'pending' AND routed_at IS NULL"))
        batch_op.drop_index(batch_op.f('ix_message_delivered_to'))

    op.drop_table('message')
    with op.batch_alter_table('incident', schema=None) as batch_op:
        batch_op.drop_index('ix_incident_open', postgresql_where=sa.text("status = 'open'"))
        batch_op.drop_index(batch_op.f('ix_incident_instance_id'))

    op.drop_table('incident')
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.drop_index('ix_history_instance')
        batch_op.drop_index('ix_history_case')

    op.drop_table('history')
    with op.batch_alter_table('decision_log', schema=None) as batch_op:
        batch_op.drop_index('ix_decision_log_instance')
        batch_op.drop_index(batch_op.f('ix_decision_log_case_id'))

    op.drop_table('decision_log')
    with op.batch_alter_table('deadline', schema=None) as batch_op:
        batch_op.drop_index('uq_deadline_open', postgresql_where=sa.text('ended_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_deadline_instance_id'))
        batch_op.drop_index('ix_deadline_case')
        batch_op.drop_index('ix_deadline_breach', postgresql_where=sa.text("status = 'running'"))

    op.drop_table('deadline')
    with op.batch_alter_table('case_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_case_event_instance_id'))
        batch_op.drop_index('ix_case_event_case')

    op.drop_table('case_event')
    with op.batch_alter_table('awaited_message', schema=None) as batch_op:
        batch_op.drop_index('ix_awaited_message_message')
        batch_op.drop_index('ix_awaited_message_keys', postgresql_using='hash')
        batch_op.drop_index(batch_op.f('ix_awaited_message_instance_id'))

    op.drop_table('awaited_message')
    with op.batch_alter_table('instance', schema=None) as batch_op:
        batch_op.drop_index('ix_instance_started')
        batch_op.drop_index(batch_op.f('ix_instance_release_id'))
        batch_op.drop_index('ix_instance_due', postgresql_where=sa.text("status = 'running' AND next_due IS NOT NULL"))
        batch_op.drop_index(batch_op.f('ix_instance_case_id'))

    op.drop_table('instance')
    op.drop_table('case_person')
    op.drop_table('case_access')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_agenda_item_case_id'))

    op.drop_table('agenda_item')
    op.drop_table('user_role')
    with op.batch_alter_table('schedule', schema=None) as batch_op:
        batch_op.drop_index('ix_schedule_due', postgresql_where=sa.text('next_at IS NOT NULL'))

    op.drop_table('schedule')
    op.drop_table('release_file')
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_person_family_id'))

    op.drop_table('person')
    op.drop_table('membership')
    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_index('ix_case_team')
        batch_op.drop_index('ix_case_lead', postgresql_where=sa.text('lead IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_case_family_id'))

    op.drop_table('case')
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_index('ix_absence_user')

    op.drop_table('absence')
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_user_authority'))

    op.drop_table('user')
    op.drop_table('team')
    op.drop_table('sitting')
    op.drop_table('role')
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_index('uq_release_current', postgresql_where=sa.text('is_current'))

    op.drop_table('release')
    op.drop_table('family')
    op.drop_table('case_number')
    with op.batch_alter_table('api_client', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_client_authority'))

    op.drop_table('api_client')
    with op.batch_alter_table('login_attempt', schema=None) as batch_op:
        batch_op.drop_index('ix_login_attempt_name')
        batch_op.drop_index('ix_login_attempt_address')

    op.drop_table('login_attempt')
    with op.batch_alter_table('idempotency', schema=None) as batch_op:
        batch_op.drop_index('ix_idempotency_created')

    op.drop_table('idempotency')
    op.drop_table('authority')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_actor')

    op.drop_table('audit')
    op.execute("DROP FUNCTION refuse_change()")
