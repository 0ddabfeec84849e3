"""The one list of rooms; plugs each into the house."""

from fastapi import FastAPI

from app.accompaniment.room import ROOM as ACCOMPANIMENT
from app.admissions.room import ROOM as ADMISSIONS
from app.appointments.room import ROOM as APPOINTMENTS
from app.assessment.room import ROOM as ASSESSMENT
from app.attendance.room import ROOM as ATTENDANCE
from app.backups.room import ROOM as BACKUPS
from app.calendars.room import ROOM as CALENDARS
from app.classrooms.room import ROOM as CLASSROOMS
from app.competences.room import ROOM as COMPETENCES
from app.core.room import Room
from app.courses.room import ROOM as COURSES
from app.credentials.room import ROOM as CREDENTIALS
from app.demo.room import ROOM as DEMO
from app.directory.room import ROOM as DIRECTORY
from app.documents.room import ROOM as DOCUMENTS
from app.dossiers.room import ROOM as DOSSIERS
from app.enrolments.room import ROOM as ENROLMENTS
from app.entry.room import ROOM as ENTRY
from app.entry.weight import weigh
from app.feedback.room import ROOM as FEEDBACK
from app.files import links
from app.files.room import ROOM as FILES
from app.forum.room import ROOM as FORUM
from app.funding.room import ROOM as FUNDING
from app.home.room import ROOM as HOME
from app.identity import queries as identity
from app.identity.private_links import missed
from app.identity.room import ROOM as IDENTITY
from app.identity.services import actor_for, identify
from app.learning.room import ROOM as LEARNING
from app.ledger.room import ROOM as LEDGER
from app.messaging.room import ROOM as MESSAGING
from app.notifications.inbox.queries import UNREAD
from app.notifications.room import ROOM as NOTIFICATIONS
from app.outcomes.room import ROOM as OUTCOMES
from app.planning.room import ROOM as PLANNING
from app.privacy.requests.queries import officer_id
from app.privacy.requests.services.asking import ask_about_reading
from app.privacy.room import ROOM as PRIVACY
from app.quality.room import ROOM as QUALITY
from app.registers.room import ROOM as REGISTERS
from app.reporting.room import ROOM as REPORTING
from app.scheduling.room import ROOM as SCHEDULING
from app.trail import watching
from app.trail.room import ROOM as TRAIL
from app.trail.services import mine, searching
from app.visits.room import ROOM as VISITS
from app.web import credentials, direct, doors, health, private_doors, templating
from app.web.routing import index_routes

ROOMS: tuple[Room, ...] = (
    IDENTITY, FILES, LEDGER, DIRECTORY, COURSES, ENROLMENTS, SCHEDULING, ATTENDANCE, CLASSROOMS, APPOINTMENTS, VISITS,
    PLANNING, DOSSIERS, ADMISSIONS, LEARNING, ASSESSMENT, COMPETENCES, CREDENTIALS, FORUM, MESSAGING, CALENDARS,
    NOTIFICATIONS, ENTRY, OUTCOMES, FEEDBACK, REGISTERS, ACCOMPANIMENT, REPORTING, DOCUMENTS, FUNDING, QUALITY, PRIVACY,
    TRAIL, BACKUPS, HOME, DEMO,
)  # fmt: skip


def plug_in() -> None:
    """What the floors below need to know of those above: who people are, what is new for them, the menu."""
    credentials.plug_identity(identify, identity.still_belongs)
    private_doors.plug_misses(missed)
    doors.plug_trail(watching.watch, watching.refused)
    credentials.plug_weight(weigh)
    identity.plug_news(UNREAD)
    links.plug_people(actor_for)
    health.plug_contacts(identity.contact_addresses)
    searching.plug_officer(officer_id)
    mine.plug_asking(ask_about_reading)
    templating.plug_menu(entry for room in ROOMS for entry in room.menu)


def open_doors(app: FastAPI) -> None:
    """Every page and every operation of the API, each route standing by itself so that it can be found at once."""
    app.router.routes.extend(direct.router.routes)
    for room in ROOMS:
        for router in (room.pages, room.api):
            if router:
                app.router.routes.extend(router.routes)
    index_routes(app)
