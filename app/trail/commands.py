"""`bidaide trail …`"""

from typing import Annotated

import typer

from app.core.db import database
from app.core.errors import NotFound
from app.core.i18n import _
from app.core.trail import MACHINE, Act, Did, Search, check, note, trail
from app.identity import queries as identity
from app.trail import queries
from app.trail.saying import shown
from app.web import formats

REASONS = {
    "missing": "la ligne d'avant manque",
    "unlinked": "elle n'est pas reliée à la ligne d'avant",
    "changed": "elle a été changée depuis",
    "foreign": "elle n'est pas celle qui avait été notée dans la base de données",
    "cut": "elle avait été notée dans la base de données et n'est plus là",
}


def plug(cli: typer.Typer) -> None:
    group = typer.Typer(help="Le journal des accès.", no_args_is_help=True)
    cli.add_typer(group, name="trail")

    @group.callback()
    def _group() -> None:
        """Le journal des accès."""

    @group.command()
    def verify() -> None:
        """Recalcule chaque ligne ; nomme celles qui ne tiennent pas."""
        with database().writing() as session:
            verdict = check(session)
            slugs = {row.id: row.slug for row in identity.organisations(session)}
        for broken in verdict.broken:
            place = f"{broken.month}, {slugs.get(broken.organisation_id, broken.organisation_id)}"
            typer.echo(f"{place} : ligne {broken.number} : {REASONS[broken.reason]}.", err=True)
        if verdict.broken:
            raise typer.Exit(1)
        months = ", ".join(verdict.months) or "aucun"
        typer.echo(f"{verdict.lines} lignes, toutes en place. Mois : {months}. Lieu : {trail().where}")

    @group.command()
    def show(
        person: Annotated[str, typer.Option("--person", help="l'adresse de la personne concernée")],
        limit: Annotated[int, typer.Option(min=1, max=10_000)] = 200,
    ) -> None:
        """Dit qui a vu, changé ou exporté les données d'une personne. Cette lecture est notée aussi."""
        with database().reading() as session:
            account = identity.account_by_email(session, person)
            if account is None:
                raise NotFound(_("Personne n'a cette adresse."))
            for here in identity.organisation_ids_of(session, account.id):
                paths = [row.id for row in queries.paths_of(session, here, account.id)]
                wanted = Search(
                    here, accounts=(account.id,), enrolments=tuple(paths),
                    subject_ids=tuple(queries.belongings(session, paths)), limit=limit,
                )  # fmt: skip
                for line in shown(session, here, trail().find(wanted), account.name):
                    typer.echo(f"{formats.moment(line.at)} : {line.sentence}, depuis {line.device}.")
            organisations = identity.organisation_ids_of(session, account.id)
            account_id = account.id
        for here in organisations:
            note(Act(here, Did.SEARCHED, "trail", role=MACHINE, account_id=account_id))
