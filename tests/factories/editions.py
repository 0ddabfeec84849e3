"""Next editions of the small course, with a few lines more in some heads."""

import shutil
from pathlib import Path

from sqlalchemy.orm import Session

from app.core.access import Role
from app.courses.outline import Outline
from app.courses.services.importing import import_course
from tests.factories.house import SMALL_COURSE, Place
from tests.factories.paths import small_course


def published_with(session: Session, place: Place, folder: Path, heads: dict[str, str], outline: str = "") -> Outline:
    """The small course published again. `heads`: key of an activity or of a sequence → lines added to what it says;
    `outline` replaces course.yaml."""
    root = folder / f"edition-{len(list(folder.iterdir()))}"
    shutil.copytree(SMALL_COURSE, root)
    plan = root / "course.yaml"
    if outline:
        plan.write_text(outline)
    for key, lines in heads.items():
        path = root / "activities" / f"{key}.md"
        if path.exists():
            path.write_text(path.read_text().replace("\nplace:", f"\n{lines}\nplace:", 1))
        else:
            assert f"key: {key}\n" in plan.read_text(), key
            indented = "".join(f"    {line}\n" for line in lines.splitlines())
            plan.write_text(plan.read_text().replace(f"key: {key}\n", f"key: {key}\n{indented}", 1))
    import_course(session, place.actor(Role.ADMIN), root)
    session.flush()
    return small_course(session, place)
