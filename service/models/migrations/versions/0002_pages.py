"""Pages: people, consents, documents, referrals, sittings

Revision 0002, after 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('document_content',
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.CheckConstraint('length(sha256) = 32', name=op.f('ck_document_content_sha256')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_document_content'))
    )
    op.create_table('view_setting',
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('view', sa.Text(), nullable=False),
    sa.Column('query', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_view_setting_user_id_user')),
    sa.PrimaryKeyConstraint('user_id', 'view', name=op.f('pk_view_setting'))
    )
    op.create_table('referral',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('source', sa.Enum('staff', 'public', name='referralsource', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('status', sa.Enum('draft', 'received', 'started', 'linked', 'refused', name='referralstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('process', sa.Text(), nullable=False),
    sa.Column('start_event', sa.Text(), nullable=False),
    sa.Column('family', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=True),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('handled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('handled_by', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.CheckConstraint("(status = 'draft') = (received_at IS NULL)", name=op.f('ck_referral_received')),
    sa.CheckConstraint("status NOT IN ('started', 'linked') OR case_id IS NOT NULL", name=op.f('ck_referral_case')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_referral_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_referral_case_id_case')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral')),
    sa.UniqueConstraint('authority', 'reference', name=op.f('uq_referral_authority_reference'))
    )
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.create_index('ix_referral_waiting', ['authority', 'status', 'received_at'], unique=False)

    op.create_table('relationship',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('other_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_relationship_other_id_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_relationship_person_id_person')),
    sa.PrimaryKeyConstraint('person_id', 'other_id', name=op.f('pk_relationship'))
    )
    op.create_table('significant_event',
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('entry', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_significant_event_case_id_case')),
    sa.PrimaryKeyConstraint('case_id', 'entry', name=op.f('pk_significant_event'))
    )
    op.create_table('document',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('task_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('upload', 'letter', 'pack', name='documentkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_by', sa.Text(), nullable=True),
    sa.Column('removed_reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_document_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_document_case_id_case')),
    sa.ForeignKeyConstraint(['sha256'], ['document_content.sha256'], name=op.f('fk_document_sha256_document_content')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_document_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index('ix_document_case', ['case_id', 'created_at'], unique=False)
        batch_op.create_index('ix_document_task', ['task_id'], unique=False)

    op.create_table('notification',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('user_name', sa.Text(), nullable=False),
    sa.Column('urgency', sa.Enum('interrupt', 'today', 'digest', name='urgency', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=True),
    sa.Column('task_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_by', sa.Text(), nullable=True),
    sa.Column('gone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_notification_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_notification_case_id_case')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_notification_task_id_task')),
    sa.ForeignKeyConstraint(['user_name'], ['user.name'], name=op.f('fk_notification_user_name_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification')),
    sa.UniqueConstraint('user_name', 'cause', name=op.f('uq_notification_user_name_cause'))
    )
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.create_index('ix_notification_case', ['case_id'], unique=False, postgresql_where=sa.text('cleared_at IS NULL AND gone_at IS NULL'))
        batch_op.create_index('ix_notification_cause', ['cause'], unique=False, postgresql_where=sa.text('cleared_at IS NULL AND gone_at IS NULL'))
        batch_op.create_index('ix_notification_standing', ['user_name', 'created_at'], unique=False, postgresql_where=sa.text('cleared_at IS NULL AND gone_at IS NULL'))
        batch_op.create_index('ix_notification_unsent', ['urgency', 'created_at'], unique=False, postgresql_where=sa.text('sent_at IS NULL'))

    op.create_table('overdue_reason',
    sa.Column('deadline_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['deadline_id'], ['deadline.id'], name=op.f('fk_overdue_reason_deadline_id_deadline')),
    sa.PrimaryKeyConstraint('deadline_id', name=op.f('pk_overdue_reason'))
    )
    op.create_table('presence',
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('user_name', sa.Text(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_presence_task_id_task')),
    sa.ForeignKeyConstraint(['user_name'], ['user.name'], name=op.f('fk_presence_user_name_user')),
    sa.PrimaryKeyConstraint('task_id', 'user_name', name=op.f('pk_presence'))
    )
    op.create_table('consent',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Enum('service', 'sharing', 'disclosure', name='consentkind', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('status', sa.Enum('given', 'refused', 'withdrawn', 'overridden', name='consentstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('agency', sa.Text(), nullable=True),
    sa.Column('given_by', sa.Text(), nullable=True),
    sa.Column('how', sa.Text(), nullable=True),
    sa.Column('scope', sa.Text(), nullable=True),
    sa.Column('lawful_basis', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('effective_on', sa.Date(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.CheckConstraint("kind = 'service' OR agency IS NOT NULL", name=op.f('ck_consent_agency')),
    sa.CheckConstraint("status <> 'overridden' OR reason IS NOT NULL", name=op.f('ck_consent_reason')),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_consent_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_consent_case_id_case')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_consent_document_id_document')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_consent_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index('ix_consent_case', ['case_id', 'kind', 'at'], unique=False)

    op.create_table('letter',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('authority', sa.Text(), nullable=False),
    sa.Column('case_id', sa.Uuid(), nullable=False),
    sa.Column('release_id', sa.Uuid(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('fields', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reworded', sa.Boolean(), nullable=False),
    sa.Column('status', sa.Enum('draft', 'final', 'sent', 'cancelled', name='letterstatus', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('channel', sa.Text(), nullable=True),
    sa.Column('document_id', sa.Uuid(), nullable=True),
    sa.Column('outbox_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_by', sa.Text(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancelled_by', sa.Text(), nullable=True),
    sa.Column('cancelled_reason', sa.Text(), nullable=True),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['authority'], ['authority.id'], name=op.f('fk_letter_authority_authority')),
    sa.ForeignKeyConstraint(['case_id'], ['case.id'], name=op.f('fk_letter_case_id_case')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_letter_document_id_document')),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_letter_outbox_id_outbox')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_letter_person_id_person')),
    sa.ForeignKeyConstraint(['release_id'], ['release.id'], name=op.f('fk_letter_release_id_release')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index('ix_letter_case', ['case_id', 'created_at'], unique=False)

    op.create_table('record_person',
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_record_person_person_id_person')),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_record_person_record_id_record')),
    sa.PrimaryKeyConstraint('record_id', 'person_id', name=op.f('pk_record_person'))
    )
    with op.batch_alter_table('record_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_person_person_id'), ['person_id'], unique=False)

    op.create_table('correction_draft',
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('saved_by', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('answers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], name=op.f('fk_correction_draft_record_id_record')),
    sa.PrimaryKeyConstraint('record_id', 'saved_by', name=op.f('pk_correction_draft'))
    )
    op.create_table('attendance',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('sitting_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('user_name', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('status', sa.Enum('present', 'apologies', 'report', 'absent', name='attending', native_enum=False, create_constraint=True, length=20), nullable=False),
    sa.Column('interest', sa.Text(), nullable=True),
    sa.Column('recorded_by', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['sitting_id'], ['sitting.id'], name=op.f('fk_attendance_sitting_id_sitting')),
    sa.ForeignKeyConstraint(['user_name'], ['user.name'], name=op.f('fk_attendance_user_name_user')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attendance'))
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attendance_sitting_id'), ['sitting_id'], unique=False)

    op.create_table('declared_interest',
    sa.Column('attendance_id', sa.Uuid(), nullable=False),
    sa.Column('item_id', sa.Uuid(), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['attendance_id'], ['attendance.id'], name=op.f('fk_declared_interest_attendance_id_attendance')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_declared_interest_item_id_agenda_item')),
    sa.PrimaryKeyConstraint('attendance_id', 'item_id', name=op.f('pk_declared_interest'))
    )
    with op.batch_alter_table('declared_interest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_declared_interest_item_id'), ['item_id'], unique=False)

    # nothing wrote into these two tables before
    op.execute("DELETE FROM absence")
    op.execute("DELETE FROM agenda_item")
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cover', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('recorded_by', sa.Text(), nullable=False))
        batch_op.add_column(sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_absence_cover_user'), 'user', ['cover'], ['name'])

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('subject_key', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('details', postgresql.JSONB(astext_type=sa.Text()), nullable=False))
        batch_op.add_column(sa.Column('late_reason', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('status', sa.Enum('listed', 'decided', 'deferred', 'withdrawn', name='itemstatus', native_enum=False, create_constraint=True, length=20), nullable=False))
        batch_op.add_column(sa.Column('decision', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('rationale', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('decided_by', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('deferred_to', sa.Uuid(), nullable=True))
        batch_op.drop_index(batch_op.f('ix_agenda_item_case_id'))
        batch_op.create_index('ix_agenda_item_case', ['case_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_agenda_item_sitting_id_subject_key'), ['sitting_id', 'subject_key'])
        batch_op.create_foreign_key(batch_op.f('fk_agenda_item_deferred_to_sitting'), 'sitting', ['deferred_to'], ['id'])

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.add_column(sa.Column('consent', sa.Text(), nullable=True))

    with op.batch_alter_table('case_person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('status', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('left_on', sa.Date(), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('known_as', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('expected_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('upn', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('address', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('postcode', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('phone', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('email', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('language', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('communication', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('safe_contact', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('name_keys', postgresql.ARRAY(sa.Text()), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='1'))
        batch_op.create_index('ix_person_born', ['date_of_birth'], unique=False, postgresql_where=sa.text('date_of_birth IS NOT NULL'))
        batch_op.create_index('ix_person_names', ['name_keys'], unique=False, postgresql_using='gin')
        batch_op.create_index('ix_person_nhs_number', ['nhs_number'], unique=False, postgresql_where=sa.text('nhs_number IS NOT NULL'))
        batch_op.create_index('ix_person_postcode', ['postcode'], unique=False, postgresql_where=sa.text('postcode IS NOT NULL'))
        batch_op.create_index('ix_person_upn', ['upn'], unique=False, postgresql_where=sa.text('upn IS NOT NULL'))

    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.add_column(sa.Column('chair', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('minutes', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('frozen_by', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('signed_off_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('signed_off_by', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('pack_id', sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column('revision', sa.Integer(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('instance_id', sa.Uuid(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_sitting_pack_id_document'), 'document', ['pack_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_sitting_instance_id_instance'), 'instance', ['instance_id'], ['id'])

    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.add_column(sa.Column('full_time_equivalent', sa.Numeric(), nullable=False, server_default='1'))
        batch_op.add_column(sa.Column('calendar_token_hash', sa.LargeBinary(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_user_calendar_token_hash'), ['calendar_token_hash'])

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_constraint('uq_agenda_item_sitting_id_position', type_='unique')
        batch_op.create_unique_constraint(
            'uq_agenda_item_sitting_id_position', ['sitting_id', 'position'], deferrable=True, initially='DEFERRED'
        )
        batch_op.create_check_constraint('decided', "(status = 'decided') = (decided_at IS NOT NULL)")
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index('ix_task_done', ['completed_by', 'ended_at'], unique=False, postgresql_where=sa.text("status = 'completed'"))
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_constraint('pk_draft', type_='primary')
        batch_op.create_primary_key('pk_draft', ['task_id', 'saved_by'])

    for column in (("person", "name_keys"), ("person", "revision"), ("sitting", "revision"), ("user", "full_time_equivalent")):
        op.alter_column(*column, server_default=None)  # it was for the rows that were there
    for statement in (
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER no_truncate BEFORE TRUNCATE ON consent FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ):
        op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_done', postgresql_where=sa.text("status = 'completed'"))
    op.drop_table('declared_interest')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_constraint('pk_draft', type_='primary')
        batch_op.create_primary_key('pk_draft', ['task_id'])
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_constraint('decided', type_='check')
        batch_op.drop_constraint('uq_agenda_item_sitting_id_position', type_='unique')
        batch_op.create_unique_constraint('uq_agenda_item_sitting_id_position', ['sitting_id', 'position'])
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_user_calendar_token_hash'), type_='unique')
        batch_op.drop_column('calendar_token_hash')
        batch_op.drop_column('full_time_equivalent')

    with op.batch_alter_table('sitting', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_sitting_instance_id_instance'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_sitting_pack_id_document'), type_='foreignkey')
        batch_op.drop_column('instance_id')
        batch_op.drop_column('revision')
        batch_op.drop_column('pack_id')
        batch_op.drop_column('signed_off_by')
        batch_op.drop_column('signed_off_at')
        batch_op.drop_column('frozen_by')
        batch_op.drop_column('frozen_at')
        batch_op.drop_column('minutes')
        batch_op.drop_column('chair')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_index('ix_person_upn', postgresql_where=sa.text('upn IS NOT NULL'))
        batch_op.drop_index('ix_person_postcode', postgresql_where=sa.text('postcode IS NOT NULL'))
        batch_op.drop_index('ix_person_nhs_number', postgresql_where=sa.text('nhs_number IS NOT NULL'))
        batch_op.drop_index('ix_person_names', postgresql_using='gin')
        batch_op.drop_index('ix_person_born', postgresql_where=sa.text('date_of_birth IS NOT NULL'))
        batch_op.drop_column('revision')
        batch_op.drop_column('name_keys')
        batch_op.drop_column('safe_contact')
        batch_op.drop_column('communication')
        batch_op.drop_column('language')
        batch_op.drop_column('email')
        batch_op.drop_column('phone')
        batch_op.drop_column('postcode')
        batch_op.drop_column('address')
        batch_op.drop_column('upn')
        batch_op.drop_column('expected_on')
        batch_op.drop_column('known_as')

    with op.batch_alter_table('case_person', schema=None) as batch_op:
        batch_op.drop_column('left_on')
        batch_op.drop_column('status')

    with op.batch_alter_table('case', schema=None) as batch_op:
        batch_op.drop_column('consent')

    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_agenda_item_deferred_to_sitting'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_agenda_item_sitting_id_subject_key'), type_='unique')
        batch_op.drop_index('ix_agenda_item_case')
        batch_op.create_index(batch_op.f('ix_agenda_item_case_id'), ['case_id'], unique=False)
        batch_op.drop_column('deferred_to')
        batch_op.drop_column('decided_by')
        batch_op.drop_column('decided_at')
        batch_op.drop_column('rationale')
        batch_op.drop_column('decision')
        batch_op.drop_column('status')
        batch_op.drop_column('late_reason')
        batch_op.drop_column('details')
        batch_op.drop_column('subject_key')

    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_absence_cover_user'), type_='foreignkey')
        batch_op.drop_column('cancelled_at')
        batch_op.drop_column('recorded_at')
        batch_op.drop_column('recorded_by')
        batch_op.drop_column('cover')

    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_attendance_sitting_id'))

    op.drop_table('attendance')
    op.drop_table('correction_draft')
    with op.batch_alter_table('record_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_person_person_id'))

    op.drop_table('record_person')
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index('ix_letter_case')

    op.drop_table('letter')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index('ix_consent_case')

    op.drop_table('consent')
    op.drop_table('presence')
    op.drop_table('overdue_reason')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_index('ix_notification_unsent', postgresql_where=sa.text('sent_at IS NULL'))
        batch_op.drop_index('ix_notification_standing', postgresql_where=sa.text('cleared_at IS NULL AND gone_at IS NULL'))
        batch_op.drop_index('ix_notification_cause', postgresql_where=sa.text('cleared_at IS NULL AND gone_at IS NULL'))
        batch_op.drop_index('ix_notification_case', postgresql_where=sa.text('cleared_at IS NULL AND gone_at IS NULL'))

    op.drop_table('notification')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index('ix_document_task')
        batch_op.drop_index('ix_document_case')

    op.drop_table('document')
    op.drop_table('significant_event')
    op.drop_table('relationship')
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_index('ix_referral_waiting')

    op.drop_table('referral')
    op.drop_table('view_setting')
    op.drop_table('document_content')
