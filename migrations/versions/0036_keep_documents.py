"""keep documents"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "legal_identity",
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("legal_form", sa.String(length=120), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("naf", sa.String(length=5), nullable=False),
        sa.Column("activity_number", sa.String(length=11), nullable=False),
        sa.Column("activity_region", sa.String(length=80), nullable=False),
        sa.Column("representative", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=120), nullable=False),
        sa.Column("representative_id", sa.String(length=36), nullable=True),
        sa.Column("signed_at", sa.String(length=120), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_legal_identity_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["account.id"], name=op.f("fk_legal_identity_representative_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_legal_identity")),
    )
    with op.batch_alter_table("legal_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_legal_identity_representative_id"), ["representative_id"], unique=False)

    op.create_table(
        "referent",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_referent_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referent")),
        sa.UniqueConstraint("organisation_id", "subject", name=op.f("uq_referent_organisation_id_subject")),
    )


def downgrade() -> None:
    op.drop_table("referent")
    with op.batch_alter_table("legal_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_legal_identity_representative_id"))

    op.drop_table("legal_identity")
