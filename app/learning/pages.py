"""What a learner opens: home, plan, progression, an activity."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, NamedTuple

from fastapi import Form, Request, Response
from sqlalchemy.orm import Session

from app.attendance import services as attendance
from app.core.access import Actor, Refusal
from app.core.clock import now, today
from app.core.errors import Invalid, NotFound
from app.core.i18n import _, ngettext
from app.courses import queries as courses
from app.courses.conditions import GROUP
from app.courses.outline import Activity, Outline
from app.courses.outline import outline as outline_of
from app.courses.rules import when_done
from app.enrolments import queries as enrolments
from app.enrolments.queries import EnrolmentRow
from app.enrolments.rules import Stop
from app.learning import branching, panels, policies, queries, reading, rules, services
from app.learning.gauge import gauge_of
from app.learning.openings import must_be_open, openings
from app.learning.remarks import policies as saying
from app.learning.remarks import queries as remarks
from app.learning.remarks import services as remarking
from app.learning.remarks.rules import FELT, HELPED, LONGEST_BODY
from app.learning.rules import ALL_OPEN, Openings, Reason, State
from app.learning.times import showing as time_spent
from app.planning import queries as planning
from app.planning.showing import in_days
from app.planning.weeks import lines_of, weeks_of
from app.scheduling import queries as scheduling
from app.web.doors import CurrentActor, Reading, Writing, pages
from app.web.formats import about, hours, moment
from app.web.templating import go, show

router = pages("learning")

INVITED_FOR = timedelta(hours=2)  # how long the home page asks for a word on what was just finished


def _own(session: Session, actor: Actor) -> EnrolmentRow | None:
    return enrolments.current_enrolment(session, actor)


def learner_home(request: Request, session: Session, actor: Actor) -> Response:
    """One next step, then the week, then the path."""
    enrolment = _own(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    outline = outline_of(session, enrolment.edition_id)
    states = queries.states(session, enrolment.id)
    opened = openings(session, enrolment, outline, states)
    progress = rules.progress(outline, states, queries.minutes_done(session, enrolment.id), opened)
    week = scheduling.sessions_of_enrolment(session, enrolment.id, since=now())
    step = progress.next
    finished = remarks.just_done(session, enrolment.id, now() - INVITED_FOR)
    return show(
        request, "learning/home.html", enrolment=enrolment, outline=outline, progress=progress, step=step,
        step_block=_block(outline, step), first_name=actor.name.split(" ")[0], sessions=week[:3],
        step_rule=when_done(step.completion) if step else "",
        gauge=gauge_of(session, enrolment, progress, opened.hidden),
        waiting=rules.reasons(outline, states, opened)[:3], today=today(), finished=outline.activities.get(finished or ""),
        ahead=[] if step else rules.ahead(outline, opened)[:3],
        to_sign=[half for half in attendance.open_to_sign(session, enrolment.id) if half.signed_at is None],
    )  # fmt: skip


def _block(outline: Outline, activity: Activity | None) -> Any:
    return next((block for block in outline.blocks if activity and block.id == activity.block_id), None)


@router.get("/mon-parcours")
def plan(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The whole path in the learner's own dates."""
    enrolment = _own(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    outline = outline_of(session, enrolment.edition_id)
    states = queries.states(session, enrolment.id)
    dates = {row.sequence_id: row for row in enrolments.plan(session, enrolment.id)}
    seats = scheduling.sessions_of_enrolment(session, enrolment.id)
    meetings = {row.activity_id: row for row in seats}
    steps = planning.steps(session, enrolment.id)
    days = {row.activity_id: row for row in steps}
    pauses = planning.pauses_of_many(session, [enrolment.id])
    opened = openings(session, enrolment, outline, states)
    step = rules.next_step(outline, states, opened)
    may_work = policies.may_work_on(actor, enrolment.learner_id, enrolment.status)
    blocks = {block.id: block for block in outline.blocks}
    day = today()
    words = _state_words()
    sequences = []
    for sequence in outline.sequences:
        when = dates.get(sequence.id)
        lines = [
            _line(
                activity,
                states.get(activity.id),
                meetings.get(activity.id),
                words,
                opened.why(activity.id),
                days.get(activity.id),
            )
            for activity in sequence.activities
            if activity.id not in opened.hidden
        ]
        if not lines:
            continue  # the whole of it is kept for others
        current = step is not None and step.sequence_id == sequence.id
        due_now = when is not None and when.starts_on <= day <= when.due_on
        left = sum(1 for line in lines if line.kind != "good" and not line.passed)
        sequences.append((sequence, blocks[sequence.block_id], when, lines, left, current or due_now))
    done = [key for key, known in states.items() if known.state == rules.DONE]
    kept = [row for row in steps if row.activity_id not in opened.hidden]
    stops = [Stop(row.since, row.until) for row in pauses if row.until is not None]
    return show(
        request, "learning/plan.html", enrolment=enrolment, outline=outline, sequences=sequences,
        step_id=step.id if step else "", may_work=may_work, weeks=weeks_of(lines_of(outline, kept, seats, done), stops, day),
        pauses=pauses,
    )  # fmt: skip


class Line(NamedTuple):
    """One activity of the plan, ready to print: more than a hundred of them make the page."""

    id: str
    title: str
    when: str
    state: str
    kind: str
    passed: str  # why it was passed over
    reasons: tuple[Reason, ...]  # why it is closed


def _state_words() -> dict[str, tuple[str, str]]:
    return {
        rules.DONE: (_("fait"), "good"),
        rules.WAITING: (_("en attente de lecture"), "info"),
        rules.SENT_BACK: (_("à reprendre"), "attention"),
        rules.OPENED: (_("commencé"), "plain"),
        rules.SKIPPED: (_("passée"), "plain"),
        "": (_("à faire"), "plain"),
        "closed": (_("pas encore ouvert"), "plain"),
        "over": (_("fermé"), "plain"),
        "queue": (_("liste d'attente"), "info"),
        "to come": (_("date à venir"), "plain"),
    }


def _line(
    activity: Activity,
    state: State | None,
    meeting: Any,
    words: dict[str, tuple[str, str]],
    reasons: tuple[Reason, ...],
    step: Any,
) -> Line:
    when = hours(activity.minutes)
    if meeting is not None:
        when = f"{when} · {moment(meeting.starts_at)}"
        if meeting.place == "on_site" and meeting.site_name:
            when = f"{when} · {meeting.site_name}"
        if meeting.state == "waiting":
            when = f"{when} · {words['queue'][0]}"
    elif activity.kind == "session" and activity.people == "collective":
        when = f"{when} · {words['to come'][0]}" if state is None or state.state != rules.DONE else when
    elif step is not None:
        when = f"{when} · {in_days(step.starts_on, step.due_on)}"
    passed = rules.passed_because(state)
    said = state.state if state else ""
    if reasons and not passed:
        said = "over" if any(reason.kind == "until_day" for reason in reasons) else "closed"
    return Line(activity.id, activity.title, when, *words[said], passed, reasons)


@router.get("/mon-parcours/glossaire")
def glossary(request: Request, session: Reading, actor: CurrentActor) -> Response:
    """The words of the learner's course, explained, in the order of the alphabet."""
    enrolment = _own(session, actor)
    if enrolment is None:
        return show(request, "learning/no_path.html")
    return show(request, "learning/glossary.html", outline=outline_of(session, enrolment.edition_id))


@router.get("/activites/{activity_id}")
def activity(request: Request, session: Reading, actor: CurrentActor, activity_id: str, parcours: str = "") -> Response:
    """One activity: its text, then what there is to do."""
    enrolment, outline, found = services.activity_for(session, actor, activity_id, parcours or None)
    return show_activity(request, session, actor, enrolment, outline, found)


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a person and an activity, and the ways past it."""

    closed: tuple[Reason, ...]  # why it is closed
    closes: date | None  # its last day, when it is open until then
    passed: str  # why it was passed over
    may_restore: bool
    ways: list[branching.Offer]
    typed: tuple[str, ...]  # the words that a refused form brought


def show_activity(
    request: Request, session: Session, actor: Actor, enrolment: EnrolmentRow, outline: Outline, found: Activity,
    *, status: int = 200, block: str | None = None, typed: Sequence[str] = (), **more: Any,
) -> Response:  # fmt: skip
    """The page of an activity, or its block "doing" for htmx; `more` gives its panel back the words of a refused form.

    What is closed to the person is shown with its reasons and without its text; `typed` are the words that a refused form
    brought, given back there.
    """
    content = courses.activity_content(session, outline.edition_id, found.id)
    if content is None:
        raise NotFound()
    before, after = _neighbours(outline, found, planning.omitted(session, enrolment.id))
    sequence = next(s for s in outline.sequences if s.id == found.sequence_id)
    near = [found, *(one for one in (*before, *after, *sequence.activities) if _may_be_kept(one))]
    states = queries.states(session, enrolment.id) if any(one.conditions for one in near) or found.branches else None
    opened = openings(session, enrolment, outline, states, near) if states is not None else ALL_OPEN
    state = queries.state_of(session, enrolment.id, found.id)
    closed = opened.why(found.id)
    steps = [one.id for one in sequence.activities if one.id not in opened.hidden or one is found]
    may_work = policies.may_work_on(actor, enrolment.learner_id, enrolment.status)
    passed = rules.passed_because(state)
    ways: list[branching.Offer] = []
    if states is not None and may_work and not closed and (state is None or state.state not in _OVER):
        ways = [one for one in branching.offers(session, enrolment, outline, found, states) if not one.why_not]
    gate = Gate(
        closed, opened.closes.get(found.id), passed, bool(passed and may_work and not closed), ways, tuple(typed)
    )
    panel = _CLOSED if closed else panels.panel_of(found.kind)
    values = panel.values(session, actor, enrolment, found, content, state)
    values |= {
        "enrolment": enrolment, "activity": found, "content": reading.lesson(request, found.id, content),
        "state": state, "panel": panel.template, "competence_block": _block(outline, found), "sequence": sequence,
        "before": _nearest(before, opened), "after": _nearest(after, opened),
        "rule": when_done(found.completion), "reason": "" if closed else rules.why_not_counted(found, state),
        "may_work": Refusal(_("Vous avez passé cette étape.")) if passed and may_work else may_work, "problems": [],
        "place_in_sequence": steps.index(found.id) + 1, "sequence_length": len(steps), "gate": gate,
        **_remark(session, actor, enrolment, found), **time_spent.values(session, actor, enrolment, found, state),
    }  # fmt: skip
    page = show(request, "learning/activity.html", status=status, block=block, **(values | more))
    return reading.remember(request, page)


def _remark(session: Session, actor: Actor, enrolment: EnrolmentRow, found: Activity) -> dict[str, Any]:
    """What the person said of the activity, for the form and for those who may read it."""
    may_say, may_read = saying.may_remark(actor, enrolment.learner_id), saying.may_read_remarks(actor)
    said = remarks.remark_of(session, enrolment.id, found.id) if may_say or may_read else None
    return {
        "remark": said, "may_remark": may_say, "felt_words": FELT, "longest_remark": LONGEST_BODY,
        "helped_words": {code: _(label) for code, label in HELPED.items()},
        "remark_refused": None, "remark_errors": {},
        "remark_form": {
            "felt": said.felt if said else "", "spent": said.minutes if said else None, "remark": said.body if said else "",
        },
    }  # fmt: skip


_CLOSED = panels.Panel("learning/panels/closed.html")
_OVER = (rules.DONE, rules.SKIPPED, rules.WAITING)


def _neighbours(outline: Outline, found: Activity, omitted: frozenset[str]) -> tuple[list[Activity], list[Activity]]:
    """What comes before and after, the nearest first: what may be kept for a group, then the first thing that is not."""
    order = [one for one in outline.activities.values() if one.sequence_id not in omitted or one is found]
    index = order.index(found)
    return _up_to_everyones(order[:index][::-1]), _up_to_everyones(order[index + 1 :])


def _up_to_everyones(activities: Iterable[Activity]) -> list[Activity]:
    near = []
    for activity in activities:
        near.append(activity)
        if not _may_be_kept(activity):
            break
    return near


def _may_be_kept(activity: Activity) -> bool:
    return any(condition.kind == GROUP for condition in activity.conditions)


def _nearest(activities: Iterable[Activity], opened: Openings) -> Activity | None:
    return next((one for one in activities if one.id not in opened.hidden), None)


@router.post("/activites/{activity_id}/passage")
def pass_over(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    activity_id: str,
    vers: Annotated[str, Form(max_length=80)] = "",
    parce_que: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """« Passer directement à … » : the person already has what lies between."""
    passed = branching.take_branch(session, actor, None, activity_id, vers, parce_que)
    words = []
    if passed.skipped:
        count = len(passed.skipped)
        words.append(
            ngettext("%(num)s étape est passée.", "%(num)s étapes sont passées.", count) % {"num": count}
            + " "
            + _("Vous pourrez les faire quand même depuis votre parcours.")
        )
    if passed.kept:
        words.append(_("Votre place reste réservée : %(sessions)s.") % {"sessions": ", ".join(passed.kept)})
    return go(f"/activites/{passed.target.id}", " ".join(words))


@router.post("/activites/{activity_id}/reprise")
def take_up_again(request: Request, session: Writing, actor: CurrentActor, activity_id: str) -> Response:
    """« La faire quand même »."""
    branching.restore(session, actor, None, activity_id)
    return go(f"/activites/{activity_id}", _("Cette étape est de nouveau dans votre parcours."))


@router.post("/activites/{activity_id}/fichier")
def open_file(request: Request, session: Writing, actor: CurrentActor, activity_id: str) -> Response:
    """Opening the file is the act: it counts, then the file comes."""
    enrolment, outline, found = services.activity_for(session, actor, activity_id)
    content = courses.activity_content(session, outline.edition_id, found.id)
    if content is None or "file" not in content.content:
        raise NotFound()
    must_be_open(session, enrolment, outline, found)
    if policies.may_work_on(actor, enrolment.learner_id, enrolment.status) and found.completion.get("rule") == "opened":
        services.complete_activity(session, actor, enrolment.id, activity_id)
    file = content.content["file"]
    return go(f"/fichiers/{file['id']}/{file['name']}")


@router.post("/activites/{activity_id}/mot")
def leave_remark(
    request: Request,
    session: Writing,
    actor: CurrentActor,
    activity_id: str,
    felt: Annotated[str, Form()] = "",
    spent: Annotated[str, Form()] = "",
    remark: Annotated[str, Form()] = "",
    helped: Annotated[str, Form()] = "",
    act: Annotated[str, Form()] = "",
) -> Response:
    """A word on an activity: one per person, changed by sending it again, taken back when nothing is left of it."""
    if act == "withdraw":
        felt = spent = remark = helped = ""
    try:
        if act in HELPED:
            remarking.say_whether_it_helped(session, actor, activity_id, act)
            return go(
                f"/activites/{activity_id}#mot", _("Merci, c'est noté. Vous pouvez ajouter un mot, ou continuer.")
            )
        kept = remarking.leave_remark(session, actor, None, activity_id, felt, spent, remark, helped)
    except Invalid as error:
        enrolment, outline, found = services.activity_for(session, actor, activity_id)
        return show_activity(
            request, session, actor, enrolment, outline, found, status=error.status, remark_refused=error,
            remark_errors={field.field: field.message for field in error.fields},
            remark_form={"felt": felt, "spent": spent, "remark": remark},
        )  # fmt: skip
    if act == "withdraw":
        said = _("Votre mot est retiré.")
    elif kept is None:
        said = _("Rien n'était écrit : rien n'est enregistré.")
    else:
        said = _("Merci. Votre mot est enregistré : l'équipe de formation le lira.")
    return go(f"/activites/{activity_id}#mot", said)


def what_next(session: Session, actor: Actor, activity_id: str) -> str:
    """« C'est enregistré. Prochaine étape : le quiz, environ 10 min. »"""
    enrolment, outline, _activity = services.activity_for(session, actor, activity_id)
    session.flush()
    states = queries.states(session, enrolment.id)
    opened = openings(session, enrolment, outline, states)
    step = rules.next_step(outline, states, opened)
    if step is None and (ahead := rules.ahead(outline, opened)):
        return _("C'est enregistré. La suite n'est pas encore ouverte. %(why)s") % {"why": ahead[0][1][0].text}
    if step is None:
        return _("C'est enregistré. Vous avez tout fait : bravo.")
    return _("C'est enregistré. Prochaine étape : %(title)s, %(time)s.") % {
        "title": step.title,
        "time": about(step.minutes),
    }
