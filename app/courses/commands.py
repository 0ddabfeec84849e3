"""`bidaide course import` and `bidaide course export`."""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.core.access import Actor, Role
from app.core.db import database
from app.core.errors import Conflict, NotFound
from app.courses.services.exporting import export_course
from app.courses.services.importing import import_course
from app.identity import queries as identity

_Organisation = Annotated[str, typer.Option(help="slug de l'organisation ; inutile s'il n'y en a qu'une")]


def plug(cli: typer.Typer) -> None:
    course = typer.Typer(help="Les parcours, écrits dans des dossiers.", no_args_is_help=True)
    cli.add_typer(course, name="course")

    @course.command("import")
    def import_(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="le dossier qui contient course.yaml")],
        organisation: _Organisation = "",
        note: Annotated[str, typer.Option(help="ce qui change, en une phrase")] = "",
    ) -> None:
        """Vérifie un dossier en entier, puis publie le parcours ; l'importer de nouveau publie une nouvelle édition."""
        with database().writing() as session:
            done = import_course(session, actor_for(session, organisation), folder, note)
        if not done.changed:
            typer.echo(f"{done.slug} : rien n'a changé, l'édition {done.number} reste publiée.")
            return
        typer.echo(
            f"{done.slug} : édition {done.number} publiée. Activités nouvelles : {done.created}, "
            f"modifiées : {done.updated}, inchangées : {done.unchanged}, retirées : {done.removed}."
        )

    @course.command()
    def export(
        slug: str,
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="un dossier vide ou à créer")],
        organisation: _Organisation = "",
    ) -> None:
        """Écrit un parcours publié dans un dossier, au format que « course import » relit."""
        with database().reading() as session:
            count = export_course(session, actor_for(session, organisation), slug, folder)
        typer.echo(f"{slug} : {count} fichiers écrits dans {folder}.")


def actor_for(session: Session, organisation: str) -> Actor:
    """In whose name a command acts: an administrator or a trainer of the organisation."""
    places = identity.organisations(session)
    if organisation:
        places = [place for place in places if place.slug == organisation]
        if not places:
            raise NotFound(f"L'organisation « {organisation} » n'existe pas.")
    if not places:
        raise NotFound("Il n'y a pas encore d'organisation. Créez-en une, par exemple avec « bidaide demo ».")
    if len(places) > 1:
        slugs = ", ".join(place.slug for place in places)
        raise Conflict(f"Plusieurs organisations existent : choisissez avec --organisation ({slugs}).")
    place = places[0]
    for role in (Role.ADMIN, Role.TRAINER):
        people = identity.members_with(session, place.id, role)
        if people:
            person = people[0]
            return Actor(
                account_id=person.id,
                organisation_id=place.id,
                organisation_slug=place.slug,
                organisation_name=place.name,
                name=person.name,
                email=person.email,
                roles=frozenset({role}),
            )
    raise NotFound(
        f"{place.name} n'a ni administration ni équipe de formation. "
        f"Ajoutez une personne : bidaide user add COURRIEL --role admin --organisation {place.slug}."
    )
