"""prove twice"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_OPEN = sa.text("used_at IS NULL AND ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "lost_device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_by", sa.String(length=36), nullable=True),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_how", sa.String(length=12), nullable=False),
        sa.Column("second_by", sa.String(length=36), nullable=True),
        sa.Column("second_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_how", sa.String(length=12), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_lost_device_account_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_lost_device_ended_by")),
        sa.ForeignKeyConstraint(["first_by"], ["account.id"], name=op.f("fk_lost_device_first_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_lost_device_organisation_id")),
        sa.ForeignKeyConstraint(["second_by"], ["account.id"], name=op.f("fk_lost_device_second_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_device")),
    )
    with op.batch_alter_table("lost_device", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lost_device_ended_by"), ["ended_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_lost_device_first_by"), ["first_by"], unique=False)
        batch_op.create_index(
            "ix_lost_device_now", ["account_id"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        )
        batch_op.create_index("ix_lost_device_place", ["organisation_id", "asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_lost_device_second_by"), ["second_by"], unique=False)

    op.create_table(
        "machine_token",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token_print", sa.String(length=64), nullable=False),
        sa.Column("writes", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_machine_token_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_machine_token_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_machine_token")),
        sa.UniqueConstraint("token_print", name=op.f("uq_machine_token_token_print")),
    )
    with op.batch_alter_table("machine_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_machine_token_account_id"), ["account_id"], unique=False)

    op.create_table(
        "one_time_code",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_one_time_code_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_one_time_code")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.String(length=80), nullable=False),
        sa.Column("copied", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)

    op.create_table(
        "passkey_challenge",
        sa.Column("challenge", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("use", sa.String(length=12), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_challenge_account_id")),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_passkey_challenge")),
    )
    with op.batch_alter_table("passkey_challenge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_challenge_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_passkey_challenge_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("code_print", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False)

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("factors_from", sa.Date(), nullable=True))

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("way", sa.String(length=12), nullable=False, server_default="password"))
        batch_op.add_column(sa.Column("factors", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("shared", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("helped_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("fresh_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("idle_minutes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("device_print", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("address_print", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("ended_why", sa.String(length=12), nullable=False, server_default=""))
        batch_op.create_index("ix_sign_in_device", ["account_id", "device_print"], unique=False)
        batch_op.create_index(batch_op.f("ix_sign_in_helped_by"), ["helped_by"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_sign_in_helped_by"), "account", ["helped_by"], ["id"])
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        for column in ("way", "factors", "shared", "idle_minutes", "device_print", "address_print", "ended_why"):
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sign_in_helped_by"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sign_in_helped_by"))
        batch_op.drop_index("ix_sign_in_device")
        batch_op.drop_column("ended_why")
        batch_op.drop_column("address_print")
        batch_op.drop_column("device_print")
        batch_op.drop_column("idle_minutes")
        batch_op.drop_column("fresh_until")
        batch_op.drop_column("helped_by")
        batch_op.drop_column("shared")
        batch_op.drop_column("factors")
        batch_op.drop_column("way")

    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_column("factors_from")

    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_account_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("passkey_challenge", schema=None) as batch_op:
        batch_op.drop_index("ix_passkey_challenge_expires_at")
        batch_op.drop_index(batch_op.f("ix_passkey_challenge_account_id"))

    op.drop_table("passkey_challenge")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    op.drop_table("one_time_code")
    with op.batch_alter_table("machine_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_machine_token_account_id"))

    op.drop_table("machine_token")
    with op.batch_alter_table("lost_device", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lost_device_second_by"))
        batch_op.drop_index("ix_lost_device_place")
        batch_op.drop_index("ix_lost_device_now", sqlite_where=_OPEN, postgresql_where=_OPEN)
        batch_op.drop_index(batch_op.f("ix_lost_device_first_by"))
        batch_op.drop_index(batch_op.f("ix_lost_device_ended_by"))

    op.drop_table("lost_device")
