"""The trail as whoever answers for data searches it, and as each person reads what is about them."""

from collections.abc import Iterator
from datetime import timedelta

from fastapi import Request, Response

from app.core.access import require
from app.core.clock import local, today
from app.core.cursors import cursor, read_cursor
from app.core.errors import HouseError, Invalid
from app.core.i18n import _
from app.core.periods import Period, read_period
from app.core.settings import settings
from app.core.trail import MACHINE, words
from app.identity.words import role_words
from app.trail import policies
from app.trail.saying import Shown
from app.trail.services import mine, searching
from app.trail.services.searching import Asked, Found, Wish
from app.web import spreadsheets
from app.web.doors import CurrentActor, Reading, Writing, afterwards, pages
from app.web.forms import Posted, only
from app.web.templating import go, show

router = pages("trail")


def _asked(personne: str, lecteur: str, acte: str, du: str, au: str, avant: str = "") -> Asked:
    """Ids and dates, as the address holds them. Raises Invalid."""
    period = read_period(du, au, today=today()) if du or au else None
    return Asked(personne[:36], lecteur[:36], acte[:20], period, read_cursor(avant) if avant else None)


def _query(asked: Asked) -> str:
    parts = [f"personne={asked.person}" if asked.person else "", f"lecteur={asked.reader}" if asked.reader else ""]
    parts += [f"acte={asked.act}" if asked.act else "", asked.period.query if asked.period else ""]
    return "&".join(filter(None, parts))


@router.get("/donnees/journal")
def journal(
    request: Request, session: Reading, actor: CurrentActor, personne: str = "", lecteur: str = "", acte: str = "",
    du: str = "", au: str = "", avant: str = "",
) -> Response:  # fmt: skip
    """What was done with people's data here, the latest first; looking is noted too."""
    require(policies.may_search(actor, searching.officer_of(session, actor.organisation_id)))
    try:
        asked = _asked(personne, lecteur, acte, du, au, avant)
    except Invalid as error:
        return _page(request, Asked(), Found(()), wish=Wish(), error=error)
    found = searching.search(session, actor, asked)
    afterwards(request, searching.look_to_note(actor, asked))
    wish = Wish(found.person, found.reader, found.reason)
    return _page(request, asked, found, wish=wish)


@router.post("/donnees/journal")
def search(request: Request, session: Writing, actor: CurrentActor, posted: Posted) -> Response:
    """From what was typed to the address of the result, which holds ids alone."""
    wish = Wish(only(posted, "personne")[:200], only(posted, "lecteur")[:200], only(posted, "raison")[:2000])
    asked = Asked()
    try:
        asked = _asked("", "", only(posted, "acte"), only(posted, "du"), only(posted, "au"))
        chosen = searching.choose(session, actor, wish)
    except Invalid as error:
        return _page(request, asked, Found(()), wish=wish, error=error)
    query = _query(Asked(chosen.person, chosen.reader, asked.act, asked.period))
    return go(f"/donnees/journal?{query}" if query else "/donnees/journal")


def _page(request: Request, asked: Asked, found: Found, *, wish: Wish, error: HouseError | None = None) -> Response:
    query = _query(asked)
    fields = error.fields if isinstance(error, Invalid) else []
    period = asked.period or Period(today() - timedelta(days=30), today())
    return show(
        request,
        "trail/journal.html",
        status=error.status if error else 200,
        lines=found.lines,
        found=found,
        wish=wish,
        act=asked.act,
        acts=[(key, words.act_words(key)) for key in words.ACTS],
        du=period.start.isoformat() if asked.period else "",
        au=period.end.isoformat() if asked.period else "",
        csv=f"/donnees/journal.csv?{query}",
        following=f"/donnees/journal?{query}&avant={cursor(*found.after)}".replace("?&", "?") if found.after else "",
        months=settings().trail_months,
        refused=error.detail if error else "",
        fields=fields,
        errors={field.field: field.message for field in fields},
        searched=bool(query),
    )


@router.get("/donnees/journal.csv")
def journal_file(
    request: Request, session: Reading, actor: CurrentActor, personne: str = "", lecteur: str = "", acte: str = "",
    du: str = "", au: str = "",
) -> Response:  # fmt: skip
    """The same lines for a spreadsheet."""
    asked = _asked(personne, lecteur, acte, du, au)
    found = searching.search(session, actor, asked, limit=searching.MOST_EXPORTED)
    afterwards(request, searching.note_export(actor, asked, len(found.lines)))
    return Response(
        spreadsheets.sheet(_rows(found)),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="journal-des-acces.csv"', "Cache-Control": "no-store"},
    )


def _rows(found: Found) -> Iterator[list[object]]:
    yield [_("Moment"), _("Qui"), _("À quel titre"), _("Acte"), _("Quoi"), _("Personnes"), _("Appareil")]
    for line in found.lines:
        yield [
            f"{local(line.at):%d/%m/%Y %H:%M:%S}", line.who, _title_of(line), words.did_words(line.line["did"]),
            line.what, line.line["people"] if line.line["people"] is not None else "", line.device,
        ]  # fmt: skip


def _title_of(line: Shown) -> str:
    """What gives somebody the right to act: a role, or the house at its own work."""
    role = line.line["role"]
    return line.why if role == MACHINE else role_words(role)


@router.get("/mes-donnees/lectures")
def about_me(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """Who opened one's own file, when, and why they may."""
    return show(
        request,
        "trail/mine.html",
        days=mine.about_me(session, actor),
        months=settings().trail_months,
        learner="learner" in actor.roles,
    )


@router.post("/mes-donnees/lectures/{line_id}/question")
def ask(request: Request, session: Writing, actor: CurrentActor, line_id: str) -> Response:
    """« Je ne comprends pas cette lecture »."""
    made = mine.ask_about(session, actor, line_id)
    said = _(
        "Votre question est partie, avec la lecture. La réponse vient sous un mois. Vous pouvez ajouter vos mots ici."
    )
    return go(f"/mes-donnees/demandes/{made}", said)
