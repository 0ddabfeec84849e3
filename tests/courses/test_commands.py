"""`bidaide course …`: in whose name it acts, and what it prints."""

from pathlib import Path

import pytest
import typer
from sqlalchemy import delete
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from app.core.errors import Conflict, NotFound
from app.courses import commands
from app.courses.source import Refused
from app.identity.models import Membership
from tests.courses.folders import replace, write_folder
from tests.factories.database import RolledBack
from tests.factories.house import House


@pytest.fixture
def cli() -> typer.Typer:
    app = typer.Typer()
    commands.plug(app)
    return app


def test_a_course_is_imported_then_exported(cli: typer.Typer, house: House, tmp_path: Path) -> None:
    folder = str(write_folder(tmp_path / "au-marche"))
    run = CliRunner().invoke(cli, ["course", "import", folder, "--organisation", "demo"], catch_exceptions=False)
    assert run.exit_code == 0
    assert "édition 1 publiée. Activités nouvelles : 4" in run.stdout
    again = CliRunner().invoke(cli, ["course", "import", folder, "--organisation", "demo"], catch_exceptions=False)
    assert "rien n'a changé" in again.stdout
    target = tmp_path / "copie"
    run = CliRunner().invoke(cli, ["course", "export", "au-marche", str(target), "--organisation", "demo"])
    assert run.exit_code == 0
    assert (target / "activities" / "bienvenue.md").is_file()


def test_a_refused_folder_gives_one_line_per_problem(cli: typer.Typer, house: House, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "au-marche")
    replace(folder, "activities/bienvenue.md", "minutes: 15", "minutes: x")
    replace(folder, "activities/liste.md", "place: remote", "place: ici")
    run = CliRunner().invoke(cli, ["course", "import", str(folder), "--organisation", "demo"])
    assert isinstance(run.exception, Refused)
    lines = str(run.exception).splitlines()
    assert [line.split(" : ")[0] for line in lines] == ["activities/bienvenue.md:4", "activities/liste.md:5"]


def test_the_organisation_must_be_said_when_there_are_several(session: Session, house: House) -> None:
    with pytest.raises(Conflict, match="demo, demo-voisine"):
        commands.actor_for(session, "")
    with pytest.raises(NotFound, match="« ailleurs »"):
        commands.actor_for(session, "ailleurs")
    assert commands.actor_for(session, "demo").organisation_id == house.demo.id


def test_somebody_must_be_able_to_act(session: Session, house: House, database: RolledBack) -> None:
    session.execute(
        delete(Membership).where(Membership.organisation_id == house.demo.id, Membership.role.in_(("admin", "trainer")))
    )
    with pytest.raises(NotFound, match="bidaide user add"):
        commands.actor_for(session, "demo")
