"""`bidaide user recover` and `password`: for an organisation whose only administrator has lost what they enter with."""

import typer

from app.core.access import Actor
from app.core.db import database
from app.core.errors import NotFound
from app.entry.factors import lost, resets
from app.identity import queries


def plug(cli: typer.Typer) -> None:
    user = next(group.typer_instance for group in cli.registered_groups if group.name == "user")
    assert user is not None

    @user.command()
    def recover(email: str) -> None:
        """Ouvre à une personne le remplacement de son appareil perdu, sans attendre ; elle et ses collègues sont prévenus."""
        with database().writing() as session:
            account = queries.account_by_email(session, email)
            places = queries.organisation_ids_of(session, account.id) if account else []
            if account is None or not places:
                raise NotFound(f"Personne n'a l'adresse « {email} » ici.")
            lost.open_at_once(session, account, places[0])
            typer.echo(
                f"{account.email} peut remplacer son appareil pendant 3 jours : qu'elle entre avec son mot de passe."
            )

    @user.command()
    def password(email: str) -> None:
        """Donne à une personne un nouveau mot de passe, affiché une seule fois ; elle en est prévenue."""
        with database().writing() as session:
            account = queries.account_by_email(session, email)
            places = queries.organisation_ids_of(session, account.id) if account else []
            if account is None or not places:
                raise NotFound(f"Personne n'a l'adresse « {email} » ici.")
            given = resets.renew(session, Actor("", places[0], "", "", "", "", frozenset()), account)
            typer.echo(f"Mot de passe de {account.email} : {given}")
