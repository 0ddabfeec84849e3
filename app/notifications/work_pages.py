"""/admin/travaux: the work behind the pages. /avancement/{id}: how far the work that somebody asked for has come."""

import re

from fastapi import Request, Response

from app.core.access import require
from app.core.clock import now
from app.core.i18n import _
from app.core.tasks.models import DONE, FAILED, RUNNING, WAITING
from app.notifications import policies, queries, services, words
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.templating import go, show

router = pages("work")

LINES_SHOWN = 100
_OWN_PAGE = re.compile(r"/[a-z0-9][^\s\\]*")  # a result is a page of this house


@router.get("/admin/travaux")
def work(request: Request, session: Reading, actor: CurrentActor) -> Response:
    require(policies.may_see_work(actor))
    return show(
        request, "notifications/work.html", failed=queries.work(session, actor, (FAILED,), LINES_SHOWN),
        waiting=queries.work(session, actor, (WAITING, RUNNING), LINES_SHOWN), counts=queries.work_counts(session, actor),
        work_words=words.work_words, now=now(),
    )  # fmt: skip


@router.post("/admin/travaux/{task_id}/relance")
def start_again(request: Request, session: Writing, actor: CurrentActor, task_id: str) -> Response:
    services.start_again(session, actor, task_id)
    return go("/admin/travaux", _("C'est relancé. Le travail se fait dans la minute."))


@router.get("/avancement/{task_id}")
def progress(request: Request, session: Reading, actor: CurrentActor, task_id: str) -> Response:
    """Whoever asked for long work sees it advance, then a link to what it made (`result` of its payload)."""
    task = queries.work_asked(session, actor, task_id)
    result = str(task.payload.get("result", ""))
    return show(
        request, "notifications/progress.html", block="progress", task=task, title=words.work_words(task.name),
        over=task.state in (DONE, FAILED), failed=task.state == FAILED, tried=task.attempts > 0,
        result=result if _OWN_PAGE.fullmatch(result) else "",
    )  # fmt: skip
