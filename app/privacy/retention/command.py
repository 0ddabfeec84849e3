"""`bidaide privacy purge`: what would go, or its going, in lines of text."""

from collections.abc import Iterator
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.db import database
from app.core.errors import NotFound
from app.core.i18n import _, ngettext
from app.identity import queries as identity
from app.identity.models import Organisation
from app.privacy.erasure import services as erasure
from app.privacy.retention import queries, wave_queries, waves, words
from app.privacy.retention import record_queries as records
from app.privacy.retention.planning import plan
from app.privacy.retention.reckoning import decided


def plug(privacy: typer.Typer) -> None:
    @privacy.command("purge")
    def _purge(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="montrer ce qui partirait, sans rien faire")] = False,
        organisation: Annotated[str, typer.Option(help="une seule organisation, par son nom court")] = "",
        agree: Annotated[
            bool, typer.Option("--agree", help="faire partir aussi une vague qui attend un accord")
        ] = False,
    ) -> None:
        """Efface ce dont le délai est passé : la même liste que la page, la même fonction que le travail de fond."""
        if dry_run:
            with database().reading() as session:
                for line in said(session, organisation):
                    typer.echo(line)
            return
        for line in purge(organisation, agree):
            typer.echo(line)


def said(session: Session, slug: str = "") -> Iterator[str]:
    """The dry run: every line that would go today, organisation by organisation."""
    day = today()
    for place in _places(session, slug):
        found = plan(session, place.id, day)
        n = ngettext("%(num)s personne", "%(num)s personnes", found.people) % {"num": found.people}
        yield _("%(place)s, le %(day)s : %(people)s") % {"place": place.name, "day": day.isoformat(), "people": n}
        for one in found.due:
            yield "  " + " | ".join(
                [one.name, one.course, _(words.STEPS[one.step]), words.why(one.why, one.funder), one.due_on.isoformat(),
                 one.until.isoformat() if one.until else "-", str(one.rows)]
            )  # fmt: skip
        for stopped in found.stopped:
            yield "  " + _("gel : %(name)s, %(why)s") % {"name": stopped.clock.facts.name, "why": stopped.why}
        kept = decided(session, [place.id], day)[place.id].kept
        for old in records.old(session, place.id, kept, day):
            if old.rows:
                yield "  " + _("%(what)s d'avant le %(day)s : %(n)s") % {
                    "what": _(old.sort.title), "day": old.before.isoformat(), "n": old.rows,
                }  # fmt: skip
        ended = len(queries.bundles(session, place.id, day))
        if ended:
            yield "  " + _("archives arrivées à leur fin : %(n)s") % {"n": ended}


def purge(slug: str = "", agreed: bool = False) -> Iterator[str]:
    """Open what is due today and carry it out, one path in each transaction; a large wave waits unless it is agreed to."""
    house, day = database(), today()
    with house.reading() as session:
        places = _places(session, slug)
    for place in places:
        with house.writing() as session:
            wave = waves.open_wave(session, place.id, day) or wave_queries.open_wave(session, place.id)
            if wave is not None and wave.state == waves.WAITING and agreed:
                waves.agree_for_the_house(session, wave)
        if wave is None:
            yield _("%(place)s : rien à faire partir.") % {"place": place.name}
        elif wave.state == waves.WAITING:
            yield _("%(place)s : la vague attend un accord (page Purge, ou --agree). Rien n'est parti.") % {
                "place": place.name
            }
        else:
            n = 0
            while _one(wave.id):
                n += 1
            yield _("%(place)s : %(n)s lignes faites ou épargnées.") % {"place": place.name, "n": n}
        with house.writing() as session:
            records.sweep(session, place.id, decided(session, [place.id], day)[place.id].kept, day)
    with house.writing() as session:
        n = erasure.purge_archive(session, day)
    yield _("Archives détruites : %(n)s.") % {"n": n}


def _one(wave_id: str) -> bool:
    with database().writing() as session:
        return waves.do_one(session, wave_id)


def _places(session: Session, slug: str) -> list[Organisation]:
    found = [place for place in identity.organisations(session) if slug in ("", place.slug)]
    if not found:
        raise NotFound(_("Aucune organisation ne s'appelle « %(slug)s ».") % {"slug": slug})
    return found
