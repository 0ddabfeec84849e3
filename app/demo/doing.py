"""What learners do in the activities, and what the team and an expert answer."""

import io
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy.orm import Session

from app.assessment import services as assessment
from app.assessment.quizzes import asking
from app.assessment.quizzes import queries as quizzes
from app.assessment.services import Upload
from app.assessment.works import review_queries as reviews
from app.assessment.works.rubrics import rubric_of
from app.demo import answers, remarks
from app.demo.stories import Step, has_it_already
from app.demo.world import Act, World
from app.forum import queries as threads
from app.forum import services as forum
from app.learning import branching
from app.learning import services as learning
from app.learning.remarks import services as remarking


def do_page(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    if has_it_already(story, step.activity):
        branch = step.activity.branches[0]
        taken = branching.take_branch(session, me, story.enrolment_id, step.activity.id, branch.go_to)
        story.passed.update(one.id for one in taken.skipped)
        return
    learning.complete_activity(session, me, story.enrolment_id, step.activity.id)


def do_forum(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    forum.answer_activity(session, me, step.activity.id, story.chance.choice(answers.POSTS))
    if story.number % 9 == 0:
        world.push(step.at + timedelta(hours=20), "expert", story, step.activity)


def expert(world: World, session: Session, step: Step) -> None:
    assert step.story is not None
    assert step.activity is not None
    if step.activity.completion.get("rule") == "posted":
        guest = world.staff["expert"][0]
        thread = threads.thread_of_activity(session, guest.organisation_id, step.activity.id)
        if thread and thread.experts:
            forum.post(session, guest, thread.id, step.story.chance.choice(answers.EXPERT_POSTS))


def do_self_assessment(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    stage = world.content(session, step.activity)["stage"]
    asked = {c.code: c.id for block in world.outline.blocks for c in block.competences}
    gain = {"entry": 0, "middle": 1, "exit": 2}[stage]
    chance = story.chance
    levels = {
        asked[code]: max(1, min(len(world.outline.levels), chance.choice((1, 1, 2)) + gain - chance.choice((0, 0, 1))))
        for code in step.activity.competences
    }
    assessment.rate_levels(session, me, story.enrolment_id, step.activity.id, stage, "learner", levels)
    if stage != "middle" and story.number % 2 == 0:
        world.push(step.at + timedelta(days=2), "conclude", story, step.activity, (stage, levels))


def conclude(world: World, session: Session, step: Step) -> None:
    story = step.story
    assert story is not None
    assert isinstance(step.detail, tuple)
    stage, levels = step.detail
    seen = {key: max(1, level - (story.chance.random() < 0.2)) for key, level in levels.items()}
    assessment.rate_levels(session, world.adviser(story), story.enrolment_id, None, stage, "adviser", seen)


def do_survey(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    asked = world.content(session, step.activity)["asked"]
    satisfied = min(1.0, story.character.skill)
    said = {question["id"]: answers.opine(question, story.chance, satisfied) for question in asked}
    assessment.send_answers(session, me, story.enrolment_id, step.activity.id, said)


def do_choice(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    options = [option["id"] for option in world.content(session, step.activity)["options"]]
    wanted = story.chance.choice(options)
    try:
        assessment.choose(session, me, story.enrolment_id, step.activity.id, [wanted])
    except assessment.NoPlaceLeft:
        assessment.choose(session, me, story.enrolment_id, step.activity.id, [options[-1]])  # it has no limit


def do_checklist(world: World, session: Session, step: Step) -> None:
    """A few points a day, until all are ticked."""
    story, me = world.me(step)
    assert step.activity is not None
    items = [item["id"] for item in world.content(session, step.activity)["items"]]
    begun = step.detail if isinstance(step.detail, int) else 0
    reached = min(len(items), begun + 2 + story.number % 4)
    for item in items[begun:reached]:
        assessment.tick(session, me, story.enrolment_id, step.activity.id, item, True)
    if reached < len(items) and story.chance.random() < 0.9:
        world.push(step.at + timedelta(hours=20 + story.number % 9), "do_checklist", story, step.activity, reached)


def do_quiz(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    tried = step.detail if isinstance(step.detail, int) else 0
    content = world.content(session, step.activity)
    known = asking.questions_of_try(session, content, story.enrolment_id, step.activity.id, tried + 1)
    skill = min(0.98, story.character.skill + 0.2 * tried)
    responses = {
        version.id: answers.respond(
            version.definition, story.chance,
            answers.chance_at(f"{step.activity.key} {version.name}", story.number, skill),
        )
        for version in known
    }  # fmt: skip
    sent = assessment.send_attempt(session, me, story.enrolment_id, step.activity.id, responses, tried + 1)
    if sent.state == "to_mark":
        world.push(step.at + timedelta(days=1 + story.number % 4), "mark", story, step.activity, sent.attempt_id)
    if sent.activity_state == "opened" and tried < 2 and story.chance.random() < 0.85:
        world.push(step.at + timedelta(hours=1 + story.number % 20), "do_quiz", story, step.activity, tried + 1)


def mark(world: World, session: Session, step: Step) -> None:
    assert step.story is not None
    assert isinstance(step.detail, str)
    trainer = world.trainer(step.story.number)
    words = step.story.chance.choice(answers.COMMENTS)
    for row in quizzes.answers(session, step.detail):
        if row.points is None:
            assessment.mark_answer(session, trainer, step.detail, row.question_version_id, 1.0, words)


def do_assignment(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    text = story.chance.choice(answers.WORKS)
    if isinstance(step.detail, str):  # sent back: the same work, corrected
        text = answers.corrected(step.detail)
    upload = Upload("mon-travail.txt", io.BytesIO(text.encode())) if story.number % 8 == 3 else None
    sent = assessment.submit_work(session, me, story.enrolment_id, step.activity.id, text, upload)
    if sent.state == "waiting" and not (story.featured and step.at > world.today - timedelta(days=9)):
        days = 1 + story.number % 4 if story.number % 13 else 12
        world.push(
            step.at + timedelta(days=days),
            "review",
            story,
            step.activity,
            (sent.submission_id, isinstance(step.detail, str), text),
        )


def review(world: World, session: Session, step: Step) -> None:
    story = step.story
    assert story is not None
    assert step.activity is not None
    assert isinstance(step.detail, tuple)
    submission_id, again, text = step.detail
    back = not again and story.chance.random() < 0.18
    words = story.chance.choice(answers.SENT_BACK if back else answers.COMMENTS)
    rubric = rubric_of(world.content(session, step.activity))
    levels = {
        str(i): rubric.top - (i == 1 if back else (i + story.number) % 5 == 0)
        for i in range(1, len(rubric.criteria) + 1)
    }
    comments = {"1": answers.ON_A_CRITERION[story.number % len(answers.ON_A_CRITERION)]} if back and levels else {}
    asked = reviews.annotations(session, story.enrolment_id, step.activity.id) if again else ()
    assessment.review_work(
        session, world.trainer(story.number), submission_id, "sent_back" if back else "accepted", words,
        levels=levels, comments=comments, fixed=tuple(one.id for one in asked),
        passages=[answers.on_a_passage(text, story.number)] if back or story.number % 6 == 0 else [],
    )  # fmt: skip
    if back:
        world.push(step.at + timedelta(days=2), "do_assignment", story, step.activity, text)


def do_link(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    if step.activity.completion.get("rule") == "read":
        learning.complete_activity(session, me, story.enrolment_id, step.activity.id)
    else:
        assessment.submit_work(
            session, me, story.enrolment_id, step.activity.id, story.chance.choice(answers.PROOFS), None
        )


def perhaps_say(world: World, step: Step) -> None:
    """A word on what was just done, some minutes later; the first time only."""
    story, activity = step.story, step.activity
    if story is not None and activity is not None and step.detail is None and remarks.said(story, activity):
        world.push(step.at + timedelta(minutes=5 + story.number % 20), "say", story, activity)


def say(world: World, session: Session, step: Step) -> None:
    story, me = world.me(step)
    assert step.activity is not None
    given = remarks.said(story, step.activity)
    assert given is not None
    kept = remarking.leave_remark(
        session, me, story.enrolment_id, step.activity.id, *given, remarks.helped(story, step.activity)
    )
    if kept is not None and kept.body:
        world.push(
            step.at + timedelta(days=1 + story.number % 5, hours=2),
            "hear",
            story,
            step.activity,
            (kept.id, kept.body),
        )


def hear(world: World, session: Session, step: Step) -> None:
    assert step.story is not None
    assert step.activity is not None
    assert isinstance(step.detail, tuple)
    remark_id, said = step.detail
    words, trainer = remarks.answer(step.story, step.activity, said), world.trainer(step.story.number)
    if words:
        remarking.answer_remark(session, trainer, remark_id, words)
    elif words is not None:
        remarking.mark_seen(session, trainer, remark_id)


ACTS: Mapping[str, Act] = {
    "do_page": do_page,
    "do_media": do_page,
    "do_file": do_page,
    "do_forum": do_forum,
    "expert": expert,
    "do_self_assessment": do_self_assessment,
    "conclude": conclude,
    "do_survey": do_survey,
    "do_choice": do_choice,
    "do_checklist": do_checklist,
    "do_quiz": do_quiz,
    "mark": mark,
    "do_assignment": do_assignment,
    "review": review,
    "do_link": do_link,
    "say": say,
    "hear": hear,
}
