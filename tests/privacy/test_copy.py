"""What a person is told and given: all of theirs, and nothing of anybody else."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from app.assessment import services as assessing
from app.core import storage
from app.core.access import Role
from app.files import services as files
from app.files.uploads import services as uploads
from app.identity.guessing import Attempt, Way, failed
from app.identity.models import Account
from app.privacy import map as mapped
from app.privacy.copy import services, words
from app.privacy.copy.queries import activities
from app.privacy.services import overview
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import activity, enrolled, learner_of
from tests.quality.story import Story, tell

Visit = Callable[..., Client]


@pytest.fixture
def story(session: Session, house: House) -> Story:
    told = tell(session, house)
    account = session.get_one(Account, told.ada.learner_id)
    failed(session, Attempt(Way.PASSWORD, account.id, "192.0.2.1"))
    files.store(session, told.ada_actor, told.place.id, "mon plan.txt", io.BytesIO(b"Mes clients"), account.id)
    uploads.begin(session, told.ada_actor, "mon film.mp4", 1_000_000)
    session.flush()
    return told


def opened(copy: services.Copy) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(b"".join(services.stream(copy)))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_learner_takes_away_everything_in_words(session: Session, story: Story) -> None:
    found = opened(services.gather(session, story.ada.learner_id))
    page = found["index.html"]
    for words_ in (
        "ada@demo.example", "Petit parcours", "Mon premier essai.", "Très clair.", "Qui vend au marché ?",
        "Je cherche des conseils.", "Bonjour, une question.", "voici la réponse", "Atelier du jeudi", "mon plan.txt",
        "mon film.mp4", "activité créée", "Se repérer", "Premiers pas",
    ):  # fmt: skip
        assert words_ in page, words_
    assert found["fichiers/mon plan.txt"] == "Mes clients"
    assert "http" not in page.split("<main>")[0]  # it loads nothing


def test_the_same_is_given_as_json(session: Session, story: Story) -> None:
    found = opened(services.gather(session, story.ada.learner_id))
    for name in mapped.PATHS:
        json.loads(found[f"donnees/{name}.json"])
    assert len(json.loads(found["donnees/level_assessment.json"])) == 12
    assert len(json.loads(found["donnees/message.json"])) == 2
    assert json.loads(found["donnees/account.json"])[0]["email"] == "ada@demo.example"
    assert len(json.loads(found["donnees/guess_count.json"])) == 1
    assert json.loads(found["donnees/ledger_entry.json"])


def test_nobody_else_is_in_the_copy(session: Session, story: Story) -> None:
    for path, absent in ((story.ada, ("Bea", "Carl", "Dina")), (story.bea, ("Ada", "Mon premier essai", "Qui vend"))):
        for text in opened(services.gather(session, path.learner_id)).values():
            for name in absent:
                assert name not in text


def test_the_team_takes_away_its_own_acts_without_the_people(session: Session, story: Story) -> None:
    found = opened(services.gather(session, story.actor(Role.ADVISER).account_id))
    everything = "".join(found.values())
    assert "voici la réponse" in found["index.html"]
    assert "Bonjour, une question." not in everything
    for name in ("ada@demo.example", "Bea", "Carl", "Dina"):
        assert name not in everything
    assert len(json.loads(found["donnees/acts.json"])) > 5


def test_no_secret_is_in_the_copy(session: Session, house: House) -> None:
    account = session.get_one(Account, house.demo.people["learner"].id)
    for text in opened(services.gather(session, account.id)).values():
        assert "argon2" not in text
        assert "token_hash" not in text


def test_a_file_whose_bytes_are_gone_is_said_to_be_missing(session: Session, story: Story) -> None:
    copy = services.gather(session, story.ada.learner_id)
    storage.store().delete([file.blob_id for file, _path in copy.files])
    assert "fichiers/mon plan.txt.absent.txt" in opened(copy)


def test_two_files_of_one_name_are_both_kept_and_stay_inside(session: Session, story: Story) -> None:
    for name in ("mon plan.txt", "../../etc/passwd.txt"):
        files.store(session, story.ada_actor, story.place.id, name, io.BytesIO(b"x"), story.ada.learner_id)
    names = [path for _id, path in services.gather(session, story.ada.learner_id).files]
    assert len(names) == len(set(names)) == 3
    assert all(name.startswith("fichiers/") and ".." not in name for name in names)


def test_a_quiz_is_given_with_its_questions_and_answers_in_words(session: Session, story: Story) -> None:
    path = enrolled(session, story.house, email="eve@demo.example", name="Eve")
    person = learner_of(session, story.place, path)
    quiz = activity(story.outline, "questions")
    assessing.send_attempt(session, person, path.id, quiz.id, {"mot": "bénéfice", "prix": "1"})
    rows = activities.answers(session, path.learner_id)
    assert rows
    page = opened(services.gather(session, path.learner_id))["index.html"]
    for said in ("sans réponse", "bénéfice", "l&#39;envie", "Un prix couvre d&#39;abord…"):
        assert said in page


@pytest.mark.parametrize(
    ("definition", "response", "said"),
    [
        ({"kind": "single", "choices": [{"text": "un"}, {"text": "deux"}]}, "1", "deux"),
        ({"kind": "multiple", "choices": [{"text": "un"}, {"text": "deux"}]}, ["0", "1"], "un ; deux"),
        ({"kind": "true_false"}, "true", "vrai"),
        ({"kind": "short"}, "loyer", "loyer"),
        (
            {"kind": "matching", "pairs": [{"left": "a", "right": "1"}, {"left": "b", "right": "2"}]},
            {"0": "1"},
            "a → 2",
        ),
        ({"kind": "gaps", "segments": ["Je ", "."], "gaps": [{"choices": [{"text": "vends"}]}]}, ["0"], "Je [vends]."),
        (
            {"kind": "gaps", "segments": ["Je ", "."], "gaps": [{"typed": "words", "choices": [{"text": "vends"}]}]},
            ["0"],
            "Je [0].",
        ),
        ({"kind": "ordering", "items": ["a", "b"]}, ["1", "0"], "b → a"),
        ({"kind": "single", "choices": []}, "7", "7"),
        ({"kind": "essay"}, None, "sans réponse"),
    ],
)
def test_an_answer_is_said_with_the_words_of_the_page(
    definition: dict[str, object], response: object, said: str
) -> None:
    assert words.answer_words(definition, response) == said


def test_what_is_held_is_counted_by_purpose(session: Session, story: Story) -> None:
    sums = overview(session, learner_of(session, story.place, story.ada)).sums
    counted = {held.title: held.n for one in sums for held in one.detail.subjects}
    assert counted["Vos travaux"] == 1
    assert counted["Vos niveaux de compétence"] == 12
    assert counted["Connexions refusées"] == 1
    assert counted["Votre inscription"] == 1


@pytest.mark.parametrize("role", Role)
def test_every_account_reads_and_takes_away_its_data(
    house: House, visit: Visit, api: Callable[..., Client], role: Role
) -> None:
    client = visit(f"{role}@demo.example")
    assert "Télécharger mes données" in client.page("/mes-donnees")
    for answer in (
        client.post("/mes-donnees/copie"),
        client.get("/mes-donnees/copie"),
        api(f"{role}@demo.example").get("/me/data"),
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/zip"
        assert "index.html" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_nobody_reads_data_without_signing_in(house: House, visit: Visit) -> None:
    assert visit().get("/mes-donnees").status_code == 302
    assert visit(api=True).get("/me/data").status_code == 401


def test_the_page_asks_a_dozen_questions_whatever_is_held(house: House, database: RolledBack, visit: Visit) -> None:
    client = visit("learner@demo.example")
    database.statements.clear()
    client.page("/mes-donnees")
    assert len(database.statements) <= 12, len(database.statements)


def test_the_command_writes_the_same_file(house: House, database: RolledBack, tmp_path: Path) -> None:
    import typer  # noqa: PLC0415

    from app.core.errors import NotFound  # noqa: PLC0415
    from app.privacy import commands  # noqa: PLC0415

    cli = typer.Typer()
    commands.plug(cli)
    out = tmp_path / "copie.zip"
    done = CliRunner().invoke(cli, ["privacy", "export", "learner@demo.example", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "index.html" in zipfile.ZipFile(out).namelist()
    refused = CliRunner().invoke(cli, ["privacy", "export", "nobody@demo.example", "--out", str(out)])
    assert isinstance(refused.exception, NotFound)
