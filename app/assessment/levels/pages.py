"""Rating oneself, and the levels given by the team."""

from fastapi import Request, Response

from app.assessment import policies
from app.assessment.levels import services
from app.core.errors import FieldError, Forbidden, Invalid
from app.core.i18n import _
from app.enrolments import queries as enrolments
from app.learning import rules as path
from app.learning import services as learning
from app.learning.pages import show_activity, what_next
from app.web.doors import CurrentActor, Writing, pages
from app.web.forms import Posted, only
from app.web.templating import go

router = pages("assessment")

PREFIX = "level-"


def read_levels(form: dict[str, list[str]]) -> dict[str, int]:
    """Competence id → level, from the fields that were filled in; Invalid for what is no level."""
    found: dict[str, int] = {}
    for name in form:
        value = only(form, name)
        if not name.startswith(PREFIX) or not value:
            continue
        if not (value.isdecimal() and len(value) < 4):
            raise Invalid(
                _("Les niveaux ne sont pas encore enregistrés."), [FieldError(name, _("Ce niveau n'existe pas."))]
            )
        found[name.removeprefix(PREFIX)] = int(value)
    return found


@router.post("/activites/{activity_id}/niveaux")
def rate_oneself(request: Request, session: Writing, actor: CurrentActor, activity_id: str, form: Posted) -> Response:
    """What is chosen is kept, even when some sentences are still to answer."""
    try:
        rated = services.rate_levels(session, actor, None, activity_id, "", "learner", read_levels(form))
    except Invalid as error:
        enrolment, outline, activity = learning.activity_for(session, actor, activity_id)
        chosen = {name.removeprefix(PREFIX): only(form, name) for name in form if name.startswith(PREFIX)}
        return show_activity(
            request, session, actor, enrolment, outline, activity, status=error.status, refused=error, chosen=chosen,
            errors={field.field: field.message for field in error.fields},
        )  # fmt: skip
    if rated.activity_state == path.DONE:
        return go("/accueil", what_next(session, actor, activity_id))
    left = rated.wanted - rated.known
    return go(f"/activites/{activity_id}", _("C'est gardé. Il reste %(left)s phrases.") % {"left": left})


@router.post("/suivi/{enrolment_id}/niveaux")
def rate_learner(request: Request, session: Writing, actor: CurrentActor, enrolment_id: str, form: Posted) -> Response:
    """The team's word on the levels of a person; the form is in the dossier."""
    enrolment = enrolments.enrolment_for(session, actor, enrolment_id)
    voice = policies.voice_of(actor, enrolment.learner_id)
    if voice in (None, "learner"):
        raise Forbidden(_("Vous ne pouvez pas donner de niveau à cette personne."))
    rated = services.rate_levels(session, actor, enrolment_id, None, only(form, "stage"), str(voice), read_levels(form))
    if not rated.changed:
        return go(f"/suivi/{enrolment_id}", _("Ces niveaux étaient déjà notés. Rien n'a changé."))
    return go(f"/suivi/{enrolment_id}", _("Les niveaux sont enregistrés, avec leur date et votre nom."))
