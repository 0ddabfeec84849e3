"""Testimonies: kept with the accord of the person, published, taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now, today
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.directory import policies, queries
from app.directory.models import Testimony
from app.directory.services.soundness import Faults
from app.directory.words import WordKind
from app.files import services as files
from app.files.models import StoredFile


@dataclass(frozen=True, slots=True)
class Told:
    """A testimony as it is typed; `email` is the address of the account here, when the person has one."""

    first_name: str = ""
    project: str = ""
    commune: str = ""
    words: str = ""
    step: str = ""
    email: str = ""
    media_words: str = ""
    consented_on: date | None = None
    consent_words: str = ""


def keep_testimony(
    session: Session, actor: Actor, told: Told, bring: Callable[[], StoredFile] | None = None
) -> Testimony:
    """Written down, and shown to nobody yet. `bring` gives the photo or the film, once the words are sound."""
    require(policies.may_keep(actor))
    values = _sound(session, actor, told, bring is not None)
    media_id = _seen(session, bring()) if bring else None
    testimony = Testimony(
        id=new_id(), organisation_id=actor.organisation_id, media_id=media_id, created_at=now(), **values
    )
    session.add(testimony)
    session.flush()
    return testimony


def change_testimony(session: Session, actor: Actor, testimony_id: str, told: Told) -> Testimony:
    """Its words. Without an accord it is shown no more."""
    require(policies.may_keep(actor))
    testimony = queries.testimony_for(session, actor, testimony_id)
    _refuse_withdrawn(testimony)
    for name, value in _sound(session, actor, told, bool(testimony.media_id)).items():
        setattr(testimony, name, value)
    if testimony.consented_on is None:
        testimony.published_at = None
    return testimony


def publish_testimony(session: Session, actor: Actor, testimony_id: str, *, shown: bool = True) -> Testimony:
    """Shown to anybody, once the accord is noted; or hidden again."""
    require(policies.may_keep(actor))
    testimony = queries.testimony_for(session, actor, testimony_id)
    _refuse_withdrawn(testimony)
    if not shown:
        testimony.published_at = None
        return testimony
    if testimony.consented_on is None:
        raise Conflict(_("L'accord de la personne n'est pas noté. Rien n'est publié. Notez d'abord sa date."))
    if testimony.published_at is None:
        testimony.published_at = now()
    return testimony


def withdraw_testimony(session: Session, actor: Actor, testimony_id: str) -> Testimony:
    """The accord is taken back: nothing is shown, and words, name and film are erased. Again changes nothing."""
    testimony = queries.testimony_for(session, actor, testimony_id)
    require(policies.may_withdraw(actor, testimony.account_id))
    return forget_testimony(session, testimony)


def forget_testimony(session: Session, testimony: Testimony) -> Testimony:
    """The same, once somebody else has checked who asks."""
    if testimony.withdrawn_at is not None:
        return testimony
    media_id, testimony.media_id = testimony.media_id, None
    testimony.first_name = testimony.project = testimony.commune = testimony.words = ""
    testimony.media_words = testimony.consent_words = ""
    testimony.consented_on = testimony.published_at = None
    testimony.withdrawn_at = now()
    session.flush()
    if media_id:
        files.delete(session, media_id)
    return testimony


def _refuse_withdrawn(testimony: Testimony) -> None:
    if testimony.withdrawn_at is not None:
        raise Conflict(_("La personne a retiré son accord. Ce témoignage a été effacé."))


def _sound(session: Session, actor: Actor, told: Told, has_media: bool) -> dict[str, object]:
    faults = Faults()
    steps = {word.key for word in queries.words(session, actor.organisation_id) if word.kind == WordKind.STEP}
    email = faults.email("email", told.email)
    account_id = queries.account_here(session, actor.organisation_id, email) if email else None
    if email and not account_id:
        faults.add("email", _("Aucun compte d'ici n'a cette adresse. Laissez vide si la personne n'en a pas."))
    if told.consented_on and told.consented_on > today():
        faults.add("consented_on", _("L'accord ne peut pas être donné plus tard qu'aujourd'hui."))
    said = _("Écrivez ce que dit la personne. Pour un film, ce sont les mots qu'on y entend.")
    shows = _("Dites ce que montre la photo ou le film, pour qui ne le voit pas.")
    values: dict[str, object] = {
        "account_id": account_id,
        "first_name": faults.line("first_name", told.first_name, 80, needed=_("Écrivez le prénom de la personne.")),
        "project": faults.line("project", told.project, 200, needed=_("Dites en quelques mots ce qu'elle a créé.")),
        "commune": faults.line("commune", told.commune, 120),
        "words": faults.text("words", told.words, 4000, needed=said),
        "step": told.step if told.step in steps else "",
        "media_words": faults.line("media_words", told.media_words, 300, needed=shows if has_media else ""),
        "consented_on": told.consented_on,
        "consent_words": faults.line("consent_words", told.consent_words, 300),
    }
    faults.stop()
    return values


def _seen(session: Session, file: StoredFile) -> str:
    """The id of a photo or a film; another file is not kept."""
    if files.describe(session, [file.id])[file.id].media_type.startswith(("image/", "video/")):
        return file.id
    files.delete(session, file.id)
    message = _("Choisissez une photo ou un film. Les autres fichiers ne peuvent pas être montrés ici.")
    raise Invalid(message, [FieldError("media", message)])
