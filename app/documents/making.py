"""Making a document: gathered, checked, numbered and frozen in one transaction.

Making again what has not changed gives the document that is there. What has changed gives another number, which replaces
the one before; that one says so.
"""

import hashlib
import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.core.clock import local, now
from app.core.errors import Conflict
from app.core.i18n import _
from app.core.ids import new_id
from app.core.journal import record
from app.core.periods import Period
from app.documents import kinds, paper, policies, queries, signers, text, values
from app.documents.events import DocumentIssued
from app.documents.fields import FIELDS
from app.documents.kinds import About, DocumentKind, Span
from app.documents.models import CLOSED, REPLACED, VALID, WAITING, IssuedDocument
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.files import services as storing
from app.identity.organisations import Legal
from app.ledger import services as ledger
from app.ledger.kinds import Kind
from app.reporting.rules import month_of
from app.web import formats

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that is read for another
CODE_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Missing:
    """What a document needs and nobody has said, with the page that mends it."""

    label: str
    page: str


class Incomplete(Conflict):
    """The document is not made: each thing that is missing is named."""

    code = "document-incomplete"

    def __init__(self, title: str, missing: Sequence[Missing]) -> None:
        names = ", ".join(each.label for each in missing)
        super().__init__(
            _("« %(title)s » n'est pas fait. Il manque : %(names)s. Complétez, puis recommencez.")
            % {"title": title, "names": names},
            missing=[{"label": each.label, "page": each.page} for each in missing],
        )
        self.missing = list(missing)


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as it would be made now."""

    kind: DocumentKind
    title: str
    version: int  # of its text
    blocks: list[text.Block]
    gathered: values.Gathered
    missing: list[Missing]
    span: str  # which one it is among those of its subject: « 2026-10-01/2026-10-31 », or the whole path
    enrolment: EnrolmentRow | None
    course_id: str | None

    @property
    def print(self) -> str:
        """Of what it says, its own number and date left out."""
        said = [self.title, self.blocks, [signer.print for signer in signers.of_draft(self.kind, self.gathered)]]
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def kind_of(code: str) -> DocumentKind:
    """Raises Conflict for a kind that does not exist."""
    found = kinds.kinds().get(code)
    if found is None:
        raise Conflict(_("Ce genre de document n'existe pas."))
    return found


def body_of(session: Session, organisation_id: str, kind: DocumentKind) -> tuple[int, str]:
    """The text in use, with its version: that of the organisation, or the one shipped, which is version 0."""
    kept = queries.template(session, organisation_id, kind.code)
    return (kept.version, kept.body) if kept else (0, kind.body)


def draft(
    session: Session,
    actor: Actor,
    kind: DocumentKind,
    *,
    enrolment_id: str | None = None,
    course_id: str | None = None,
    period: Period | None = None,
    body: str | None = None,
) -> Draft:
    """What would be made, without making it. NotFound for a subject that the actor does not see."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id or "") if kind.about is About.PERSON else None
    if kind.about is not About.COURSE:
        course_id = None
    elif course_id not in {row.id for row in queries.published_courses(session, actor.organisation_id)}:
        raise Conflict(_("Choisissez un parcours publié."))
    whole = period is None
    if kind.span is Span.MONTH and enrolment is not None:
        period = month_of(period.start) if period else month_of(enrolment.closed_on or local(now()).date())
        whole = False
    gathered = values.gather(session, actor, kind, enrolment, course_id, period)
    version, known = body_of(session, actor.organisation_id, kind)
    used = known if body is None else body
    if body is None and (wrong := text.problems(used, kind)):
        first = wrong[0]
        raise Conflict(
            _("Le modèle de « %(title)s » est à corriger, ligne %(line)s : %(words)s")
            % {"title": kind.title, "line": first.line, "words": first.words}
        )
    said = gathered.values
    blocks = text.filled(text.parse(used), said, "–")
    lacking = [
        Missing(_(FIELDS[name].label), gathered.mend(FIELDS[name]))
        for name in values.empty(said, kind.needed)
        if not name.startswith("document.")
    ]
    if kind.span is Span.PATH and gathered.minutes == 0 and enrolment is not None:
        lacking.append(Missing(_("des heures suivies dans ces jours"), f"/heures?pour=person:{enrolment.id}"))
    if kind.ended and enrolment is not None and enrolment.closed_on is None:
        lacking.append(Missing(_("la fin du parcours"), f"/suivi/{enrolment.id}/sortie"))
    title = kind.title
    if kind.about is About.COURSE:
        title = f"{kind.title} : {said.get('parcours.titre', '')}"
    span = "" if gathered.period is None or whole else f"{gathered.period.start}/{gathered.period.end}"
    return Draft(kind, title[:300], version, blocks, gathered, lacking, span, enrolment, course_id)


