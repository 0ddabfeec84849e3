"""What people of the demonstration say to business owners: who these are, a question without a name, a picture, a report."""

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Database
from app.files.uploads import services as uploads
from app.files.uploads.forms import GivenFile
from app.forum import services as forum
from app.forum.experts import services as introducing
from app.forum.feeds import services as feeds
from app.forum.moderating import services as moderating
from app.forum.writing import files
from app.forum.writing.queries import first_post
from app.identity import queries as identity
from app.identity import services as people
from app.identity.models import Account

EXPERTS = (
    ("Maïder Etcheto", "", "boulangère", "Le Fournil de Maïder", "Tulle", "fixer ses prix, les marchés, la première embauche"),
    ("Yvon Delbos", "yvon.delbos", "maçon", "Delbos Rénovation", "Ussel", "les devis, l'assurance décennale"),
    ("Claire Antunes", "claire.antunes", "traductrice indépendante", "", "Brive", "trouver ses premiers clients, la micro-entreprise"),
)  # fmt: skip
COSTS = "poste;montant\nfarine;180\nemplacement;96\ncarburant;120\ncharges;240\n"


def meet_business_owners(
    database: Database, staff: dict[str, list[Actor]], learner_email: str, others: list[Actor], host: str, now: datetime
) -> None:
    """Some days of talk between learners and business owners, ended an hour ago."""
    adviser, admin, maider = staff["adviser"][0], staff["admin"][0], staff["expert"][0]
    with database.writing() as session:
        with clock.at(now - timedelta(days=12)):
            known = [_expert(session, admin, maider, host, *expert) for expert in EXPERTS]
        learner = _learner(session, adviser, learner_email)
        yvon = known[1]
        with clock.at(now - timedelta(days=6, hours=3)):
            prices = forum.open_thread(
                session, learner, "À quel prix vendre un pain de campagne au marché ?",
                f"J'ai compté la farine, l'emplacement et l'essence. @{maider.name}, comment comptez-vous votre temps ?",
                kind="question", experts=True,
            )  # fmt: skip
    upload = uploads.receive(database, learner, "prix-de-revient.csv", io.BytesIO(COSTS.encode()))
    picture = uploads.receive(database, maider, "etal.png", io.BytesIO(_stall()))
    with database.writing() as session:
        with clock.at(now - timedelta(days=5, hours=20)):
            told = forum.post(session, learner, prices.id, "Voici mon tableau, si cela aide à me répondre.")
            files.attach(session, learner, told, [_given("prix-de-revient.csv", upload, "")])
        with clock.at(now - timedelta(days=5, hours=2)):
            answer = forum.post(
                session, maider, prices.id,
                f"@{learner.name}, partez de ce que vous voulez gagner **à l'heure**, puis divisez par le nombre de pains. "
                "Et montrez vos prix : une ardoise lisible rassure.",
            )  # fmt: skip
            shown = _given("etal.png", picture, "Un étal de marché avec une ardoise : pain de campagne, 4,20 euros")
            files.attach(session, maider, answer, [shown])
        with clock.at(now - timedelta(days=4)):
            forum.accept_answer(session, learner, prices.id, answer.number)
        if others:
            _without_a_name(session, others[0], yvon, now)
        if len(others) > 1:
            _reported(session, others[1], learner, adviser, now)
        with clock.at(now - timedelta(days=2)):
            feeds.open_address(session, learner)


def _without_a_name(session: Session, asks: Actor, answers: Actor, now: datetime) -> None:
    """Debts are hard to speak of: the question has no name, and its author answers without one."""
    with clock.at(now - timedelta(days=3, hours=5)):
        thread = forum.open_thread(
            session, asks, "Peut-on créer son activité quand on a des dettes ?",
            "Je n'ose pas en parler à mon conseil. Est-ce que cela bloque tout ?", kind="question", experts=True,
            anonymous=True,
        )  # fmt: skip
    with clock.at(now - timedelta(days=2, hours=22)):
        forum.post(
            session, answers, thread.id,
            "J'en avais quand j'ai commencé. Cela ne bloque pas la création, mais parlez-en tôt : un plan se négocie.",
        )  # fmt: skip
    with clock.at(now - timedelta(days=2, hours=20)):
        forum.post(session, asks, thread.id, "Merci, cela m'enlève un poids.", anonymous=True)


def _reported(session: Session, writes: Actor, reports: Actor, moderator: Actor, now: datetime) -> None:
    """One post that waits for a moderator, and one that was put aside."""
    with clock.at(now - timedelta(days=1, hours=6)):
        thread = forum.open_thread(
            session, writes, "Un bon plan pour vos flyers",
            "Mon cousin imprime à moitié prix, appelez-le de ma part et commandez avant vendredi !",
        )  # fmt: skip
        first = first_post(session, thread.id)
        assert first is not None
    with clock.at(now - timedelta(days=1, hours=2)):
        moderating.report(session, reports, first.id, "advert", "Ce message est aussi dans deux autres fils.")
        aside = forum.post(session, writes, thread.id, "Et ceux qui n'appellent pas n'ont rien compris au commerce.")
    with clock.at(now - timedelta(hours=20)):
        moderating.report(session, reports, aside.id, "hurts", "")
        moderating.hide(session, moderator, aside.id, "Ce ton blesse. Dites votre idée autrement, elle a sa place ici.")


def _expert(
    session: Session, admin: Actor, known: Actor, host: str, name: str, address: str, trade: str, company: str,
    place: str, asks: str,
) -> Actor:  # fmt: skip
    who = known
    if address:
        account = people.welcome(session, admin.organisation_id, f"{address}@{host}", name, Role.EXPERT)
        who = _actor(admin, account, Role.EXPERT)
    introducing.introduce(session, admin, who.account_id, trade=trade, company=company, place=place, asks=asks)
    return who


def _learner(session: Session, near: Actor, email: str) -> Actor:
    account = identity.account_by_email(session, email)
    assert account is not None
    return _actor(near, account, Role.LEARNER)


def _actor(near: Actor, account: Account, role: Role) -> Actor:
    return Actor(
        account.id, near.organisation_id, near.organisation_slug, near.organisation_name, account.name, account.email,
        frozenset({role}),
    )  # fmt: skip


def _given(name: str, upload_id: str, says: str) -> files.Given:
    return files.Given(GivenFile("file1", name, upload_id=upload_id), says)


def _stall() -> bytes:
    """A stall and its slate, drawn."""
    picture = Image.new("RGB", (960, 600), "#f4efe6")
    draw = ImageDraw.Draw(picture)
    for stripe in range(0, 960, 120):
        draw.polygon([(stripe, 60), (stripe + 60, 60), (stripe + 60, 160), (stripe, 160)], fill="#0f5a5c")
    draw.rectangle([80, 360, 880, 520], fill="#b98b56")
    for loaf in range(5):
        draw.ellipse([120 + loaf * 150, 290, 240 + loaf * 150, 370], fill="#c47a2c")
    draw.rectangle([620, 390, 840, 500], fill="#2b2b2b")
    draw.text((640, 430), "PAIN DE CAMPAGNE  4,20", fill="#ffffff")
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
