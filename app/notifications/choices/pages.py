"""/reglages/avis: what one is told, and how. /avis/arreter: stopping from a message, without signing in."""

from typing import Annotated, Any

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core import i18n
from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid, NotFound
from app.core.i18n import N_, _
from app.core.settings import settings
from app.notifications import policies, rules, stopping
from app.notifications.choices import queries, services
from app.notifications.choices.rules import DIGEST_HOUR, DIGEST_WEEKDAY, Choice
from app.notifications.kinds import Channel, Kind, Pace, by_code, kinds_for
from app.notifications.phones import queries as phones
from app.notifications.phones import vapid
from app.notifications.queries import person_of_account
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.forms import Form as Sent
from app.web.forms import Posted, number, only
from app.web.templating import go, show

router = pages("choices")

PACES = {
    Pace.NOW: N_("tout de suite"),
    Pace.DAY: N_("résumé chaque jour"),
    Pace.WEEK: N_("résumé chaque semaine"),
    Pace.NEVER: N_("jamais"),
}
WAYS = {
    Channel.PAGE: N_("sur la page"),
    Channel.MAIL: N_("par courriel"),
    Channel.PUSH: N_("par notification"),
    Channel.SMS: N_("par SMS"),
}
WEEKDAYS = (N_("lundi"), N_("mardi"), N_("mercredi"), N_("jeudi"), N_("vendredi"), N_("samedi"), N_("dimanche"))
PAGE = "/reglages/avis"


