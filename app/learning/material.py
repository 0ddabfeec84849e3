"""Which files of courses people see besides those who write them: what an edition that they may read contains.

A file that only a draft holds is not there for them, whoever tells them its address.
"""

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.courses import queries as courses
from app.files.queries import plug_material
from app.learning import queries


def is_shown(session: Session, actor: Actor, file_id: str) -> bool:
    editions = queries.editions_shown_to(session, actor)
    return any(file_id in courses.files_of_edition(session, edition_id) for edition_id in editions)


plug_material(is_shown)
