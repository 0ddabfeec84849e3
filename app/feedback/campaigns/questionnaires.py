"""What is asked: the starters that an organisation begins with, and the versions that it makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml
from sqlalchemy.orm import Session

from app.assessment.surveys import rules as surveys
from app.assessment.surveys.reading import read_survey
from app.core.access import Actor, require
from app.core.errors import Conflict, FieldError, Invalid
from app.core.i18n import _
from app.core.settings import CHECKOUT
from app.feedback import policies
from app.feedback.campaigns import queries, rules
from app.feedback.campaigns.models import Questionnaire, QuestionnaireVersion, Wording
from app.ledger import services as ledger

STARTERS = CHECKOUT / "content" / "feedback" / "questionnaires.yaml"
LONGEST_INTRO, LONGEST_TITLE = 1_000, 200


@dataclass(slots=True)
class _Written:
    """What `read_survey` asks of something written: its head, and somewhere to note problems."""

    head: Mapping[str, Any]
    problems: list[FieldError] = field(default_factory=list)
    key: str = ""
    path: str = ""
    text: str = ""
    course_competences: frozenset[str] = frozenset()

    def problem(self, where: str, message: str, remedy: str, *, file: str = "", line: int = 0) -> None:
        self.problems.append(FieldError(where, f"{message} {remedy}"))

    def relative_file(self, field: str, allowed_suffixes: tuple[str, ...] = ()) -> None:
        return None

    def text_file(self, field: str, allowed_suffixes: tuple[str, ...] = ()) -> tuple[str, str]:
        return "", ""

    def picture(self, written: str, text_path: str, *, line: int) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Said:
    """A questionnaire as somebody wrote it. `measures` is the number of the question on satisfaction; 0: none."""

    title: str
    intro: str
    anonymous: bool
    asked: tuple[dict[str, Any], ...]
    measures: int = 0


def read(title: str, intro: str, head: Mapping[str, Any], measures: int) -> Said:
    """The same, checked. Raises Invalid with each field to mend."""
    written = _Written(head)
    content = read_survey(written)
    problems = list(written.problems)
    title, intro = " ".join(title.split()), intro.strip()
    if not title:
        problems.insert(0, FieldError("title", _("Donnez un titre à ce questionnaire.")))
    if len(title) > LONGEST_TITLE or len(intro) > LONGEST_INTRO:
        problems.insert(0, FieldError("intro", _("Le titre ou l'introduction est trop long.")))
    if measures and not problems:
        question = content["asked"][measures - 1] if measures <= len(content["asked"]) else None
        if question is None or rules.score(question, 1) is None:
            problems.append(
                FieldError(
                    "measures",
                    _("La satisfaction se mesure sur une échelle, ou sur un nombre qui a un plus bas et un plus haut."),
                )
            )
    if problems:
        raise Invalid(_("Rien n'est encore enregistré. Corrigez ce qui est marqué."), problems)
    return Said(title, intro, content["anonymous"], tuple(content["asked"]), measures)


@cache
def starters() -> tuple[tuple[dict[str, Any], Said], ...]:
    """The shipped ones, read once. Raises ValueError for what is not known or not sound."""
    found = []
    for one in yaml.safe_load(STARTERS.read_text(encoding="utf-8"))["questionnaires"]:
        if one["moment"] not in rules.MOMENTS or one["audience"] not in rules.AUDIENCES:
            raise ValueError(f"{STARTERS}: {one['code']}")
        head = {"anonymous": one["anonymous"], "questions": one["questions"]}
        try:
            said = read(one["title"], one["intro"], head, one["measures"])
        except Invalid as error:
            raise ValueError(f"{STARTERS}: {one['code']}: {error.fields}") from error
        found.append((one, said))
    return tuple(found)


def ensure(session: Session, organisation_id: str) -> None:
    """An organisation that has no questionnaire yet begins with the starters."""
    if queries.has_questionnaires(session, organisation_id):
        return
    for one, said in starters():
        kept = Questionnaire(
            organisation_id=organisation_id, code=one["code"], title=said.title, moment=one["moment"],
            audience=one["audience"],
        )  # fmt: skip
        session.add(kept)
        session.flush()
        _lay(session, kept, said, 1)


def begin(session: Session, actor: Actor) -> None:
    """Take the starters; an organisation that has questionnaires keeps its own."""
    require(policies.may_ask(actor))
    ledger.take_turn(session, actor.organisation_id)
    ensure(session, actor.organisation_id)


def make(session: Session, actor: Actor, moment: str, audience: str, said: Said) -> Questionnaire:
    """One more questionnaire, with its first version."""
    require(policies.may_ask(actor))
    if moment not in rules.MOMENTS or audience not in rules.AUDIENCES:
        raise Invalid(
            _("Dites à quel moment ce questionnaire se pose, et à qui."),
            [FieldError("moment", _("Choisissez dans la liste."))],
        )
    ledger.take_turn(session, actor.organisation_id)
    ensure(session, actor.organisation_id)
    count = queries.count_questionnaires(session, actor.organisation_id)
    kept = Questionnaire(
        organisation_id=actor.organisation_id, code=f"questionnaire-{count + 1}", title=said.title, moment=moment,
        audience=audience,
    )  # fmt: skip
    session.add(kept)
    session.flush()
    _lay(session, kept, said, 1)
    return kept


def change(session: Session, actor: Actor, questionnaire_id: str, said: Said, read_number: int) -> QuestionnaireVersion:
    """The next version; the same words change nothing. Surveys under way ask it from now on when they promise the same.

    `read_number` is the version that was in front of the person: somebody else may have made another since.
    """
    require(policies.may_ask(actor))
    ledger.take_turn(session, actor.organisation_id)
    kept = queries.questionnaire_to_change(session, actor.organisation_id, questionnaire_id)
    last = queries.last_version(session, kept.id)
    if read_number and read_number != last.number:
        raise Conflict(
            _("Quelqu'un a changé ce questionnaire pendant que vous écriviez. Vos mots sont gardés ici : relisez.")
        )
    kept.title = said.title
    if last.fingerprint == _fingerprint(said):
        return last
    version = _lay(session, kept, said, last.number + 1)
    for campaign in queries.open_campaigns_to_change(session, kept.id):
        if campaign.anonymous == said.anonymous:  # another promise is another survey
            campaign.version_id = version.id
        elif campaign.key is not None:  # the one that opens by itself stops here: the next person opens its successor
            campaign.key = None
    session.flush()
    return version


def _fingerprint(said: Said) -> str:
    return surveys.fingerprint(
        {"intro": said.intro, "anonymous": said.anonymous, "asked": list(said.asked), "measures": said.measures}
    )


def _lay(session: Session, kept: Questionnaire, said: Said, number: int) -> QuestionnaireVersion:
    known = queries.wording_ids(session, kept.id)
    asked = []
    for place, question in enumerate(said.asked, 1):
        definition = {name: value for name, value in question.items() if name != "required"}
        measures = rules.SATISFACTION if place == said.measures else ""
        mark = surveys.fingerprint({**definition, "measures": measures})
        if mark not in known:
            wording = Wording(
                organisation_id=kept.organisation_id, questionnaire_id=kept.id, fingerprint=mark, definition=definition,
                measures=measures,
            )  # fmt: skip
            session.add(wording)
            session.flush()
            known[mark] = wording.id
        asked.append({"id": known[mark], **question})
    version = QuestionnaireVersion(
        organisation_id=kept.organisation_id, questionnaire_id=kept.id, number=number, intro=said.intro,
        anonymous=said.anonymous, asked=asked, fingerprint=_fingerprint(said),
    )  # fmt: skip
    session.add(version)
    session.flush()
    return version