@router.get("/reglages/avis")
def choices(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _page(request, session, actor)


def _page(
    request: Request, session: Session, actor: Actor, typed: str | None = None, error: Invalid | None = None
) -> Response:
    habits = queries.habits(session, actor.organisation_id, actor.account_id)
    house = rules.quiet_of(habits.house_from, habits.house_until) or rules.NIGHT
    own = rules.quiet_of(habits.quiet_from, habits.quiet_until)
    return show(
        request, "notifications/choices.html", status=error.status if error else 200,
        lines=[(kind, choice, _ways(kind)) for kind, choice in services.choices_for(session, actor)],
        paces=[(pace.value, _(said)) for pace, said in PACES.items()],
        house=house, own=own, habits=habits, hour=queries.digest_hour(habits), weekday=queries.digest_weekday(habits),
        weekdays=[(str(place), _(day)) for place, day in enumerate(WEEKDAYS)], weekday_words=_(WEEKDAYS[queries.digest_weekday(habits)]),
        sms=bool(settings().sms_url), number=typed if typed is not None else habits.sms_number or habits.phone,
        agreed=habits.sms_agreed_at is not None, devices=phones.devices(session, actor.organisation_id, actor.account_id),
        usable=rules.is_usable(actor.email), push_key=vapid.public_key(), problem=error,
        errors={one.field: one.message for one in error.fields} if error else {},
    )  # fmt: skip


def _ways(kind: Kind) -> dict[str, Any]:
    return {
        "page": Channel.PAGE in kind.channels, "push": Channel.PUSH in kind.channels, "sms": Channel.SMS in kind.channels,
        "paces": {pace.value for pace in kind.paces},
    }  # fmt: skip


@router.post("/reglages/avis")
def choose(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    wanted = {kind.code: _choice(form, kind.code) for kind in kinds_for(actor) if kind.can_stop}
    services.choose(session, actor, wanted)
    return go(PAGE, _("C'est enregistré. Vos prochaines nouvelles viendront ainsi."))


def _choice(form: Sent, code: str) -> Choice:
    paces = {pace.value for pace in Pace}
    said = only(form, f"mail_{code}")
    return Choice(
        page=f"page_{code}" in form,
        mail=Pace(said) if said in paces else Pace.NEVER,
        push=f"push_{code}" in form,
        sms=f"sms_{code}" in form,
    )


@router.post("/reglages/avis/heures")
def set_hours(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    services.set_hours(
        session, actor,
        services.Hours(_quiet(form) if only(form, "own") else None, number(form, "digest_hour"), number(form, "digest_weekday")),
    )  # fmt: skip
    return go(PAGE, _("C'est enregistré. Vos heures comptent dès maintenant."))


def _quiet(form: Sent) -> rules.Quiet:
    begins, ends = services.clock_time(only(form, "quiet_from")), services.clock_time(only(form, "quiet_until"))
    if begins is None or ends is None:
        field = "quiet_from" if begins is None else "quiet_until"
        raise Invalid(_("Rien n'a été changé."), [FieldError(field, _("Écrivez une heure, comme 21:30."))])
    return rules.Quiet(begins, ends)


@router.post("/reglages/avis/sms")
def agree_to_sms(
    request: Request, session: Writing, actor: CurrentActor, number: Annotated[str, Form(max_length=40)] = "",
    agreed: Annotated[str, Form(max_length=5)] = "",
) -> Response:  # fmt: skip
    try:
        kept = services.agree_to_sms(session, actor, number, agreed=bool(agreed))
    except Invalid as error:
        return _page(request, session, actor, number, error)
    said = _("C'est enregistré. Les SMS iront au %(number)s.") % {"number": kept}
    return go(PAGE, said if kept else _("C'est enregistré. Vous ne recevrez pas de SMS."))


@router.get("/admin/avis")
def house_hours(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_set_hours(actor))
    row = queries.house(session, actor.organisation_id)
    return show(
        request, "notifications/house_hours.html",
        quiet=(rules.quiet_of(row.quiet_from, row.quiet_until) if row else None) or rules.NIGHT,
        hour=row.digest_hour if row else DIGEST_HOUR, weekday=str(row.digest_weekday if row else DIGEST_WEEKDAY),
        weekdays=[(str(place), _(day)) for place, day in enumerate(WEEKDAYS)],
    )  # fmt: skip


@router.post("/admin/avis")
def set_house_hours(request: Request, session: Writing, actor: CurrentActor, form: Posted) -> Response:
    hour, weekday = number(form, "digest_hour"), number(form, "digest_weekday")
    services.set_house_hours(
        session,
        actor,
        _quiet(form),
        DIGEST_HOUR if hour is None else hour,
        DIGEST_WEEKDAY if weekday is None else weekday,
    )
    return go("/admin/avis", _("C'est enregistré, pour toutes les personnes qui n'ont pas choisi leurs heures."))


# --- From a message, without signing in: the signed link is what proves who asks ------------------------------------


@router.get("/avis/arreter/{token}")
def stop_page(request: Request, session: Reading, token: str) -> Response:
    """Looking stops nothing: programs follow the links of messages before their reader does."""
    return _stop_page(request, session, token, _asked(session, token))


@router.post("/avis/arreter/{token}")
def stop(request: Request, session: Writing, token: str, encore: Annotated[str, Form(max_length=5)] = "") -> Response:
    """One tap, also that of a mail program (RFC 8058), which sends no cookie and no token of a form."""
    asked = _asked(session, token)
    services.stop(session, asked, again=bool(encore))
    return _stop_page(request, session, token, asked)


def _stop_page(request: Request, session: Session, token: str, asked: stopping.Stop) -> Response:
    return show(
        request, "notifications/stop.html", kind=by_code(asked.kind), token=token,
        stopped=services.is_all_stopped(session, asked), by=_(WAYS[asked.channel]),
    )  # fmt: skip


def _asked(session: Session, token: str) -> stopping.Stop:
    asked = stopping.read(token)
    kind = by_code(asked.kind) if asked else None
    person = person_of_account(session, asked.account_id) if asked else None
    if asked is None or kind is None or person is None or not kind.can_stop:
        raise NotFound(_("Ce lien n'est plus bon. Connectez-vous pour choisir ce que vous recevez."))
    i18n.locale.set(person.locale)
    return asked
