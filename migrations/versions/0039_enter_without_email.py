"""enter without email"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_SAID = sa.text("email <> ''")


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_account_email"), type_="unique")
        batch_op.create_index("ix_account_email", ["email"], unique=True, sqlite_where=_SAID, postgresql_where=_SAID)


def downgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index("ix_account_email", sqlite_where=_SAID, postgresql_where=_SAID)
        batch_op.create_unique_constraint(batch_op.f("uq_account_email"), ["email"])
