"""The demonstration: two organisations that have been alive for months."""

import sys
import time
from datetime import date, datetime, timedelta

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.assessment.bank import services as banks
from app.assessment.questions.reading import read_questions
from app.core import clock
from app.core.access import Actor, Role
from app.core.db import Base, database
from app.core.errors import Conflict
from app.core.settings import CHECKOUT, settings
from app.courses import queries as courses
from app.courses.outline import outline
from app.courses.services.importing import import_text
from app.courses.source import CourseText, read_folder
from app.demo import rooms
from app.demo import stories as telling
from app.demo.admissions import receive_candidates
from app.demo.appointments import lay_the_appointments
from app.demo.audits import make_an_audit_file
from app.demo.badges import give_badges
from app.demo.business_owners import meet_business_owners
from app.demo.competences import tell_levels
from app.demo.connections import announce_the_evenings
from app.demo.contacts import follow_people
from app.demo.devices import open_some_devices
from app.demo.directory import open_the_directory
from app.demo.documents import issue_papers
from app.demo.dossiers import fill_dossiers
from app.demo.engagements import sign_contracts
from app.demo.entries import PIN, code_of, enter_without_email
from app.demo.erasures import erase_who_asked
from app.demo.exchanges import exchange
from app.demo.forum import talk
from app.demo.funding import fund_the_paths
from app.demo.histories import BATCH, Life, lives
from app.demo.identity import name_the_organisation
from app.demo.letters import write_letters
from app.demo.meetings import meet
from app.demo.news import spread_the_news
from app.demo.outcomes import follow_those_who_left
from app.demo.people import Person
from app.demo.plans import ENTRIES, change_some_plans
from app.demo.processing import keep_the_law
from app.demo.public import open_to_all
from app.demo.readings import forget as forget_readings
from app.demo.readings import tell_who_read
from app.demo.received import receive_some
from app.demo.registers import keep_registers
from app.demo.requests import ask_about_data
from app.demo.results import close_last_year, review_the_year, show_results
from app.demo.retention import keep_no_longer
from app.demo.signing import sign_sheets
from app.demo.voices import hear
from app.demo.workshop import lay_the_table
from app.enrolments.groups import services as grouping
from app.entry.cards.rules import in_groups
from app.frameworks.services import install_entrecomp
from app.identity import passwords
from app.identity import queries as identity
from app.identity import services as people
from app.identity.models import Account, ClosedDay, Organisation

PASSWORD = "demo-bidaide"
COURSE = CHECKOUT / "content" / "creer-son-activite"
BANKS = {"S'entraîner encore": CHECKOUT / "content" / "question-banks" / "s-entrainer-encore.gift"}
NEIGHBOUR_LEARNERS = 12
SMALL = 20  # a demonstration of so many people has none to come

NAMES = {
    Role.ADVISER: "Inès Lafitte",
    Role.TRAINER: "Bernard Sauzet",
    Role.QUALITY: "Colette Marchand",
    Role.ADMIN: "Jérôme Puyau",
    Role.EXPERT: "Maïder Etcheto",
    Role.REFERRER: "Sandrine Vidal",
    Role.AUDITOR: "Alain Corbeau",
    Role.GUEST: "Irène Sabatier",
}


SLUGS = frozenset({"demo", "demo-voisine"})


def organisations() -> set[str]:
    with database().reading() as session:
        return {organisation.slug for organisation in identity.organisations(session)}


def load_if_empty() -> None:
    if not organisations():
        load(60)


def load(learners: int, on: date | None = None) -> None:
    """Make the demonstration, again if it was there; `on` is the day it is taken to be. Conflict if anything else is."""
    if settings().environment == "production":
        raise Conflict("La démonstration ne se charge jamais en production.")
    known = organisations()
    if known - SLUGS:
        raise Conflict("La base de données contient une vraie organisation. Rien n'a été changé.")
    if known:
        clear()
    started = time.monotonic()
    day = on or clock.today()
    now = clock.paris(day, 8, 45) if on else clock.now()
    hashed = passwords.hash_password(PASSWORD)
    written = read_folder(COURSE)  # once for both
    _organisation("demo", "Les Chemins d'Argent (démonstration)", "", learners, now, hashed, written)
    _organisation(
        "demo-voisine",
        "Atelier des Deux Rives (démonstration)",
        "-voisine",
        min(NEIGHBOUR_LEARNERS, learners),
        now,
        hashed,
        written,
    )
    print(f"Démonstration prête en {time.monotonic() - started:.0f} s.", file=sys.stderr)


