"""receive_candidates: steps of admission, candidates on their way in, everything done with them"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "admission_step",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("asks", sa.Text(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_admission_step_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_step")),
    )
    with op.batch_alter_table("admission_step", schema=None) as batch_op:
        batch_op.create_index("ix_admission_step_order", ["organisation_id", "position"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email_print", sa.String(length=64), nullable=False),
        sa.Column("phone_print", sa.String(length=64), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("project", sa.Text(), nullable=False),
        sa.Column("needs", sa.Text(), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("when", sa.String(length=200), nullable=False),
        sa.Column("situation", sa.String(length=12), nullable=False),
        sa.Column("referrer", sa.String(length=200), nullable=False),
        sa.Column("referrer_id", sa.String(length=36), nullable=True),
        sa.Column("tells_referrer", sa.Boolean(), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=True),
        sa.Column("adviser_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("step_id", sa.String(length=36), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("to_call", sa.Boolean(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("orientation", sa.String(length=300), nullable=False),
        sa.Column("again_on", sa.Date(), nullable=True),
        sa.Column("enrolment_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("enters_on", sa.Date(), nullable=True),
        sa.Column("twin_id", sa.String(length=36), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("address_print", sa.String(length=64), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_act_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_application_account_id")),
        sa.ForeignKeyConstraint(["adviser_id"], ["account.id"], name=op.f("fk_application_adviser_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["account.id"], name=op.f("fk_application_answered_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["account.id"], name=op.f("fk_application_decided_by")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_application_enrolment_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_application_organisation_id")),
        sa.ForeignKeyConstraint(["referrer_id"], ["account.id"], name=op.f("fk_application_referrer_id")),
        sa.ForeignKeyConstraint(["step_id"], ["admission_step.id"], name=op.f("fk_application_step_id")),
        sa.ForeignKeyConstraint(["twin_id"], ["application.id"], name=op.f("fk_application_twin_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_application_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_application_token_hash")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_application_visit_id")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_application_address", ["address_print", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_adviser_id"), ["adviser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_email_print"), ["email_print"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_enrolment_id"), ["enrolment_id"], unique=False)
        batch_op.create_index("ix_application_kept", ["emptied_at", "last_act_at"], unique=False)
        batch_op.create_index("ix_application_list", ["organisation_id", "state", "due_on"], unique=False)
        batch_op.create_index("ix_application_period", ["organisation_id", "contacted_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_phone_print"), ["phone_print"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_referrer_id"), ["referrer_id"], unique=False)

    op.create_table(
        "application_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("step_id", sa.String(length=36), nullable=True),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_application_act_application_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_application_act_by_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_application_act_organisation_id")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["admission_step.id"], name=op.f("fk_application_act_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_act")),
    )
    with op.batch_alter_table("application_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_act_by_id"), ["by_id"], unique=False)
        batch_op.create_index("ix_application_act_list", ["application_id", "at"], unique=False)

    op.create_table(
        "application_step",
        sa.Column("application_id", sa.String(length=36), nullable=False),
        sa.Column("step_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("session_id", sa.String(length=36), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_step_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_application_step_organisation_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_application_step_session_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["account.id"], name=op.f("fk_application_step_settled_by")),
        sa.ForeignKeyConstraint(["step_id"], ["admission_step.id"], name=op.f("fk_application_step_step_id")),
        sa.PrimaryKeyConstraint("application_id", "step_id", name=op.f("pk_application_step")),
    )


def downgrade() -> None:
    op.drop_table("application_step")
    with op.batch_alter_table("application_act", schema=None) as batch_op:
        batch_op.drop_index("ix_application_act_list")
        batch_op.drop_index(batch_op.f("ix_application_act_by_id"))

    op.drop_table("application_act")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_referrer_id"))
        batch_op.drop_index(batch_op.f("ix_application_phone_print"))
        batch_op.drop_index("ix_application_period")
        batch_op.drop_index("ix_application_list")
        batch_op.drop_index("ix_application_kept")
        batch_op.drop_index(batch_op.f("ix_application_enrolment_id"))
        batch_op.drop_index(batch_op.f("ix_application_email_print"))
        batch_op.drop_index(batch_op.f("ix_application_adviser_id"))
        batch_op.drop_index("ix_application_address")
        batch_op.drop_index(batch_op.f("ix_application_account_id"))

    op.drop_table("application")
    with op.batch_alter_table("admission_step", schema=None) as batch_op:
        batch_op.drop_index("ix_admission_step_order")

    op.drop_table("admission_step")
