"""Keep what people follow and wish for."""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('subscriptions',
    sa.Column('topic', sa.String(length=8), nullable=False),
    sa.Column('about_id', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('since_ms', sa.BigInteger(), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=True),
    sa.Column('confirmed', sa.Boolean(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.CheckConstraint("topic IN ('seller', 'show')", name=op.f('ck_subscriptions_topic')),
    sa.PrimaryKeyConstraint('topic', 'about_id', 'person_id', name=op.f('pk_subscriptions'))
    )
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_subscriptions_person_id'), ['person_id'], unique=False)

    op.create_table('wishes',
    sa.Column('person_id', sa.String(length=64), nullable=False),
    sa.Column('product_id', sa.String(length=64), nullable=False),
    sa.Column('since_ms', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('person_id', 'product_id', name=op.f('pk_wishes'))
    )
    op.create_table('notices',
    sa.Column('show_id', sa.String(length=64), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('due_ms', sa.BigInteger(), nullable=True),
    sa.Column('reached', sa.String(length=64), nullable=False),
    sa.CheckConstraint("kind IN ('planned', 'soon', 'live')", name=op.f('ck_notices_kind')),
    sa.PrimaryKeyConstraint('show_id', 'kind', name=op.f('pk_notices'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notices_due_ms'), ['due_ms'], unique=False)

    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unsubscribe', sa.String(length=1024), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('mails', schema=None) as batch_op:
        batch_op.drop_column('unsubscribe')

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notices_due_ms'))

    op.drop_table('notices')
    op.drop_table('wishes')
    with op.batch_alter_table('subscriptions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_subscriptions_person_id'))

    op.drop_table('subscriptions')
