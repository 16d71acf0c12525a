"""Measures of several kinds, and actions that can be turned back."""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('chat_measures', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=16), nullable=False, server_default='mute'))
        batch_op.drop_constraint(batch_op.f('pk_chat_measures'), type_='primary')
        batch_op.create_primary_key(batch_op.f('pk_chat_measures'), ['room_id', 'person_id', 'kind'])
    with op.batch_alter_table('chat_measures', schema=None) as batch_op:
        batch_op.alter_column('kind', server_default=None)

    with op.batch_alter_table('chat_audit', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_chat_audit_action'), type_='check')
        batch_op.add_column(sa.Column('undoes', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('reverse', sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_index('ix_chat_audit_target_id', ['target_id'], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM chat_measures WHERE kind <> 'mute'")
    with op.batch_alter_table('chat_measures', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('pk_chat_measures'), type_='primary')
        batch_op.create_primary_key(batch_op.f('pk_chat_measures'), ['room_id', 'person_id'])
        batch_op.drop_column('kind')

    op.execute("DELETE FROM chat_audit WHERE action NOT IN ('mute', 'unmute', 'delete')")
    with op.batch_alter_table('chat_audit', schema=None) as batch_op:
        batch_op.drop_index('ix_chat_audit_target_id')
        batch_op.drop_column('reverse')
        batch_op.drop_column('undoes')
        batch_op.create_check_constraint(batch_op.f('ck_chat_audit_action'), "action IN ('mute', 'unmute', 'delete')")
