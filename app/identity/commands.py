"""`bidaide user …`"""

import secrets
from typing import Annotated

import typer

from app.core.access import Role
from app.core.db import database
from app.core.errors import NotFound
from app.identity import queries, services


def plug(cli: typer.Typer) -> None:
    user = typer.Typer(help="Les personnes et leurs rôles.", no_args_is_help=True)
    cli.add_typer(user, name="user")

    @user.command()
    def add(
        email: str,
        role: Annotated[Role, typer.Option()],
        organisation: Annotated[str, typer.Option(help="slug de l'organisation")],
        name: Annotated[str, typer.Option(help="nom affiché")] = "",
    ) -> None:
        """Donne un rôle à une personne ; crée son compte avec un mot de passe à usage d'entrée s'il n'existe pas."""
        with database().writing() as session:
            place = queries.organisation_by_slug(session, organisation)
            if place is None:
                raise NotFound(f"L'organisation « {organisation} » n'existe pas.")
            known = queries.account_by_email(session, email) is not None
            password = "" if known else secrets.token_urlsafe(12)
            account = services.welcome(session, place.id, email, name, role, password=password)
            typer.echo(f"{account.email} a le rôle {role} dans {place.name}.")
            if password:
                typer.echo(f"Mot de passe : {password}")
