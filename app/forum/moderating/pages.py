"""Reporting a post, and the moderators' page."""

from collections import defaultdict
from collections.abc import Callable
from typing import Annotated

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _
from app.forum.moderating import policies, queries, rules, services
from app.forum.naming_queries import names_behind
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("forum")

SHOWN = 30
_ACTS = {
    rules.HIDDEN: N_("message masqué"),
    rules.SHOWN: N_("message rétabli"),
    rules.KEPT: N_("signalement lu, message gardé"),
    rules.WARNED: N_("mot envoyé à la personne"),
}
Words = Annotated[str, Form()]
Act = Callable[[Session, Actor, str, str], None]


@router.get("/forum/messages/{post_id}/signalement")
def report_form(request: Request, session: Reading, actor: CurrentActor, post_id: str) -> Response:
    services.post_seen(session, actor, post_id)
    return _report(request, session, actor, post_id)


@router.post("/forum/messages/{post_id}/signalement")
def report(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    post_id: str,
    reason: Annotated[str, Form(max_length=40)] = "",
    words: Words = "",
) -> Response:
    try:
        services.report(session, actor, post_id, reason, words)
    except Invalid as error:
        return _report(request, session, actor, post_id, reason, words, error)
    post = services.post_seen(session, actor, post_id)
    return go(
        f"/forum/{post.thread_id}", _("Merci. L'équipe va lire ce message. Son auteur ne saura pas qui l'a signalé.")
    )


@router.get("/forum/moderation")
def moderation(request: Request, session: Reading, actor: CurrentActor) -> Response:
    return _moderation(request, session, actor)


@router.post("/forum/messages/{post_id}/masquage")
def hide(request: Request, session: Writing, actor: CurrentActor, post_id: str, words: Words = "") -> Response:
    done = _("Le message est masqué. La personne qui l'a écrit reçoit votre raison.")
    return _judged(request, session, actor, post_id, words, services.hide, done)


@router.post("/forum/messages/{post_id}/retablissement")
def show_again(request: Request, session: Writing, actor: CurrentActor, post_id: str, words: Words = "") -> Response:
    return _judged(
        request, session, actor, post_id, words, services.show_again, _("Le message est de nouveau affiché.")
    )


@router.post("/forum/messages/{post_id}/maintien")
def keep(request: Request, session: Writing, actor: CurrentActor, post_id: str, words: Words = "") -> Response:
    return _judged(
        request, session, actor, post_id, words, services.keep, _("Le message reste. Le signalement est classé.")
    )


@router.post("/forum/messages/{post_id}/avertissement")
def warn(request: Request, session: Writing, actor: CurrentActor, post_id: str, words: Words = "") -> Response:
    return _judged(request, session, actor, post_id, words, services.warn, _("Votre mot est envoyé à la personne."))


def _judged(
    request: Request, session: Session, actor: Actor, post_id: str, words: str, act: Act, done: str
) -> Response:
    try:
        act(session, actor, post_id, words)
    except Invalid as error:
        return _moderation(request, session, actor, post_id, words, error)
    return go("/forum/moderation", done)


def _report(
    request: Request, session: Session, actor: Actor, post_id: str, reason: str = "", words: str = "",
    error: Invalid | None = None,
) -> Response:  # fmt: skip
    post = services.post_seen(session, actor, post_id)
    fields: list[FieldError] = error.fields if error else []
    return show(
        request,
        "forum/report.html",
        status=error.status if error else 200,
        post=post,
        reasons=[(key, _(said)) for key, said in rules.REASONS.items()],
        known=queries.report_by(session, post_id, actor.account_id),
        own=post.author_id == actor.account_id,
        reason=reason,
        words=words,
        detail=error.detail if error else "",
        fields=fields,
        errors={field.field: field.message for field in fields},
        longest=rules.LONGEST_WORDS,
    )


def _moderation(
    request: Request, session: Session, actor: Actor, post_id: str = "", words: str = "", error: Invalid | None = None
) -> Response:
    require(policies.may_moderate(actor))
    waiting = queries.waiting(session, actor, SHOWN)
    hidden = queries.hidden(session, actor.organisation_id, SHOWN)
    reports = defaultdict(list)
    for row in queries.reports_of(session, [post.id for post in waiting]):
        reports[row.post_id].append(row)
    return show(
        request,
        "forum/moderation.html",
        status=error.status if error else 200,
        waiting=waiting,
        reports=reports,
        reasons={key: _(said) for key, said in rules.REASONS.items()},
        hidden=hidden,
        names=names_behind(session, actor, [row.id for row in (*waiting, *hidden) if row.anonymous]),
        acts=queries.acts(session, actor.organisation_id, tuple(_ACTS), SHOWN),
        act_words={key: _(said) for key, said in _ACTS.items()},
        wrong=post_id,
        words=words,
        detail=error.detail if error else "",
        longest=rules.LONGEST_REASON,
    )
