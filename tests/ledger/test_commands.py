"""`bidaide ledger verify`"""

import re

from sqlalchemy import update
from sqlalchemy.orm import Session
from typer import Typer
from typer.testing import CliRunner

from app.ledger.commands import plug
from app.ledger.models import LedgerEntry
from tests.factories.house import House
from tests.ledger.test_chain import write

cli = Typer()
plug(cli)


def run() -> tuple[int, str, str]:
    answer = CliRunner().invoke(cli, ["ledger", "verify"])
    return answer.exit_code, answer.stdout, answer.stderr


def test_a_sound_ledger_says_how_many_entries_it_holds(session: Session, house: House) -> None:
    write(session, house.demo, 3)
    session.flush()
    code, out, err = run()
    assert (code, err) == (0, "")
    assert re.search(r"demo : \d+ entrées, chaîne intacte", out)
    assert re.search(r"demo-voisine : \d+ entrées, chaîne intacte", out)


def test_an_edited_ledger_is_refused_and_its_first_bad_row_named(session: Session, house: House) -> None:
    ids = write(session, house.demo, 3)
    session.execute(update(LedgerEntry).where(LedgerEntry.id == ids[1]).values(minutes=600))
    session.flush()
    code, out, err = run()
    assert code == 1
    assert ids[1] in err
    assert "son contenu a été modifié" in err
    assert "demo-voisine" in out
