"""A folder becomes the next edition of a course, and the draft that the workshop goes on from."""

from pathlib import Path

from sqlalchemy.orm import Session

from app.core.access import Actor, require
from app.courses import policies, queries
from app.courses.drafts.services import mirroring
from app.courses.services.publishing import Published, publish_text
from app.courses.source import CourseText, read_folder


def import_course(session: Session, actor: Actor, folder: Path, note: str = "") -> Published:
    """Publish the course of a folder. Raises Refused with every problem, before anything is written."""
    require(policies.may_import(actor))
    return import_text(session, actor, read_folder(folder), note)


def import_text(session: Session, actor: Actor, written: CourseText, note: str = "") -> Published:
    """The same, for a folder that was read already."""
    require(policies.may_import(actor))
    course = queries.course_entity(session, actor.organisation_id, written.slug)
    done = publish_text(session, actor, course, written, note)
    mirroring.follow_edition(session, actor, done.course_id)
    return done
