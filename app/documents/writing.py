"""The texts and the look of an organisation's documents, and what was agreed for a path."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.documents import making, paper, policies, queries, text
from app.documents.models import DocumentSettings, DocumentTemplate, DocumentTerms
from app.enrolments import queries as enrolments
from app.files import queries as files
from app.files.models import StoredFile
from app.identity import rules as numbers
from app.ledger import services as ledger

MOST_DAYS = 60


def save_template(session: Session, actor: Actor, code: str, body: str, version: int) -> DocumentTemplate | None:
    """A new version of the text of a kind. Invalid with each line to mend; None when nothing has changed."""
    require(policies.may_write_templates(actor))
    kind = making.kind_of(code)
    body = body.replace("\r\n", "\n").strip() + "\n"
    if wrong := text.problems(body, kind):
        fields = [FieldError("body", _("Ligne %(line)s : %(words)s") % {"line": one.line, "words": one.words} if one.line else one.words) for one in wrong[:20]]
        raise Invalid(_("Le modèle n'est pas enregistré. À corriger :"), fields)
    ledger.take_turn(session, actor.organisation_id)
    known, current = making.body_of(session, actor.organisation_id, kind)
    if current == body:
        return None
    if version != known:
        raise Conflict(_("Une autre personne a changé ce modèle entre-temps. Copiez votre texte, rechargez la page, puis reprenez."))
    kept = DocumentTemplate(organisation_id=actor.organisation_id, kind=code, version=known + 1, body=body, saved_by=actor.account_id)
    session.add(kept)
    session.flush()
    return kept


def keep_settings(
    session: Session,
    actor: Actor,
    convocation_days: int,
    *,
    monthly: bool,
    keep_logo: Callable[[], StoredFile] | None = None,
    keep_signature: Callable[[], StoredFile] | None = None,
    without: frozenset[str] = frozenset(),
) -> DocumentSettings:
    """What documents look like, and which are made by themselves from now on, in the name of whoever says so."""
    require(policies.may_write_templates(actor))
    if not 0 <= convocation_days <= MOST_DAYS:
        message = _("Entre 0 et %(most)s jours. 0 : aucune convocation ne part d'elle-même.") % {"most": MOST_DAYS}
        raise Invalid(message, [FieldError("convocation_days", message)])
    kept = queries.settings_of(session, actor.organisation_id)
    if kept is None:
        kept = DocumentSettings(organisation_id=actor.organisation_id, changed_by=actor.account_id)
        session.add(kept)
    for name, keep in (("logo", keep_logo), ("signature", keep_signature)):
        if keep is not None:
            setattr(kept, f"{name}_id", _picture(session, actor, keep(), name))
        elif name in without:
            setattr(kept, f"{name}_id", None)
    kept.convocation_days, kept.monthly = convocation_days, monthly
    kept.changed_by, kept.changed_at = actor.account_id, now()
    session.flush()
    return kept


def _picture(session: Session, actor: Actor, file: StoredFile, name: str) -> str:
    row = files.file_of(session, actor.organisation_id, file.id)
    problem = ""
    if row.media_type not in ("image/png", "image/jpeg", "image/webp", "image/gif"):
        problem = _("Choisissez une image, en PNG ou en JPEG.")
    elif row.size > paper.MOST_IMAGE:
        problem = _("Cette image est trop lourde : 400 ko au plus.")
    if problem:
        raise Invalid(problem, [FieldError(name, problem)])
    return file.id


TERMS = ("buyer", "buyer_address", "buyer_siret", "signer", "signer_capacity", "signer_email", "employer", "price", "payment",
         "stopping", "headcount", "knowledge", "trainers")  # fmt: skip


def keep_terms(session: Session, actor: Actor, enrolment_id: str, typed: Mapping[str, str]) -> DocumentTerms:
    """What is agreed for a path. What is not known yet may stay empty: the documents that need it say so."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    require(policies.may_make(actor))
    values = {name: typed.get(name, "").strip().replace("\r\n", "\n") for name in TERMS}
    values["buyer_siret"] = numbers.bare(values["buyer_siret"])
    problems = []
    for name, value in values.items():
        most = getattr(DocumentTerms, name).type.length or 4000
        if name != "buyer_siret" and len(value) > most:
            problems.append(FieldError(name, _("%(most)s caractères au plus.") % {"most": most}))
    if values["buyer_siret"] and not numbers.is_siret(values["buyer_siret"]):
        problems.append(FieldError("buyer_siret", _("Ce numéro SIRET n'est pas juste : il a 14 chiffres, et l'un d'eux est à vérifier.")))
    email = values["signer_email"]
    if email and ("@" not in email.strip("@") or " " in email):
        problems.append(FieldError("signer_email", _("Cette adresse de courriel n'est pas complète.")))
    if problems:
        raise Invalid(_("Rien n'a été enregistré. À corriger :"), problems)
    kept = queries.terms(session, enrolment.id)
    if kept is None:
        kept = DocumentTerms(enrolment_id=enrolment.id, organisation_id=actor.organisation_id, changed_by=actor.account_id)
        session.add(kept)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.changed_by, kept.changed_at = actor.account_id, now()
    session.flush()
    return kept
