"""A page asks the database the same few questions for one person and for two hundred."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from anyio.from_thread import BlockingPortal
from sqlalchemy import Column, Table, UniqueConstraint, insert, select
from sqlalchemy.orm import Session

from app.assessment.models import Answer
from app.core import clock, db
from app.core.db import Base, Database
from app.core.ids import new_id
from app.enrolments.models import Enrolment
from app.forum import services as forum
from app.identity.models import Account, Membership
from app.scheduling import services as scheduling
from tests.access.scene import SLUG, Scene, build_scene
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House

pytestmark = pytest.mark.once  # whatever the engine, as many are asked

MOST = 12
GATHERED = {  # pages that put side by side the figures of every room, which each room reads in its own way
    "/qualite/publications/{publication_id}": 19, "/qualite/publications/nouvelle": 19, "/qualite/revue/{slug}": 24,
}  # fmt: skip
COLD = {"/suivi": 17}  # the first look at a crowd, whose standings are then kept; less than ten from then on
MANY = 200


@dataclass
class World:
    scene: Scene
    database: RolledBack
    enter: Callable[[str], Client]


@pytest.fixture(scope="module")
def world(
    prepared: tuple[Database, House], app: object, portal: BlockingPortal, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    outer = RolledBack(prepared[0])
    db.use_database(outer)
    with outer.writing() as session:
        scene = build_scene(session, prepared[1], tmp_path_factory.mktemp("course"))
    opened: dict[str, Client] = {}

    def enter(role: str) -> Client:
        if role not in opened:
            opened[role] = Client(app, portal, api=role.startswith("api:"))
            if role != "nobody":
                opened[role].sign_in(f"{role.removeprefix('api:')}@demo.example")
        return opened[role]

    yield World(scene, outer, enter)
    for client in opened.values():
        client.close()
    outer.close()
    db.use_database(prepared[0])


def crowd(session: Session, scene: Scene) -> None:
    """Two hundred learners like the first one, each with rows like hers, and as many lists as a year makes."""
    source, place = scene.ids["enrolment_id"], scene.house.demo
    people = [(new_id(), new_id(), n) for n in range(MANY)]
    session.execute(
        insert(Account),
        [{"id": a, "email": f"p{n}@demo.example", "name": f"Personne {n:03}"} for a, _e, n in people],
    )
    session.execute(
        insert(Membership), [{"organisation_id": place.id, "account_id": a, "role": "learner"} for a, _e, _n in people]
    )
    whole = session.execute(select(Enrolment.__table__).where(Enrolment.id == source)).one()._mapping
    session.execute(insert(Enrolment), [dict(whole) | {"id": e, "learner_id": a} for a, e, _n in people])
    answers: list[tuple[str, str]] = []
    matters: dict[tuple[str, str], str] = {}  # a conversation, for another path
    for table in Base.metadata.sorted_tables:
        if "enrolment_id" not in table.c or table.name == "ledger_entry":
            continue
        rows = [row._mapping for row in session.execute(select(table).where(table.c.enrolment_id == source))]
        for account, enrolment, number in people:
            for row in rows:
                made = dict(row) | {"enrolment_id": enrolment}
                if "id" in table.c:
                    made["id"] = new_id()
                if table.name == "conversation":
                    matters[row["id"], enrolment] = made["id"]
                    made["learner_id"] = account
                elif made.get("conversation_id"):
                    made["conversation_id"] = matters[row["conversation_id"], enrolment]
                for alone in _alone(table):
                    made[alone.name] = _another(session, alone, made[alone.name]) if alone.foreign_keys else made["id"]
                if table.name == "issued_document":
                    made |= {"serial": row["serial"] * 1000 + number, "code": made["id"].replace("-", "")[-24:]}
                if table.name == "attempt":
                    answers.append((row["id"], made["id"]))
                session.execute(insert(table), made)
    for before, after in answers:
        for row in session.execute(select(Answer.__table__).where(Answer.attempt_id == before)):
            session.execute(insert(Answer), dict(row._mapping) | {"attempt_id": after, "id": new_id()})
    trainer = place.actor("trainer")
    for n in range(25):
        thread = forum.open_thread(session, trainer, f"Fil {n}", "Bonjour à toutes et tous.", experts=n % 2 == 0)
        forum.post(session, trainer, thread.id, f"Une réponse, la {n}.")
        forum.post(session, trainer, scene.ids["thread_id"], f"Message {n}")
        starts = clock.now() + timedelta(days=n % 5, hours=n)
        scheduling.plan_session(
            session, place.actor("admin"), SLUG, f"Séance {n}", starts, starts + timedelta(hours=1), "remote", 5
        )  # fmt: skip


def _another(session: Session, column: Column, row_id: str) -> str:
    """The row that a column points to, once more: an appointment has a session of its own."""
    table = next(iter(column.foreign_keys)).column.table
    row = session.execute(select(table).where(table.c.id == row_id)).one()._mapping
    made = new_id()
    session.execute(insert(table), dict(row) | {"id": made})
    return made


def _alone(table: Table) -> list[Column]:
    """The columns of a table that no two rows may share, beside its key."""
    together = [each.columns for each in table.constraints if isinstance(each, UniqueConstraint)]
    return [columns[0] for columns in together if len(columns) == 1]


# Who opens what. {name} is an object of the scene, {@key} an activity of its course.
PAGES = [
    ("nobody", "/"), ("nobody", "/parcours"), ("nobody", "/parcours/{slug}"), ("nobody", "/mentions-legales"),
    ("nobody", "/aide"), ("learner", "/accueil"), ("learner", "/mon-parcours"), ("learner", "/progression"),
    *(("learner", f"/activites/{{@{key}}}") for key in (
        "accueil", "voix", "fiche", "ailleurs", "questions", "travail", "niveaux", "fil", "seance", "avis", "avis-libre",
        "creneau", "liste",
    )),
    ("learner", "/activites/{@travail}/versions"), ("trainer", "/activites/{@travail}/versions?parcours={enrolment_id}"),
    ("learner", "/activites/{@questions}/essais/{attempt_id}"), ("learner", "/agenda"), ("learner", "/forum"),
    ("learner", "/agenda?vue=semaine"), ("learner", "/agenda/ailleurs"), ("nobody", "/rencontres"),
    ("learner", "/forum/{thread_id}"), ("learner", "/forum/espaces/{space_id}"), ("learner", "/forum?filtre=non-lus"),
    ("trainer", "/forum/{thread_id}/tenue"), ("trainer", "/forum/espaces"), ("learner", "/forum/nouveau"),
    ("learner", "/messages/{enrolment_id}"), ("learner", "/mes-donnees"),
    ("learner", "/compte"), ("adviser", "/suivi"), ("adviser", "/suivi/{enrolment_id}"), ("adviser", "/messages"),
    ("adviser", "/messages/{enrolment_id}"), ("adviser", "/agenda"), ("adviser", "/seances"),
    ("adviser", "/agenda?vue=liste&qui=moi"), ("adviser", "/seances/{session_id}/visiteurs"), ("adviser", "/rencontres/nouvelle"),
    ("adviser", "/inscriptions/nouvelle"), ("adviser", "/inscriptions/{enrolment_id}"), ("adviser", "/travaux"),
    ("adviser", "/inscriptions/groupes"), ("adviser", "/inscriptions/groupes?groupe={group_id}"),
    ("adviser", "/inscriptions/{enrolment_id}?acte=groupes"), ("adviser", "/suivi?groupe={group_id}"),
    ("adviser", "/suivi/{enrolment_id}?onglet=parcours"), ("adviser", "/suivi/{enrolment_id}?onglet=competences"),
    ("learner", "/positionnement"), ("learner", "/positionnement/{enrolment_id}/entree"),
    ("learner", "/positionnement/{enrolment_id}/entree/1"), ("learner", "/positionnement/{enrolment_id}/entree/besoins"),
    ("learner", "/competences/{enrolment_id}"), ("learner", "/competences/{enrolment_id}/{competence_id}"),
    ("adviser", "/competences/{enrolment_id}/{competence_id}"), ("adviser", "/suivi/competences"),
    ("adviser", "/suivi/competences.csv"), ("adviser", "/suivi/positionnements"),
    ("adviser", "/suivi/positionnements/questionnaire"), ("adviser", "/positionnement/{enrolment_id}/entree"),
    ("trainer", "/seances/{today}/competences"),
    ("adviser", "/activites/{@travail}?parcours={enrolment_id}"), ("trainer", "/accueil"), ("trainer", "/travaux"),
    ("trainer", "/travaux/{submission_id}"), ("trainer", "/travaux/reponses/{attempt_id}/{question_version_id}"),
    ("trainer", "/seances"), ("trainer", "/seances/nouvelle"), ("trainer", "/seances/{session_id}"), ("trainer", "/seances/{session_id}/emargement"),
    ("trainer", "/seances/{session_id}/connexions"), ("learner", "/seances/{today}/salle"), ("admin", "/admin/classes-a-distance"),
    ("trainer", "/atelier"), ("trainer", "/atelier/{slug}"), ("trainer", "/atelier/{slug}/activites/{@accueil}"),
    ("trainer", "/atelier/{slug}/sequences/{sequence_id}"),
    *(("trainer", f"/atelier/{{slug}}/activites/{{@{key}}}/reponses") for key in ("avis", "avis-libre", "creneau", "liste")),
    ("trainer", "/atelier/{slug}/sequences/{sequence_id}"), ("trainer", "/atelier/{slug}/resultats.csv"),
    ("trainer", "/atelier/{slug}/mots"),
    ("trainer", "/atelier/{slug}/sequences/{sequence_id}?depuis=edition"),
    ("trainer", "/atelier/{slug}/activites/{@accueil}/resultats"),
    ("trainer", "/atelier/{slug}/activites/{@questions}/resultats"),
    ("trainer", "/atelier/{slug}/activites/{@questions}/resultats?depuis=edition"),
    ("trainer", "/atelier/{slug}/activites/{@travail}"), ("trainer", "/atelier/{slug}/activites/{@questions}"),
    ("trainer", "/forum"), ("trainer", "/suivi"),
    ("quality", "/qualite"), ("quality", "/qualite/chiffres"), ("quality", "/qualite/indicateurs/11"),
    ("quality", "/qualite/enquetes"), ("quality", "/qualite/enquetes/{campaign_id}"), ("quality", "/qualite/reclamations"),
    ("quality", "/qualite/enquetes/nouvelle"), ("quality", "/qualite/questionnaires/{questionnaire_id}"),
    ("quality", "/qualite/reclamations/{complaint_id}"), ("quality", "/qualite/aleas"), ("quality", "/qualite/aleas/{incident_id}"),
    ("quality", "/qualite/ameliorations"), ("quality", "/qualite/ameliorations/{improvement_id}"), ("quality", "/qualite/essais"),
    ("quality", "/qualite/essais/{group_id}"), ("learner", "/reclamation"), ("nobody", "/vos-retours?organisation=demo"),
    ("nobody", "/enquete/{survey_token}"), ("nobody", "/reclamation/{complaint_token}"),
    ("api:quality", "/feedback/satisfaction"), ("api:quality", "/improvements"),
    ("quality", "/qualite/chiffres/entered"), ("quality", "/qualite/publications"),
    ("quality", "/qualite/publications/{publication_id}"), ("quality", "/qualite/publications/nouvelle"),
    ("trainer", "/qualite/revue"), ("trainer", "/qualite/revue/{slug}"),
    ("nobody", "/parcours/{slug}/resultats"), ("api:quality", "/quality/figures"),
    ("quality", "/financeurs"), ("quality", "/financeurs/bilans/{year_id}"),
    ("quality", "/financeurs/fse"), ("quality", "/financeurs/rapports?financeur={funder_id}"),
    ("quality", "/financeurs/territoires"), ("quality", "/financeurs/accompagnement"),
    ("adviser", "/financeurs/dossiers/{enrolment_id}"),
    ("admin", "/accueil"), ("admin", "/admin"), ("expert", "/forum"), ("referrer", "/prescrire"),
    ("adviser", "/documents"), ("adviser", "/documents/personne/{enrolment_id}"), ("adviser", "/documents/{paper_id}"),
    ("learner", "/mes-documents"), ("learner", "/documents/{paper_id}"), ("adviser", "/documents/cohorte"),
    ("quality", "/documents/modeles"), ("quality", "/documents/modeles/reglement"), ("admin", "/documents/a-signer"),
    ("admin", "/admin/organisation"), ("api:adviser", "/enrolments/{enrolment_id}/documents"),
    ("auditor", "/qualite"), ("learner", "/avis"), ("learner", "/avis/{notice_id}"), ("learner", "/reglages/avis"),
    ("admin", "/admin/courrier/appareils"), ("admin", "/admin/avis"), ("api:learner", "/me/notices"),
    ("api:learner", "/me/notice-choices"),
    ("api:learner", "/enrolments/{enrolment_id}/progress"), ("api:adviser", "/enrolments"),
    ("api:adviser", "/follow-up"), ("api:learner", "/courses/{slug}"), ("api:learner", "/forum/threads"),
    ("api:learner", "/forum/threads/{thread_id}"), ("api:learner", "/forum/spaces"), ("api:trainer", "/sessions"), ("api:trainer", "/submissions"),
    ("api:quality", "/quality/indicators"), ("api:adviser", "/enrolments/{enrolment_id}/messages"),
    ("api:trainer", "/enrolments/{enrolment_id}/levels"), ("api:learner", "/me"), ("api:adviser", "/groups"),
]  # fmt: skip


@dataclass
class Counted:
    few: list[str]
    cold: list[str]
    many: list[str]


@pytest.fixture(scope="module")
def counted(world: World) -> dict[tuple[str, str], Counted]:
    """The statements of every page: with a few rows, then with two hundred learners, the first and the second time."""

    def ask(role: str, address: str) -> list[str]:
        known = (
            {f"@{key}": found for key, found in world.scene.activities.items()}
            | world.scene.ids
            | {"slug": SLUG, "today": world.scene.published["today_session"]}
        )
        world.database.statements.clear()
        answer = world.enter(role).get(address.format_map(known))
        assert answer.status_code == 200, f"{role} {address}: {answer.status_code}"
        return list(world.database.statements)

    few = {(role, address): [ask(role, address) for _n in range(2)][1] for role, address in PAGES}
    with world.database.writing() as session:
        crowd(session, world.scene)
    cold = {(role, address): ask(role, address) for role, address in PAGES}
    return {page: Counted(few[page], cold[page], ask(*page)) for page in PAGES}


def test_a_page_asks_the_same_few_questions_for_one_learner_and_two_hundred(
    counted: dict[tuple[str, str], Counted],
) -> None:
    """One test for all the pages: what makes the crowd costs more than the pages."""
    wrong = []
    for (role, address), found in counted.items():
        most = GATHERED.get(address, MOST)
        few, cold, many = len(found.few), len(found.cold), len(found.many)
        if many != few or many > most or cold > COLD.get(address, most):
            wrong.append(
                f"{role} {address}: {few} for one, {cold} then {many} for two hundred\n" + "\n".join(found.many)
            )
    assert not wrong, "\n\n".join(wrong)


def test_the_crowd_is_really_there(counted: dict[tuple[str, str], Counted], world: World) -> None:
    assert counted
    for role, address in (("adviser", "/suivi"), ("trainer", "/travaux"), ("adviser", "/messages")):
        assert world.enter(role).get(address).text.count("Personne ") > 40, address
