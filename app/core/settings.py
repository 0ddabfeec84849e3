"""What the person who runs the house may choose: environment variables with the prefix BIDAIDE_, or `.env`."""

import os
import re
import secrets
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from dotenv import dotenv_values
from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.first_written import first_written
from app.core.inbox import inbox_of
from app.core.mail import server_of
from app.core.sms import Gateway, check

CHECKOUT = Path(__file__).resolve().parents[2]

SHORTEST_SECRET = 32

# The first is needed whenever the second is given.
_TOGETHER = (
    ("bbb_secret", "bbb_url"), ("bbb_url", "bbb_secret"), ("jitsi_secret", "jitsi_app_id"),
    ("jitsi_app_id", "jitsi_secret"), ("jitsi_url", "jitsi_app_id"),
)  # fmt: skip


class SettingsError(Exception):
    """One line that names the setting and says what it accepts."""


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="BIDAIDE_", env_file=".env", extra="ignore")

    environment: Literal["development", "production", "test"] = "development"
    database_url: str = ""
    data_dir: Path = Path("var")
    keys_dir: str = ""
    secret_key: str = ""
    base_url: str = ""
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=1, ge=1, le=64)
    smtp_url: str = ""
    mail_from: str = ""
    reply_address: str = ""
    inbox_url: str = ""
    sms_url: str = ""
    sms_token: str = ""
    sms_sender: str = ""
    sms_body: str = ""
    sms_headers: str = ""
    sms_refused: str = ""
    push_hosts: str = ""
    private_hosts: str = ""
    security_contact: str = ""
    host_name: str = ""
    host_address: str = ""
    host_phone: str = ""
    host_officer: str = ""
    storage_url: str = ""
    redis_url: str = ""
    trail_url: str = ""
    trail_months: int = Field(default=12, ge=6, le=12)
    clock: datetime | None = None
    upload_limit_mb: int = Field(default=50, ge=1, le=2048)
    material_limit_mb: int = Field(default=1024, ge=1, le=20_480)
    quota_mb: int = Field(default=20_000, ge=0)
    clamd_url: str = ""
    metrics_token: str = ""
    bbb_url: str = ""
    bbb_secret: str = ""
    jitsi_url: str = ""
    jitsi_app_id: str = ""
    jitsi_secret: str = ""

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if value.startswith("postgres://"):
            value = "postgresql://" + value.removeprefix("postgres://")
        if value.startswith("postgresql://"):
            value = "postgresql+psycopg://" + value.removeprefix("postgresql://")
        if value and not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("attend sqlite:///chemin ou postgresql://…")
        return value

    @field_validator("trail_url")
    @classmethod
    def _known_trail(cls, value: str) -> str:
        for start in ("postgres://", "postgresql://"):
            if value.startswith(start):
                value = "postgresql+psycopg://" + value.removeprefix(start)
        if value and not value.startswith("postgresql+psycopg://"):
            raise ValueError("attend postgresql://…, dans une autre base que BIDAIDE_DATABASE_URL, ou rien")
        return value

    @field_validator("storage_url")
    @classmethod
    def _known_storage(cls, value: str) -> str:
        if value:
            parts = urlsplit(value)
            endpoint = parse_qs(parts.query).get("endpoint", ["https://"])[-1]
            if parts.scheme != "s3" or not parts.hostname or not endpoint.startswith(("https://", "http://")):
                raise ValueError("attend s3://seau/dossier?endpoint=https://…&region=…, ou rien")
        return value

    @field_validator("clamd_url")
    @classmethod
    def _known_antivirus(cls, value: str) -> str:
        if value:
            try:
                parts = urlsplit(value)
                known = (parts.scheme == "tcp" and parts.hostname and parts.port) or (
                    parts.scheme == "unix" and not parts.netloc and parts.path.startswith("/")
                )
            except ValueError:  # a port that is no number
                known = False
            if not known:
                raise ValueError("attend tcp://machine:3310 ou unix:///chemin/clamd.sock, ou rien")
        return value

    @field_validator("security_contact")
    @classmethod
    def _a_contact(cls, value: str) -> str:
        if value and not re.fullmatch(r"(mailto:[^@\s<>]+@[^@\s<>]+|https://\S+|tel:\+?[\d-]+)", value):
            raise ValueError("attend mailto:securite@exemple.fr, une adresse https:// ou tel:+33…, ou rien")
        return value

    @field_validator("private_hosts")
    @classmethod
    def _known_hosts(cls, value: str) -> str:
        for word in value.replace(",", " ").split():
            if not re.fullmatch(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(/\d{1,3})?", word):
                raise ValueError("attend des noms et des réseaux, comme sso.interne.example 10.4.0.0/16, ou rien")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _known_mail_server(cls, value: str) -> str:
        if value:
            server_of(value)
        return value

    @field_validator("mail_from")
    @classmethod
    def _an_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value):
            raise ValueError("attend une adresse comme courrier@exemple.fr, ou rien")
        return value

    @field_validator("sms_url")
    @classmethod
    def _known_gateway(cls, value: str) -> str:
        if value and (urlsplit(value).scheme not in ("https", "http") or not urlsplit(value).hostname):
            raise ValueError("attend https://passerelle.exemple.fr/…, ou rien")
        return value

    @field_validator("reply_address")
    @classmethod
    def _room_for_a_token(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9._-]{1,21}@[^@\s<>]+\.[^@\s<>]+", value):
            raise ValueError("attend une adresse comme reponse@exemple.fr, 21 lettres au plus avant @, ou rien")
        return value.lower()

    @field_validator("inbox_url")
    @classmethod
    def _known_inbox(cls, value: str) -> str:
        if value:
            inbox_of(value)
        return value

    @field_validator("bbb_url", "jitsi_url")
    @classmethod
    def _known_classroom(cls, value: str) -> str:
        if value:
            try:
                parts = urlsplit(value)
                known = parts.scheme in ("https", "http") and parts.hostname and (parts.port or 1)
            except ValueError:  # a port that is no number
                known = False
            if not known or parts.query or parts.fragment or "@" in parts.netloc:
                raise ValueError("attend https://classe.exemple.fr/…, sans compte ni « ? », ou rien")
        return value.rstrip("/")

    @field_validator("bbb_secret", "jitsi_secret")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if value and len(value.encode()) < SHORTEST_SECRET:
            raise ValueError(f"doit compter au moins {SHORTEST_SECRET} caractères")
        return value

    @field_validator("clock")
    @classmethod
    def _clock_has_an_offset(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("attend une date et une heure avec décalage, comme 2026-11-23T09:00:00+01:00")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.environment == "production":
            if not self.secret_key:
                raise ValueError("BIDAIDE_SECRET_KEY est obligatoire quand BIDAIDE_ENVIRONMENT=production")
            if self.clock is not None:
                raise ValueError("BIDAIDE_CLOCK est refusé quand BIDAIDE_ENVIRONMENT=production")
        if self.secret_key and len(self.secret_key.encode()) < SHORTEST_SECRET:
            raise ValueError(f"BIDAIDE_SECRET_KEY doit compter au moins {SHORTEST_SECRET} caractères")
        for needed, beside in _TOGETHER:
            if getattr(self, beside) and not getattr(self, needed):
                raise ValueError(f"BIDAIDE_{needed.upper()} est obligatoire avec BIDAIDE_{beside.upper()}")
        if self.sms_url:
            try:
                check(self.sms_gateway)
            except ValueError as error:
                reason = (
                    error if str(error).startswith("doit") else "BIDAIDE_SMS_BODY : attend du JSON, un formulaire, ou -"
                )
                raise ValueError(f"BIDAIDE_SMS_URL {reason}") from error
        if not self.database_url:
            self.database_url = f"sqlite:///{self.data_dir / 'bidaide.db'}"
        if self.trail_url and self.trail_url == self.database_url:
            raise ValueError("BIDAIDE_TRAIL_URL doit nommer une autre base que BIDAIDE_DATABASE_URL")
        if not self.base_url:
            self.base_url = f"http://127.0.0.1:{self.port}"
        return self

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def sms_gateway(self) -> Gateway:
        return Gateway(self.sms_url, self.sms_token, self.sms_sender, self.sms_body, self.sms_headers, self.sms_refused)

    @property
    def keys_folder(self) -> Path:
        """Where the keys are: never in the database, nor in a backup of it."""
        return Path(self.keys_dir) if self.keys_dir else self.data_dir / "keys"

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def uploads_dir(self) -> Path:
        """What is on its way, and what is being prepared: on this machine, whatever the storage."""
        return self.data_dir / "uploads"


def _check_names() -> None:
    known = {f"BIDAIDE_{name.upper()}" for name in Settings.model_fields} | {"BIDAIDE_TEST_POSTGRES_URL"}
    for name in (*os.environ, *(key.upper() for key in dotenv_values(".env"))):
        if name.startswith("BIDAIDE_") and name not in known:
            raise SettingsError(f"Réglage inconnu : {name}. Les réglages possibles sont dans docs/deploy.md.")


def read_settings() -> Settings:
    """The settings as they stand, the secret made and kept in DATA_DIR when none was given. Raises SettingsError."""
    _check_names()
    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"BIDAIDE_{str(first['loc'][0]).upper()} : " if first["loc"] else ""
        reason = _reason(str(first["type"]), str(first["msg"]), first.get("ctx") or {})
        raise SettingsError(f"Réglage impossible : {name}{reason}.") from error
    if not settings.secret_key:
        settings.secret_key = _kept_secret(settings.data_dir)
    return settings


def _reason(kind: str, message: str, limits: dict[str, Any]) -> str:
    """What the setting accepts, in French."""
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if kind in ("less_than_equal", "greater_than_equal"):
        return f"attend {'au plus' if 'le' in limits else 'au moins'} {limits.get('le', limits.get('ge'))}"
    if kind == "literal_error":
        return f"attend {limits.get('expected', '')}".replace(" or ", " ou ")
    if kind.startswith("int"):
        return "attend un nombre entier"
    if kind.startswith("datetime"):
        return "attend une date et une heure, comme 2026-11-23T09:00:00+01:00"
    return "cette valeur ne convient pas"


def _kept_secret(data_dir: Path) -> str:
    path = data_dir / "secret.key"
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        found = first_written(path, lambda: secrets.token_urlsafe(48).encode()).decode().strip()
    except OSError as error:
        raise SettingsError(
            f"Réglage impossible : BIDAIDE_DATA_DIR : {data_dir} ne peut pas être écrit ({error.strerror})."
        ) from error
    if len(found) < SHORTEST_SECRET:
        raise SettingsError(f"Réglage impossible : {path} est abîmé. Remettez-le depuis une sauvegarde des clés.")
    return found


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings()
