"""What people do about a breach: say it, weigh it, decide, notify, tell those concerned, close. Its line stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, let_see, require
from app.core.clock import now
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.ledger.services import take_turn
from app.notifications.services import write_to
from app.notifications.writing import Person
from app.privacy.processing import policies, rules
from app.privacy.processing import queries as registers
from app.privacy.processing.breaches import affected, queries, words
from app.privacy.processing.models import DataBreach, DataBreachAct, DataBreachPerson

LONGEST = 8000


def declare(
    session: Session, actor: Actor, what: str, sort: str, known_at: datetime | None, since: datetime | None
) -> DataBreach:
    """Somebody of the team saw something: the line is in the register, and those who decide are told at once."""
    require(policies.may_declare_breach(actor))
    wrong = []
    moment = now()
    if not what.strip():
        wrong.append(FieldError("words", _("Dites en quelques mots ce que vous avez vu.")))
    if sort not in words.SORTS:
        wrong.append(FieldError("sort", _("Choisissez ce qui ressemble le plus à ce que vous avez vu.")))
    if known_at and known_at > moment:
        wrong.append(FieldError("known_at", _("Cette heure n'est pas encore venue.")))
    if since and since > (known_at or moment):
        wrong.append(FieldError("since", _("Le début vient après la découverte.")))
    _refuse(wrong)
    take_turn(session, actor.organisation_id)
    breach = DataBreach(
        organisation_id=actor.organisation_id, number=queries.next_number(session, actor.organisation_id),
        words=what.strip()[:LONGEST], sort=sort, since=since, known_at=known_at or moment,
        declared_by=actor.account_id, declared_at=moment,
    )  # fmt: skip
    session.add(breach)
    session.flush()
    _act(session, breach, actor, "declared", {"sort": sort})
    for officer in registers.officers_to_tell(session, actor.organisation_id):
        write_to(
            session, actor.organisation_id, Person(officer.name, officer.email, officer.id, locale=officer.locale),
            "breach_declared", f"breach_declared:{breach.id}:{officer.id}",
            {"number": breach.number, "deadline": rules.deadline(breach.known_at), "page": page_of(breach)},
        )  # fmt: skip
    return breach


def correct_known(session: Session, actor: Actor, breach_id: str, known_at: datetime | None, why: str) -> None:
    """The hour from which the 72 hours run was not the right one. What was said before stays in the acts."""
    breach = _open(session, actor, breach_id)
    wrong = []
    if known_at is None or known_at > now():
        wrong.append(FieldError("known_at", _("Donnez l'heure de la découverte, dans le passé.")))
    if not why.strip():
        wrong.append(FieldError("why", _("Dites pourquoi l'heure change.")))
    _refuse(wrong)
    assert known_at
    _act(
        session,
        breach,
        actor,
        "known",
        {"before": breach.known_at.isoformat(), "after": known_at.isoformat(), "why": why.strip()[:LONGEST]},
    )
    breach.known_at = known_at


def assess(session: Session, actor: Actor, breach_id: str, typed: Mapping[str, list[str]]) -> None:
    """What it is, whom and how many it touches, what may come of it. Another assessment is another act: the last counts."""
    breach = _open(session, actor, breach_id)
    said: dict[str, Any] = {
        "nature": [code for code in words.NATURES if code in typed.get("nature", [])],
        "categories": [code for code in words.CATEGORIES if code in typed.get("categories", [])],
    }
    wrong = []
    for name in ("people", "records"):
        text = _first(typed, name)
        if text and not (text.isascii() and text.isdecimal() and len(text) < 9):
            wrong.append(FieldError(name, _("Écrivez un nombre entier, même approximatif.")))
        said[name] = int(text) if text and not wrong else None
    said["effects"] = _first(typed, "effects")[:LONGEST]
    said["risk"] = _first(typed, "risk")
    if said["risk"] not in words.RISKS:
        wrong.append(FieldError("risk", _("Choisissez le niveau de risque.")))
    if not said["nature"]:
        wrong.append(FieldError("nature", _("Cochez au moins une nature.")))
    _refuse(wrong)
    _act(session, breach, actor, "assessed", said)


def decide(session: Session, actor: Actor, breach_id: str, decision: str, why: str) -> None:
    """Notify the authority, or keep the line and say why not. It may be decided again until it is notified."""
    breach = _open(session, actor, breach_id)
    if breach.notified_at:
        raise Conflict(_("Cette violation est déjà notifiée : la décision ne change plus."))
    assessed = last(queries.acts(session, breach.id), "assessed")
    wrong = []
    if decision not in words.DECISIONS:
        wrong.append(FieldError("decision", _("Choisissez une décision.")))
    if not why.strip():
        wrong.append(FieldError("why", _("Écrivez la raison : c'est elle que la CNIL lira.")))
    _refuse(wrong)
    if assessed is None:
        raise Conflict(_("Évaluez d'abord le risque pour les personnes. La décision en découle."))
    if decision == "keep" and assessed["risk"] != "none":
        raise Conflict(_("Un risque pour les personnes oblige à notifier. Notifiez, ou reprenez l'évaluation."))
    breach.decision, breach.state = decision, "decided"
    _act(session, breach, actor, "decided", {"decision": decision, "why": why.strip()[:LONGEST]})


def notified(session: Session, actor: Actor, breach_id: str, at: datetime | None, reference: str, late: str) -> None:
    """The authority knows: when, under which number, and why so late when the 72 hours had gone."""
    breach = _open(session, actor, breach_id)
    if breach.decision != "notify":
        raise Conflict(_("Décidez d'abord de notifier."))
    if breach.notified_at:
        raise Conflict(_("Cette violation est déjà notifiée."))
    moment = at or now()
    wrong = []
    if moment > now() or moment < breach.known_at:
        wrong.append(FieldError("at", _("L'heure de la notification est entre la découverte et maintenant.")))
    if moment > rules.deadline(breach.known_at) and not late.strip():
        wrong.append(FieldError("late", _("Les 72 heures sont passées : dites pourquoi. La loi demande cette raison.")))
    _refuse(wrong)
    breach.notified_at = moment
    _act(
        session,
        breach,
        actor,
        "notified",
        {"at": moment.isoformat(), "reference": reference.strip()[:100], "late": late.strip()[:LONGEST]},
    )


def add_people(session: Session, actor: Actor, breach_id: str, way: str, asked: Mapping[str, str]) -> int:
    """Those that a question finds join the list; how many are new. Nobody leaves it: another question adds."""
    breach = _open(session, actor, breach_id)
    found = affected.find(session, actor.organisation_id, way, asked)
    known = {row.account_id for row in queries.people(session, breach.id)}
    new = [account_id for account_id in found if account_id not in known]
    moment = now()
    session.add_all(
        DataBreachPerson(
            organisation_id=actor.organisation_id, breach_id=breach.id, account_id=account_id, found_by=way, at=moment
        )
        for account_id in new
    )
    said = {"way": way, "found": len(found), "new": len(new)}
    if way == "reader":
        said["lists"] = affected.lists_of(actor.organisation_id, asked)
    _act(session, breach, actor, "people", said)
    return len(new)


def tell(session: Session, actor: Actor, breach_id: str, message: str) -> tuple[int, int]:
    """Write to each person of the list who was not told; (told, those that nothing reaches: a voice or a letter will)."""
    breach = _open(session, actor, breach_id)
    if not message.strip():
        _refuse([FieldError("message", _("Écrivez ce qui sera dit aux personnes."))])
    known = {row.account_id: row for row in queries.people(session, breach.id)}
    moment, told, silent = now(), 0, 0
    for person in queries.people_to_tell(session, breach.id):
        row = known[person.account_id]
        if not row.email:
            silent += 1
            continue
        write_to(
            session, actor.organisation_id, Person(row.name, row.email, row.account_id, locale=row.locale),
            "breach_told", f"breach_told:{person.id}",
            {"words": message.strip()[:LONGEST], "house": actor.organisation_name},
        )  # fmt: skip
        person.told_at, person.told_by = moment, "message"
        told += 1
    _act(session, breach, actor, "told", {"words": message.strip()[:LONGEST], "told": told, "silent": silent})
    return told, silent


def told_otherwise(session: Session, actor: Actor, breach_id: str, person_id: str) -> None:
    """Somebody without an address was told by voice or by post: an act says that one more is, and by whom."""
    breach = _open(session, actor, breach_id)
    for person in queries.people_to_tell(session, breach.id):
        if person.id == person_id:
            person.told_at, person.told_by = now(), "voice"
            _act(session, breach, actor, "told", {"told": 1, "way": "voice"})


def note(session: Session, actor: Actor, breach_id: str, what: str, said: str) -> None:
    """A measure taken; or why those concerned are not told (article 34.3)."""
    breach = _open(session, actor, breach_id)
    if what not in ("measure", "untold"):
        _refuse([FieldError("what", _("Choisissez ce que vous notez."))])
    if not said.strip():
        _refuse([FieldError("said", _("Écrivez ce qui a été fait."))])
    _act(session, breach, actor, what, {"words": said.strip()[:LONGEST]})


def close(session: Session, actor: Actor, breach_id: str) -> None:
    """Nothing more is to be done. The line and its acts stay in the register."""
    breach = _open(session, actor, breach_id)
    done = queries.acts(session, breach.id)
    if not breach.decision:
        raise Conflict(_("Décidez d'abord s'il faut notifier."))
    if breach.decision == "notify" and not breach.notified_at:
        raise Conflict(_("Notez d'abord la notification à la CNIL."))
    assessed = last(done, "assessed") or {}
    if assessed.get("risk") == "high" and not (last(done, "untold") or _all_told(session, breach)):
        raise Conflict(
            _(
                "Le risque est élevé : prévenez chaque personne de la liste, ou notez pourquoi elles ne le sont pas toutes."
            )
        )
    if not last(done, "measure"):
        raise Conflict(_("Notez au moins une mesure prise."))
    breach.state, breach.closed_at = "closed", now()
    _act(session, breach, actor, "closed", {})


def _all_told(session: Session, breach: DataBreach) -> bool:
    people = queries.people(session, breach.id)
    return bool(people) and all(row.told_at for row in people)


def last(done: Any, what: str) -> dict[str, Any] | None:
    """What the last act of a sort says."""
    return next((act.said for act in reversed(done) if act.what == what), None)


def page_of(breach: DataBreach) -> str:
    return f"/donnees/violations/{breach.id}"


def see(session: Session, actor: Actor, breach_id: str) -> DataBreach:
    let_see(policies.may_keep_registers(actor, registers.officer_id(session, actor.organisation_id)))
    return queries.breach(session, actor.organisation_id, breach_id)


def _open(session: Session, actor: Actor, breach_id: str) -> DataBreach:
    """Seen, allowed, and not closed."""
    let_see(policies.may_keep_registers(actor, registers.officer_id(session, actor.organisation_id)))
    breach = queries.breach(session, actor.organisation_id, breach_id, to_change=True)
    if breach.state == "closed":
        raise Conflict(_("Cette violation est close : sa ligne reste, et ne change plus."))
    return breach


def _act(session: Session, breach: DataBreach, actor: Actor | None, what: str, said: dict[str, Any]) -> None:
    session.add(
        DataBreachAct(
            organisation_id=breach.organisation_id, breach_id=breach.id, what=what, said=said,
            by_id=actor.account_id if actor else None, at=now(),
        )
    )  # fmt: skip


def reminded(session: Session, breach: DataBreach, hours: int) -> None:
    _act(session, breach, None, "reminded", {"hours": hours})


def _first(typed: Mapping[str, list[str]], name: str) -> str:
    return (typed.get(name) or [""])[0].strip()


def _refuse(wrong: list[FieldError]) -> None:
    if wrong:
        raise Invalid(_("Une réponse manque ou n'est pas bonne. Rien n'est encore enregistré."), wrong)
