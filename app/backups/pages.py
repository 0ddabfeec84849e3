"""/admin/sauvegardes: when the house was last saved, whether that was tried, and which keys close what."""

from datetime import datetime

from fastapi import Request, Response

from app.backups import policies, standing
from app.core.access import require
from app.web.doors import CurrentActor, Reading, pages
from app.web.templating import show

router = pages("backups")


@router.get("/admin/sauvegardes")
def backups(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_see_backups(actor))
    found = standing.look(session)
    returns = [(each.at, datetime.fromisoformat(each.facts["made_at"])) for each in found.returns]
    return show(
        request, "backups/page.html", found=found, remarks=list(standing.remarks(found)), returns=returns,
        lost=[key for key in found.keys if not key.here],
    )  # fmt: skip
