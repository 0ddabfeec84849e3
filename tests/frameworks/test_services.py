"""Frameworks are recognised by code and version, their competences by code."""

from dataclasses import replace

from sqlalchemy.orm import Session

from app.frameworks import queries
from app.frameworks.rules import BlockText, CompetenceText, FrameworkText
from app.frameworks.services import install_entrecomp, install_framework, text_of
from tests.factories.house import House

FRAMEWORK = FrameworkText(
    "four", "1", "Tenir un four", ("Je découvre", "Je fais"),
    blocks=(
        BlockText("f1", "Le pain", "store", (CompetenceText("F1.1", "Pétrir"), CompetenceText("F1.2", "Cuire"))),
        BlockText("f2", "La vente", "", (CompetenceText("F2.1", "Accueillir", "Je sais accueillir.", ("Un bonjour est dit.",)),)),
    ),
)  # fmt: skip


def test_entrecomp_comes_with_its_fifteen_competences_and_eight_levels(session: Session, house: House) -> None:
    framework = install_entrecomp(session, house.demo.id)
    assert install_entrecomp(session, house.demo.id).id == framework.id
    assert [block.title for block in queries.blocks(session, framework.id)] == [
        "Idées et opportunités", "Ressources", "Passage à l'action",
    ]  # fmt: skip
    competences = queries.competences(session, framework.id)
    assert len(competences) == 15
    assert competences[0].code == "1.1"
    assert len(framework.levels) == 8
    assert "10.2791/593884" in framework.source


def test_a_framework_reads_back_as_it_was_written(session: Session, house: House) -> None:
    framework = install_framework(session, house.demo.id, FRAMEWORK)
    assert text_of(session, framework.id) == FRAMEWORK


def test_competences_keep_their_identity_when_they_move(session: Session, house: House) -> None:
    framework = install_framework(session, house.demo.id, FRAMEWORK)
    before = {row.code: row.id for row in queries.competences(session, framework.id)}
    bread, sale = FRAMEWORK.blocks
    moved = replace(
        FRAMEWORK,
        blocks=(
            replace(sale, competences=(*sale.competences, bread.competences[1])),
            replace(bread, competences=bread.competences[:1]),
        ),
    )
    assert install_framework(session, house.demo.id, moved).id == framework.id
    assert {row.code: row.id for row in queries.competences(session, framework.id)} == before
    assert [row.code for row in queries.competences(session, framework.id)] == ["F2.1", "F1.2", "F1.1"]


def test_what_is_no_longer_written_is_withdrawn(session: Session, house: House) -> None:
    framework = install_framework(session, house.demo.id, FRAMEWORK)
    install_framework(session, house.demo.id, replace(FRAMEWORK, blocks=FRAMEWORK.blocks[:1]))
    assert [row.code for row in queries.blocks(session, framework.id)] == ["f1"]
    assert [row.code for row in queries.competences(session, framework.id)] == ["F1.1", "F1.2"]
    assert queries.competence_entities(session, framework.id)["F2.1"].position == 0


def test_each_organisation_has_its_own(session: Session, house: House) -> None:
    ours = install_framework(session, house.demo.id, FRAMEWORK)
    theirs = install_framework(session, house.neighbour.id, FRAMEWORK)
    assert ours.id != theirs.id
    assert "four" in {row.code for row in queries.visible_frameworks(session, house.actor("trainer"))}
    assert theirs.id not in {row.id for row in queries.visible_frameworks(session, house.actor("trainer"))}
