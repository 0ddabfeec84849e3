"""`bidaide privacy …`"""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.core.clock import today
from app.core.db import database
from app.core.errors import Conflict, NotFound
from app.core.i18n import _
from app.core.trail import MACHINE, Act, Did, note
from app.identity import queries as identity
from app.privacy.copy import services as copies
from app.privacy.erasure import scrubbing, showing, words
from app.privacy.erasure import services as erasing
from app.privacy.erasure.queries import people
from app.privacy.erasure.rules import Cause, Plan, Scope, Why
from app.privacy.processing import processor
from app.privacy.retention import command as retention
from app.web.formats import full_day


def plug(cli: typer.Typer) -> None:
    privacy = typer.Typer(help="Les données des personnes.", no_args_is_help=True)
    cli.add_typer(privacy, name="privacy")
    retention.plug(privacy)

    @privacy.callback()
    def _group() -> None:
        """Les données des personnes."""

    @privacy.command()
    def export(
        email: str,
        out: Annotated[Path, typer.Option("--out", help="le fichier ZIP à écrire", dir_okay=False)],
    ) -> None:
        """Écrit tout ce qui est gardé sur une personne, en pages lisibles et en JSON."""
        with database().reading() as session:
            copy = copies.gather_by_email(session, email)
            account = identity.account_by_email(session, email)
            places = identity.organisation_ids_of(session, account.id) if account else []
        part = out.with_name(out.name + ".part")
        try:
            with part.open("wb") as file:
                for piece in copies.stream(copy):
                    file.write(piece)
            part.replace(out)
        finally:
            part.unlink(missing_ok=True)
        for place in places:
            note(Act(place, Did.EXPORTED, "copy", role=MACHINE, account_id=account.id if account else ""))
        typer.echo(f"La copie des données de {email} est dans {out}.")

    @privacy.command()
    def erase(
        email: str,
        yes: Annotated[bool, typer.Option("--yes", help="sans demander de recopier l'adresse")] = False,
        reference: Annotated[str, typer.Option("--demande", help="le numéro de la demande")] = "",
    ) -> None:
        """Efface une personne pour de vrai, dans toutes les organisations. Ce que la loi oblige à garder est scellé."""
        with database().reading() as session:
            account = identity.account_by_email(session, email)
            if account is None or not email.strip():
                raise NotFound(_("Aucun compte n'a l'adresse « %(email)s ».") % {"email": email})
            scopes = [Scope(place, account.id) for place in people.organisations_of(session, account.id)]
            if not scopes:
                raise NotFound(_("Ce compte n'est rattaché à aucune organisation. Rien n'a été effacé."))
            for scope in scopes:
                _print(erasing.preview(session, scope))
        if not yes and typer.prompt("Recopiez l'adresse pour effacer").strip().lower() != email.strip().lower():
            typer.echo("L'adresse recopiée n'est pas la même. Rien n'a été effacé.", err=True)
            raise typer.Exit(1)
        with database().writing() as session:
            made = [erasing.erase(session, None, scope, Why(Cause.COMMAND, reference)) for scope in scopes]
            numbers = ", ".join(showing.number_of(each) for each in made)
        scrubbing.scrub()
        typer.echo(f"C'est effacé. Certificat n° {numbers}.")

    @privacy.command("processor-register")
    def processor_register(
        out: Annotated[Path, typer.Option("--out", help="le fichier à écrire : .pdf, .csv ou .json", dir_okay=False)],
    ) -> None:
        """Écrit le registre du sous-traitant (article 30.2) : ce que cette installation fait pour chaque organisation."""
        made = {".pdf": processor.pdf, ".csv": processor.csv, ".json": _json_of}.get(out.suffix)
        if made is None:
            raise Conflict("Le nom du fichier se termine par .pdf, .csv ou .json. Rien n'a été écrit.")
        with database().reading() as session:
            found = processor.whole(session)
            body = made(found)
        out.write_bytes(body)
        typer.echo(f"Registre du sous-traitant dans {out} : {len(found.clients)} organisations.")

    @privacy.command("purge-archive")
    def purge_archive() -> None:
        """Détruit les archives scellées dont le délai est fini, sauf celles qu'un financeur a gelées."""
        with database().writing() as session:
            n = erasing.purge_archive(session, today())
        typer.echo(f"Archives détruites : {n}.")


def _json_of(found: processor.HostRegister) -> bytes:
    return json.dumps(processor.data(found), ensure_ascii=False, indent=2).encode()


def _print(plan: Plan) -> None:
    typer.echo(f"Lignes supprimées : {plan.deleted}. Lignes vidées, gardées pour les comptes : {plan.cleared}.")
    for part in plan.sealed:
        held = f" ({part.held})" if part.held else ""
        typer.echo(f"Scellé jusqu'au {full_day(part.until)} : {words.ground_words(part.ground)}{held}.")