def _organisation(
    slug: str, name: str, suffix: str, learners: int, now: datetime, hashed: str, written: CourseText
) -> None:
    db = database()
    opening = now - timedelta(weeks=telling.SPREAD_WEEKS + 6)
    with clock.at(opening), db.writing() as session:
        place = people.open_organisation(
            session, slug, name, two_factors=False, phone="05 55 00 12 34", email=f"accueil{suffix}@demo.example",
            address="12 rue de la Barrière, 19000 Tulle" if not suffix else "4 quai des Deux Rives, 64600 Anglet",
        )  # fmt: skip
        staff = _staff(
            session, place, suffix, hashed, advisers=1 + max(0, learners - 40) // 50, trainers=1 + learners // 60
        )
        towns = ("Tulle", "Brive", "Ussel") if not suffix else ("Anglet", "Hasparren")
        sites = [(people.add_site(session, place.id, town, f"Maison de l'emploi, {town}").id, town) for town in towns]
        furniture = rooms.furnish(session, staff["admin"][0], sites)
        for financer in ("Région", "France Travail", "Fonds social européen"):
            people.add_funder(session, place.id, financer)
        year = now.year
        for closed in (
            date(year - 1, 12, 24),
            date(year - 1, 12, 31),
            date(year, 8, 14),
            date(year, 12, 24),
            date(year, 12, 31),
        ):
            session.add(ClosedDay(organisation_id=place.id, day=closed, reason="Fermeture annuelle"))
        name_the_organisation(session, staff["admin"][0], staff["quality"][0], staff["adviser"][0])
        install_entrecomp(session, place.id)
        import_text(session, staff["admin"][0], written)
        for group in telling.GROUPS:
            grouping.create_group(session, staff["adviser"][0], group)
        _banks(session, staff["trainer"][0])
    with db.reading() as session:
        course = courses.course_by_slug(session, place.id, "creer-son-activite")
        assert course is not None
        path = outline(session, course.edition_id)
        closed_days = identity.closed_days(session, place.id)
    featured = Person(
        "Nadia Belkacem" if not suffix else "Ander Mendy", f"learner{suffix}@demo.example", "06 39 98 00 00",
        "Boulangerie ambulante sur trois marchés", "France Travail",
    )  # fmt: skip
    host = f"demo{suffix}.example" if suffix else "demo.example"
    life = Life(db, (place.id, slug, name), path, staff, sites, closed_days, now, host, featured)
    life.rooms = furniture
    to_come = len(ENTRIES) if learners > SMALL else 0  # they are among the people asked for
    told = telling.stories(learners - to_come, clock.local(now).date(), closed_days)
    _share(told, len(staff["adviser"]))
    lives(told, life)
    life.live(lambda done, known: _say(slug, done, known))
    _say_done()
    meet(life, now)
    talk(life, now)
    if to_come:
        change_some_plans(db, path, staff["adviser"][0], staff["trainer"][0], sites[0][0], closed_days, now, host)
    announce_the_evenings(life, told)
    sign_contracts(db, staff["adviser"][0], told, now)
    lay_the_table(db, staff["trainer"][0], staff["admin"][0], now)
    sign_sheets(db, staff["trainer"][0], path.slug, now)
    with clock.at(now):
        lay_the_appointments(db, staff["adviser"][0], sites, featured.email, now)
    exchange(db, staff["adviser"][0], staff["trainer"][0], featured.email, now)
    receive_candidates(db, staff["adviser"][0], staff["referrer"][0], now)
    others = [who for _number, who in sorted(life.learners.items()) if who.email != featured.email][:2]
    meet_business_owners(db, staff, featured.email, others, host, now)
    open_to_all(db, staff["adviser"][0], staff["trainer"][0], sites, now)
    open_the_directory(db, staff["adviser"][0], sites, now)
    fill_dossiers(db, staff["adviser"], staff["trainer"][0], featured.email, now)
    tell_levels(db, staff["adviser"], staff["trainer"], featured.email, now)
    give_badges(db, staff["admin"][0], staff["adviser"][0], featured.email, now)
    receive_some(db, staff["admin"][0], now)
    write_letters(db, staff["adviser"][0], featured.email, now)
    follow_people(db, staff["adviser"][0], suffix, now)
    follow_those_who_left(db, staff["admin"][0], staff["adviser"][0], now)
    hear(db, staff, now)
    issue_papers(db, staff["admin"][0], staff["adviser"][0], featured.email, now)
    keep_registers(db, staff, featured.email, now)
    spread_the_news(db, staff["adviser"][0], featured.email, now)
    fund_the_paths(db, staff["adviser"][0], staff["admin"][0], staff["trainer"], now)
    if not suffix:  # before what counts those who left, and before what an erasure would let go
        keep_no_longer(db, staff["admin"][0], staff["adviser"][0], path.slug, now)
    show_results(db, staff["quality"][0], staff["admin"][0], suffix, now)
    if not suffix:
        close_last_year(db, staff["quality"][0], now)
        review_the_year(db, staff["quality"][0], staff["trainer"][0], now)
    make_an_audit_file(db, staff, now)
    enter_without_email(db, staff["adviser"][0], featured.email, suffix, now)
    open_some_devices(db, staff, featured.email, now)
    tell_who_read(db, staff, featured.email, now)
    ask_about_data(db, staff, now)  # the last: whose data are frozen is in no list any more
    if not suffix:
        erase_who_asked(db, staff["admin"][0], staff["adviser"][0], path.slug, now)
    keep_the_law(db, staff, now)
    with db.writing() as session:
        account = identity.account_by_email(session, featured.email)
        assert account is not None
        account.password_hash = hashed


