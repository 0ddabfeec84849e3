"""Bytes are kept once and named by files; files arrive in pieces."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_OF_A_BLOB = ("id", "organisation_id", "media_type", "size", "weight", "sha256", "sent_sha256", "smaller", "created_at")


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("smaller", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_blob_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blob")),
    )
    with op.batch_alter_table("blob", schema=None) as batch_op:
        batch_op.create_index("ix_blob_kept", ["organisation_id", "sha256"], unique=False)
        batch_op.create_index("ix_blob_sent", ["organisation_id", "sent_sha256"], unique=False)

    # the bytes that are there stay where they are: under the id of their file, which becomes the id of their blob
    files = sa.table(
        "stored_file", *map(sa.column, ("id", "organisation_id", "media_type", "size", "sha256", "created_at"))
    )
    blobs = sa.table("blob", *map(sa.column, _OF_A_BLOB))
    file = files.c
    op.execute(
        blobs.insert().from_select(
            _OF_A_BLOB,
            sa.select(
                file.id, file.organisation_id, file.media_type, file.size, file.size, file.sha256, file.sha256,
                sa.literal({}, sa.JSON()), file.created_at,
            ),
        )
    )  # fmt: skip
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blob_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("sent_sha256", sa.String(length=64), nullable=True))
    op.execute("UPDATE stored_file SET blob_id = id, sent_sha256 = sha256")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.alter_column("blob_id", existing_type=sa.String(length=36), nullable=False)
        batch_op.alter_column("sent_sha256", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_foreign_key(batch_op.f("fk_stored_file_blob_id"), "blob", ["blob_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_stored_file_blob_id"), ["blob_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("blob_id", sa.String(length=36), nullable=True),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_upload_account_id")),
        sa.ForeignKeyConstraint(["blob_id"], ["blob.id"], name=op.f("fk_upload_blob_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_upload_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_upload_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_blob_id"), ["blob_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_file_id"), ["file_id"], unique=False)


def downgrade() -> None:
    shared = op.get_bind().execute(sa.text("SELECT COUNT(*) FROM stored_file WHERE blob_id <> id")).scalar()
    if shared:  # earlier versions look for the bytes of a file under its own id
        raise RuntimeError(f"{shared} files share their bytes with others: restore the backup made before the upgrade")
    op.drop_table("upload")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_blob_id"))
        batch_op.drop_constraint(batch_op.f("fk_stored_file_blob_id"), type_="foreignkey")
        batch_op.drop_column("sent_sha256")
        batch_op.drop_column("blob_id")
    op.drop_table("blob")
