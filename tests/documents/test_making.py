"""Numbers without a hole, hours that are those of /heures, names in any script, and what a correction does."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.assessment.models import Attempt, Review, Submission
from app.core.access import Role
from app.core.clock import now, today
from app.core.db import Database, database
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.periods import Period
from app.courses.outline import outline
from app.documents import batches, due, giving, making, outdating, queries, signing, text, values, writing
from app.documents.models import IssuedDocument
from app.enrolments import queries as enrolments
from app.enrolments.models import Enrolment
from app.files import queries as files
from app.files import services as storing
from app.identity.models import Account
from app.identity.organisations import keep_legal_identity
from app.reporting import hours
from app.reporting.scopes import scope_for
from tests.documents.scene import LEGAL, hours_done, named, on_their_way
from tests.factories.house import House, build_house
from tests.factories.paths import enrolled, learner_of


def pdf_of(session: Session, document: IssuedDocument) -> str:
    row = files.file_of(session, document.organisation_id, document.signed_file_id or document.file_id)
    with storing.open_bytes(row) as source:
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(source.read())).pages)


@pytest.fixture
def path(session: Session, house: House) -> Enrolment:
    named(session, house)
    made = on_their_way(session, house)
    hours_done(session, house, made)
    return made


def test_two_threads_never_take_the_same_number(real: Database) -> None:
    with real.writing() as session:
        house = build_house(session)
        named(session, house)
        ids = [enrolled(session, house, email=f"p{n}@demo.example", name=f"P {n}").id for n in range(6)]
    adviser = house.actor("adviser")

    def convoke(enrolment_id: str) -> None:
        with database().writing() as session:
            making.make(session, adviser, "convocation", enrolment_id=enrolment_id)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(convoke, ids))
    with real.reading() as session:
        serials = sorted(session.scalars(select(IssuedDocument.serial)))
    assert serials == [1, 2, 3, 4, 5, 6]


def test_a_refused_document_takes_no_number(session: Session, house: House, path: Enrolment) -> None:
    other = enrolled(session, house, email="autre@demo.example", name="Autre")
    with pytest.raises(making.Incomplete):
        making.make(session, house.actor("adviser"), "contrat", enrolment_id=other.id)
    made, _new = making.make(session, house.actor("adviser"), "contrat", enrolment_id=path.id)
    assert made.number == "CT-2026-0001"


def test_a_certificate_says_the_hours_of_the_page_of_hours(session: Session, house: House, path: Enrolment) -> None:
    adviser = house.actor("adviser")
    for period in (None, Period(today() - timedelta(days=1), today()), Period(today() - timedelta(days=9), today())):
        made, _new = making.make(session, adviser, "certificat", enrolment_id=path.id, period=period)
        assert made.period_start
        assert made.period_end
        scope = scope_for(session, adviser, "person", path.id)
        _planned, done = hours.totals(session, adviser, scope, Period(made.period_start, made.period_end))
        assert made.minutes == done.training == 10
        row = enrolments.enrolment_for(session, adviser, path.id)
        on_site, remote = values.training_by_place(session, adviser, row, Period(made.period_start, made.period_end))
        assert on_site + remote == made.minutes
        assert "10 min" in pdf_of(session, made)


def test_certificates_of_two_periods_stand_beside_each_other(session: Session, house: House, path: Enrolment) -> None:
    adviser = house.actor("adviser")
    whole, _new = making.make(session, adviser, "certificat", enrolment_id=path.id)
    week, _new = making.make(
        session, adviser, "certificat", enrolment_id=path.id, period=Period(today() - timedelta(days=6), today())
    )
    assert (whole.state, week.state) == ("valid", "valid")


def test_two_paths_of_one_person_have_documents_of_their_own(session: Session, house: House, path: Enrolment) -> None:
    first, _new = making.make(session, house.actor("adviser"), "certificat", enrolment_id=path.id)
    path.status, path.closed_on = "finished", today()
    session.flush()
    second = enrolled(session, house, starts_on=today() + timedelta(days=14))
    with pytest.raises(making.Incomplete):
        making.make(session, house.actor("adviser"), "certificat", enrolment_id=second.id)
    assert first.state == "valid"
    rows = queries.documents_of_enrolments(session, house.demo.id, [path.id, second.id])
    assert [row.enrolment_id for row in rows] == [path.id]


@pytest.mark.parametrize(
    "name",
    [
        "😀 Nadia 🧕🏽",
        "محمد علي",
        "李小龙",
        "a" * 190,
        "#strong[Nadia] $x$ \\ **N**",
        "\u202eaidaN",
        "{{ organisation.siret }}",
    ],
)
def test_any_name_is_printed_and_none_is_markup(session: Session, house: House, path: Enrolment, name: str) -> None:
    session.get_one(Account, path.learner_id).name = name
    session.flush()
    made, _new = making.make(session, house.actor("adviser"), "certificat", enrolment_id=path.id)
    said = pdf_of(session, made)
    assert "Certificat de réalisation" in said
    if name.isascii():
        assert name.replace(" ", "") in said.replace("\n", "").replace(" ", "").replace("\u200b", "")


def test_an_exit_corrected_after_a_certificate_calls_for_another(
    session: Session, house: House, path: Enrolment
) -> None:
    adviser = house.actor("adviser")
    made, _new = making.make(session, adviser, "certificat", enrolment_id=path.id)
    assert [row.enrolment_id for row in queries.touched(session, now() - timedelta(days=1))] == [path.id]
    outdating.check_path(session, adviser, house.demo.id, path.id)
    assert made.outdated == ""
    path.status, path.closed_on = "left", today() + timedelta(days=3)
    session.flush()
    outdating.check_path(session, adviser, house.demo.id, path.id)
    assert made.outdated == "exit"
    path.closed_on = today()
    session.flush()
    outdating.check_path(session, adviser, house.demo.id, path.id)
    assert made.outdated == ""


def test_whoever_represents_the_organisation_when_signing_is_printed(
    session: Session, house: House, path: Enrolment
) -> None:
    made, _new = making.make(session, house.actor("adviser"), "certificat", enrolment_id=path.id)
    quality = house.actor("quality")
    keep_legal_identity(
        session, house.actor("admin"), LEGAL | {"representative": "Colette", "representative_id": quality.account_id}
    )
    with pytest.raises(Forbidden):
        signing.sign(session, house.actor("admin"), made.id)
    signing.sign(session, quality, made.id, address="192.0.2.7")
    said = pdf_of(session, made)
    assert "Colette, directeur" in said
    assert "192.0.2.7" in said


def test_a_cancelled_document_is_given_to_nobody(session: Session, house: House, path: Enrolment) -> None:
    adviser = house.actor("adviser")
    made, _new = making.make(session, adviser, "convocation", enrolment_id=path.id)
    giving.cancel(session, adviser, made.id, "Erreur")
    giving.cancel(session, adviser, made.id, "Erreur")
    with pytest.raises(Conflict):
        giving.give(session, adviser, [made.id])
    again, new = making.make(session, adviser, "convocation", enrolment_id=path.id)
    assert (again.number, new) == ("CV-2026-0002", True)


def test_a_template_is_kept_version_by_version(session: Session, house: House) -> None:
    quality = house.actor("quality")
    body = making.kind_of("convocation").body
    assert writing.save_template(session, quality, "convocation", body, 0) is None  # nothing has changed
    first = writing.save_template(session, quality, "convocation", body + "Merci.\n", 0)
    assert first is not None
    with pytest.raises(Conflict):
        writing.save_template(session, quality, "convocation", body + "Bonjour.\n", 0)
    with pytest.raises(Invalid):
        writing.save_template(session, quality, "convocation", body + "{{ personne.nim }}\n", 1)
    with pytest.raises(Forbidden):
        writing.save_template(session, house.actor("adviser"), "convocation", body, 1)
    assert making.body_of(session, house.demo.id, making.kind_of("convocation")) == (1, body + "Merci.\n")


def test_a_template_that_went_wrong_makes_nothing(
    session: Session, house: House, path: Enrolment, monkeypatch: pytest.MonkeyPatch
) -> None:
    quality, kind = house.actor("quality"), making.kind_of("convocation")
    writing.save_template(session, quality, "convocation", kind.body + "Merci.\n", 0)
    monkeypatch.setattr(text, "problems", lambda *_args: [text.Problem(4, "Ce champ n'existe plus.")])
    with pytest.raises(Conflict, match="ligne 4"):
        making.make(session, quality, "convocation", enrolment_id=path.id)


def test_what_is_missing_for_whom(session: Session, house: House, path: Enrolment) -> None:
    assert [(each.kind, len(each.people)) for each in due.due(session, house.demo.id)] == [("convocation", 1)]
    making.make(session, house.actor("adviser"), "convocation", enrolment_id=path.id)
    path.status, path.closed_on = "finished", today()
    session.flush()
    assert [each.kind for each in due.due(session, house.demo.id)] == ["certificat"]
    making.make(session, house.actor("adviser"), "certificat", enrolment_id=path.id)
    assert due.due(session, house.demo.id) == []


def test_convocations_go_by_themselves_and_certificates_never(session: Session, house: House, path: Enrolment) -> None:
    writing.keep_settings(session, house.actor("admin"), 7, monthly=False)
    path.status, path.closed_on = "finished", today()
    other = enrolled(session, house, email="autre@demo.example", name="Autre", starts_on=today() + timedelta(days=7))
    session.flush()
    from app.core.tasks import Task  # noqa: PLC0415

    before = set(session.scalars(select(Task.id)))
    batches.by_itself(session)
    batches.by_itself(session)
    left = [task for task in session.scalars(select(Task)) if task.id not in before]
    assert [(task.name, task.payload["kind"], task.payload["todo"]) for task in left] == [
        ("documents.make", "convocation", [other.id])
    ]
    following = batches.make_some(session, left[0].payload)
    assert following
    assert batches.make_some(session, following.payload) is None
    assert [row.sent_at is not None for row in queries.have(session, house.demo.id, "convocation")] == [True]


def test_what_the_rooms_above_read(session: Session, house: House, path: Enrolment) -> None:
    adviser, learner = house.actor("adviser"), learner_of(session, house.demo, path)
    rules, _new = making.make(session, adviser, "reglement")
    made, _new = making.make(session, adviser, "certificat", enrolment_id=path.id)
    giving.give(session, adviser, [rules.id, made.id])
    giving.acknowledge(session, learner, rules.id)
    signing.sign(session, house.actor(Role.ADMIN), made.id)
    place = house.demo.id
    assert [row.number for row in queries.documents_in_period(session, place, today(), today())] == [
        "RI-2026-0001",
        "CR-2026-0001",
    ]
    assert [row.state for row in queries.signatures_of(session, place, [made.id])] == ["signed"]
    assert [(row.number, row.enrolment_id) for row in queries.acknowledgements_of(session, place, [path.id])] == [
        ("RI-2026-0001", path.id)
    ]
    assert queries.counts_by_kind(session, place, today(), today()) == {"certificat": 1, "reglement": 1}
    assert not queries.documents_in_period(session, house.neighbour.id, today(), today())


def test_an_attestation_says_what_was_evaluated(session: Session, house: House, path: Enrolment) -> None:
    adviser = house.actor("adviser")
    plan = outline(session, enrolments.enrolment_of(session, house.demo.id, path.id).edition_id)
    quiz, work = list(plan.activities.values())[:2]

    def blocks() -> str:
        return str(making.draft(session, adviser, making.kind_of("attestation"), enrolment_id=path.id).blocks)

    assert "Aucun quiz ni travail" in blocks()
    for number, points in enumerate((2.0, 4.0, 3.0), 1):
        session.add(
            Attempt(
                organisation_id=house.demo.id, enrolment_id=path.id, activity_id=quiz.id, edition_id=plan.edition_id,
                number=number, state="graded", points=points, possible=5.0,
            )
        )  # fmt: skip
    sent = Submission(
        organisation_id=house.demo.id, enrolment_id=path.id, activity_id=work.id, number=1, text="Ma page", state="done"
    )
    session.add(sent)
    session.flush()
    session.add(
        Review(
            submission_id=sent.id, organisation_id=house.demo.id, reviewer_id=adviser.account_id, decision="accepted"
        )
    )
    session.flush()
    said = blocks()
    assert "80 % de réussite" in said  # the best try
    assert "travail accepté" in said
    assert said.index(quiz.title) < said.index(work.title)
