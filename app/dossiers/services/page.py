"""The page itself: where the person comes from, what they need, what they want; and what they ask to put right."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core import journal
from app.core.access import Actor, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.ids import new_id
from app.dossiers import events, policies, queries, rules
from app.dossiers.models import Dossier, DossierCorrection, DossierList
from app.dossiers.services.seeing import see
from app.dossiers.services.texts import Text, check_choice, checked
from app.enrolments.queries import EnrolmentRow
from app.ledger import services as ledger
from app.ledger.kinds import Kind


def open_dossier(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    *,
    referrer_structure: str = "",
    referrer_person: str = "",
    met: str = "",
    needs: str = "",
    project: str = "",
    stage: str = "",
    strengths: str = "",
    anyway: bool = False,
) -> Dossier:
    """At entry: carry what was said before into the dossier. What is already written there is not overwritten."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    dossier = _dossier(session, enrolment)
    given = {
        "referrer_structure": referrer_structure, "referrer_person": referrer_person, "met": met, "needs": needs,
        "project": project, "stage": stage, "strengths": strengths,
    }  # fmt: skip
    kept: dict[str, Any] = {name: getattr(dossier, name) or value for name, value in given.items()}
    return change_page(session, actor, enrolment_id, anyway=anyway, **kept)


def change_page(
    session: Session,
    actor: Actor,
    enrolment_id: str,
    *,
    referrer_structure: str,
    referrer_person: str,
    met: str,
    needs: str,
    project: str,
    stage: str,
    strengths: str,
    version: int | None = None,
    anyway: bool = False,
) -> Dossier:
    """Say again where the person comes from, what they need and want. `version` is the one that was read."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    said = checked(
        {
            "referrer_structure": Text(referrer_structure, 200),
            "referrer_person": Text(referrer_person, 200),
            "met": Text(met, 120),
            "needs": Text(needs),
            "project": Text(project),
            "strengths": Text(strengths),
        },
        anyway,
    )
    said["stage"] = check_choice("stage", stage, rules.STAGES, _("Choisissez une étape de la liste."))
    ledger.take_turn(session, actor.organisation_id)
    dossier = _dossier(session, enrolment)
    if version is not None and version != dossier.version:
        raise Conflict(
            _(
                "Quelqu'un a changé cette page pendant que vous écriviez. Copiez vos mots, rechargez la page et reprenez."
            )
        )
    if all(getattr(dossier, name) == value for name, value in said.items()):
        return dossier
    for name, value in said.items():
        setattr(dossier, name, value)
    _changed(session, actor, enrolment, dossier)
    return dossier


def say_in_own_words(session: Session, actor: Actor, enrolment_id: str, words: str, anyway: bool = False) -> Dossier:
    """What the person says of their project and of what they need: theirs, beside the words of the team."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_speak_for_oneself(actor, enrolment.learner_id))
    said = checked({"own_words": Text(words)}, anyway)
    ledger.take_turn(session, actor.organisation_id)
    dossier = _dossier(session, enrolment)
    if dossier.own_words != said["own_words"]:
        dossier.own_words = said["own_words"]
        _changed(session, actor, enrolment, dossier)
    return dossier


def ask_correction(session: Session, actor: Actor, enrolment_id: str, body: str, anyway: bool = False) -> None:
    """The person asks that something be put right. The same words twice are asked once."""
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_speak_for_oneself(actor, enrolment.learner_id))
    said = checked({"body": Text(body, missing=_("Écrivez ce qu'il faut corriger."))}, anyway)
    for known in queries.corrections(session, enrolment_id):
        if known.answered_at is None and known.body == said["body"]:
            return
    session.add(
        DossierCorrection(
            id=new_id(), organisation_id=enrolment.organisation_id, enrolment_id=enrolment_id, body=said["body"],
            asked_at=now(),
        )
    )  # fmt: skip
    session.flush()


def answer_correction(
    session: Session, actor: Actor, enrolment_id: str, correction_id: str, answer: str, anyway: bool = False
) -> None:
    enrolment = see(session, actor, enrolment_id)
    require(policies.may_accompany(actor, enrolment.learner_id))
    said = checked({"answer": Text(answer, missing=_("Écrivez votre réponse."))}, anyway)
    asked = queries.correction_to_answer(session, enrolment_id, correction_id)
    asked.answer, asked.answered_at, asked.answered_by = said["answer"], now(), actor.account_id
    session.flush()
    journal.record(session, actor, events.CorrectionAnswered(correction_id, enrolment_id))


def choices(session: Session, organisation_id: str) -> dict[str, list[str]]:
    """The words of each list: those of the organisation, or those of the house."""
    chosen = queries.chosen_lists(session, organisation_id)
    return {name: chosen.get(name) or [_(word) for word in words] for name, (_title, words) in rules.LISTS.items()}


def keep_lists(session: Session, actor: Actor, asked: Mapping[str, Sequence[str]]) -> None:
    """Make lists the organisation's own, in this order; what was chosen before keeps its words. Empty: the house's."""
    require(policies.may_keep_lists(actor))
    kept = {name: list(dict.fromkeys(word.strip() for word in words if word.strip())) for name, words in asked.items()}
    wrong = [
        FieldError(name, _("Une liste a quarante lignes au plus, de 120 caractères chacune."))
        for name, words in kept.items()
        if len(words) > rules.CHOICES_MOST or any(len(word) > 120 for word in words)
    ]
    if wrong:
        raise Invalid(_("Rien n'est encore enregistré. Vérifiez le formulaire."), wrong)
    for name, words in kept.items():
        known = queries.list_to_change(session, actor.organisation_id, name)
        if known is None:
            session.add(DossierList(organisation_id=actor.organisation_id, name=name, choices=words))
        else:
            known.choices = words
    session.flush()


def _dossier(session: Session, enrolment: EnrolmentRow) -> Dossier:
    found = queries.dossier_to_change(session, enrolment.id)
    if found is None:
        found = Dossier(
            enrolment_id=enrolment.id, organisation_id=enrolment.organisation_id, referrer_structure=enrolment.referrer,
            referrer_person="", met="", needs="", project=enrolment.project, stage="", strengths="", own_words="",
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found


def _changed(session: Session, actor: Actor, enrolment: EnrolmentRow, dossier: Dossier) -> None:
    dossier.changed_at = now()
    session.flush()
    ledger.append(
        session, actor, Kind.DOSSIER_CHANGED, person_id=enrolment.learner_id, enrolment_id=enrolment.id,
        nature="accompaniment", proof_kind="dossier", proof_id=enrolment.id,
    )  # fmt: skip