def _banks(session: Session, trainer: Actor) -> None:
    """The questions that a trainer keeps, tied to the course whose competences they bear."""
    for title, path in BANKS.items():
        banks.open_bank(session, trainer, title, COURSE.name)
        banks.add_questions(session, trainer, bank_title=title, questions=read_questions(path.read_bytes()).questions)


def _share(told: list[telling.Story], advisers: int) -> None:
    """The demonstration's adviser follows the featured learner and up to 60 people; the others share the rest."""
    for story in told:
        mine = story.number < 40 or advisers == 1
        story.adviser = 0 if mine else 1 + story.number % (advisers - 1)


def _staff(
    session: Session, place: Organisation, suffix: str, hashed: str, advisers: int, trainers: int
) -> dict[str, list[Actor]]:
    staff: dict[str, list[Actor]] = {}
    for role, name in NAMES.items():
        account = people.welcome(session, place.id, f"{role}{suffix}@demo.example", name, role)
        account.password_hash = hashed
        staff[role.value] = [_actor(place, account, role)]
    for number in range(1, advisers):
        account = people.welcome(
            session, place.id, f"adviser{suffix}.{number}@demo.example", f"Conseil {number}", Role.ADVISER
        )
        staff["adviser"].append(_actor(place, account, Role.ADVISER))
    names = [(number, name) for number in range(trainers) for name in rooms.TRAINERS]
    for rank, (number, name) in enumerate(names, 1):
        account = people.welcome(
            session,
            place.id,
            f"trainer{suffix}.{rank}@demo.example",
            f"{name} {number + 1}" if number else name,
            Role.TRAINER,
        )
        staff["trainer"].append(_actor(place, account, Role.TRAINER))
    return staff


def _actor(place: Organisation, account: Account, role: Role) -> Actor:
    return Actor(account.id, place.id, place.slug, place.name, account.name, account.email, frozenset({role}))


def _say(slug: str, done: int, known: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{slug} : {done} actes vécus, {known - done} à vivre    ", end="", file=sys.stderr, flush=True)
    elif done % 20_000 < BATCH:
        print(f"{slug} : {done} actes vécus, {known - done} à vivre", file=sys.stderr, flush=True)


def _say_done() -> None:
    if sys.stderr.isatty():
        print(file=sys.stderr)


def print_accounts() -> None:
    """For whoever has just started the service."""
    print(f"Comptes de démonstration (mot de passe {PASSWORD}) :")
    for role, what in (
        ("learner", "apprenante"), ("adviser", "conseillère"), ("trainer", "formateur"), ("quality", "référente qualité"),
        ("admin", "administrateur"), ("expert", "cheffe d'entreprise"), ("referrer", "prescriptrice"), ("auditor", "auditeur"),
        ("guest", "auditrice invitée"),
    ):  # fmt: skip
        print(f"  {role}@demo.example   {what}")
    print(f"  carte {in_groups(code_of(''))}, code secret {PIN}   une personne sans courriel (page /carte)")
    print(flush=True)


def clear() -> None:
    """Empty every table of the database, and the trail, for a demonstration made again."""
    forget_readings()
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with database().engine.execution_options(writes=True).begin() as connection:
        known = set(inspect(connection).get_table_names())
        for name in tables:
            if name in known:
                connection.execute(Base.metadata.tables[name].delete())