def make(
    session: Session,
    actor: Actor,
    code: str,
    *,
    enrolment_id: str | None = None,
    course_id: str | None = None,
    period: Period | None = None,
    why: str = "",
) -> tuple[IssuedDocument, bool]:
    """The document of a kind about somebody, a course or the house, and whether it was made now.

    Raises Incomplete when something that it needs is not said, Conflict for a text that holds an unknown field.
    """
    require(policies.may_make(actor))
    kind = kind_of(code)
    wanted = draft(session, actor, kind, enrolment_id=enrolment_id, course_id=course_id, period=period)
    if wanted.missing:
        raise Incomplete(wanted.title, wanted.missing)
    ledger.take_turn(session, actor.organisation_id)  # from here on, nobody else takes a number
    there = [
        one
        for one in queries.standing(session, actor.organisation_id, kind.code, enrolment_id, wanted.course_id)
        if one.data.get("span", "") == wanted.span
    ]
    if there and there[0].data.get("print") == wanted.print:
        there[0].outdated = ""
        return there[0], False
    former = there[0] if there else None
    made = _freeze(session, actor, wanted, former)
    if former is not None:
        former.state, former.why, former.outdated = REPLACED, why.strip()[:300], ""
        for signer in queries.signers_to_change(session, former.id):
            if signer.state == WAITING:
                signer.state = CLOSED
    signers.ask(session, made, wanted)
    session.flush()
    ledger.append(
        session, actor, Kind.DOCUMENT_ISSUED, person_id=wanted.enrolment.learner_id if wanted.enrolment else None,
        enrolment_id=enrolment_id, proof_kind="issued_document", proof_id=made.id,
        facts={"kind": kind.code, "number": made.number, "sha256": made.sha256, "replaces": former.number if former else ""},
    )  # fmt: skip
    record(session, actor, DocumentIssued(made.id, enrolment_id))
    return made, True


def identity_of(legal: Legal) -> str:
    """Under the name of the organisation, at the head of a document."""
    known = [", ".join(legal.address.splitlines())]
    if legal.siret:
        known.append(_("SIRET %(number)s") % {"number": legal.siret})
    if legal.activity_number:
        known.append(_("Déclaration d'activité %(number)s") % {"number": legal.activity_number})
    return " · ".join(part for part in known if part)


def _freeze(session: Session, actor: Actor, wanted: Draft, former: IssuedDocument | None) -> IssuedDocument:
    kind, moment = wanted.kind, now()
    year = local(moment).year
    serial = queries.next_serial(session, actor.organisation_id, kind.code, year)
    number = f"{kind.prefix}-{year}-{serial:04}"
    code = "".join(secrets.choice(LETTERS) for _each in range(CODE_LENGTH))
    known = {**wanted.gathered.values, "document.numero": number, "document.date": formats.full_day(moment)}
    _version, body = body_of(session, actor.organisation_id, kind)
    legal = wanted.gathered.legal
    look = queries.settings_of(session, actor.organisation_id)
    data: dict[str, Any] = {
        "title": wanted.title,
        "number": number,
        "organisation": legal.legal_name or legal.name,
        "identity": identity_of(legal),
        "replaces": _("Remplace le document n° %(number)s") % {"number": former.number} if former else "",
        "blocks": text.filled(text.parse(body), known, "–"),
        "signers": [signer.printed for signer in signers.of_draft(kind, wanted.gathered)],
        "verify": paper.verification_address(code),
        "logo_id": look.logo_id if look else None,
        "span": wanted.span,
        "print": wanted.print,
    }
    logo = paper.image(session, actor.organisation_id, data["logo_id"], data["organisation"])
    bytes_ = paper.pdf([data], logo, moment)
    file = storing.store(
        session, actor, actor.organisation_id, f"{number}.pdf", io.BytesIO(bytes_),
        wanted.enrolment.learner_id if wanted.enrolment else actor.account_id,
    )  # fmt: skip
    period = wanted.gathered.period
    made = IssuedDocument(
        id=new_id(), organisation_id=actor.organisation_id, kind=kind.code, year=year, serial=serial, number=number,
        code=code, enrolment_id=wanted.enrolment.id if wanted.enrolment else None, course_id=wanted.course_id,
        title=wanted.title, period_start=period.start if period else None, period_end=period.end if period else None,
        minutes=wanted.gathered.minutes, template_version=wanted.version, data=data,
        sha256=hashlib.sha256(bytes_).hexdigest(), file_id=file.id, state=VALID,
        replaces_id=former.id if former else None, made_by=actor.account_id, made_at=moment,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made
