"""enter without email"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_SAID = sa.text("email <> ''")
_NOW = sa.text("revoked_at IS NULL")
_ACCOUNT = sa.table("account", sa.column("id"), sa.column("phone"), sa.column("phone_key"))


def _key(phone: str) -> str:
    digits = re.sub(r"\D", "", phone)
    if not 9 <= len(digits) <= 15:
        return ""
    if phone.strip().startswith("+"):
        digits = "00" + digits
    return ("0" + digits[4:].removeprefix("0") if digits.startswith("0033") else digits)[:20]


def upgrade() -> None:
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone_key", sa.String(length=20), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_account_email"), type_="unique")
        batch_op.create_index("ix_account_email", ["email"], unique=True, sqlite_where=_SAID, postgresql_where=_SAID)
        batch_op.create_index(batch_op.f("ix_account_phone_key"), ["phone_key"], unique=False)
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.alter_column("phone_key", server_default=None)
    connection = op.get_bind()
    for row in connection.execute(sa.select(_ACCOUNT.c.id, _ACCOUNT.c.phone).where(_ACCOUNT.c.phone != "")).all():
        connection.execute(_ACCOUNT.update().where(_ACCOUNT.c.id == row.id).values(phone_key=_key(row.phone)))

    op.create_table(
        "entry_card",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("secret_print", sa.String(length=64), nullable=False),
        sa.Column("code_print", sa.String(length=64), nullable=False),
        sa.Column("pin_hash", sa.String(length=200), nullable=False),
        sa.Column("pin_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_entry_card_account_id")),
        sa.ForeignKeyConstraint(["made_by"], ["account.id"], name=op.f("fk_entry_card_made_by")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_entry_card_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_card")),
        sa.UniqueConstraint("secret_print", name=op.f("uq_entry_card_secret_print")),
        sa.UniqueConstraint("code_print", name=op.f("uq_entry_card_code_print")),
    )
    with op.batch_alter_table("entry_card", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_card_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "ix_entry_card_now", ["account_id", "organisation_id"], unique=True, sqlite_where=_NOW, postgresql_where=_NOW
        )  # fmt: skip
    op.create_table(
        "entry_card_act",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("card_id", sa.String(length=36), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_entry_card_act_by_id")),
        sa.ForeignKeyConstraint(["card_id"], ["entry_card.id"], name=op.f("fk_entry_card_act_card_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_card_act")),
    )
    with op.batch_alter_table("entry_card_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_card_act_card_id"), ["card_id"], unique=False)
    op.create_table(
        "entry_code",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("contact_print", sa.String(length=64), nullable=False),
        sa.Column("token_print", sa.String(length=64), nullable=True),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("suite", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_entry_code_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_entry_code_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_code")),
        sa.UniqueConstraint("token_print", name=op.f("uq_entry_code_token_print")),
    )
    with op.batch_alter_table("entry_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_code_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_entry_code_when", ["created_at"], unique=False)
    op.create_table(
        "entry_pairing",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("screen_print", sa.String(length=64), nullable=False),
        sa.Column("code_print", sa.String(length=64), nullable=False),
        sa.Column("device", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("organisation_id", sa.String(length=36), nullable=True),
        sa.Column("confirmed_by", sa.String(length=36), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_entry_pairing_account_id")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["account.id"], name=op.f("fk_entry_pairing_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_entry_pairing_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_pairing")),
        sa.UniqueConstraint("screen_print", name=op.f("uq_entry_pairing_screen_print")),
    )
    with op.batch_alter_table("entry_pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entry_pairing_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_entry_pairing_code_print"), ["code_print"], unique=False)


def downgrade() -> None:
    op.drop_table("entry_pairing")
    op.drop_table("entry_code")
    op.drop_table("entry_card_act")
    op.drop_table("entry_card")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_account_phone_key"))
        batch_op.drop_index("ix_account_email", sqlite_where=_SAID, postgresql_where=_SAID)
        batch_op.create_unique_constraint(batch_op.f("uq_account_email"), ["email"])
        batch_op.drop_column("phone_key")
