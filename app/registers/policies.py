"""Who keeps the registers, who reads them, and what is closed to nearly everybody. The wall is checked by the query."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _
from app.registers.kinds import Kind

Duties = frozenset[str]


def may_open_registers(actor: Actor) -> Answer:
    """The page that lists them, and the registers that are not closed."""
    if actor.has(Role.QUALITY, Role.ADMIN):
        return True
    return Refusal(_("Les registres sont tenus par l'équipe qualité et l'administration. Demandez-leur un accès."))


def may_read(actor: Actor, kind: Kind, duties: Duties) -> Answer:
    """A whole register. One that is restricted is for those who are named, and for nobody else, whatever their role."""
    if not kind.restricted:
        return may_open_registers(actor)
    if kind.restricted in duties:
        return True
    return Refusal(_("Ce registre est réservé aux personnes désignées. L'administration peut vous désigner."))


def may_keep(actor: Actor, kind: Kind, duties: Duties, person_id: str | None = None) -> Answer:
    """Write in a register: those who keep it; everybody for their own profile and training, the team for watch."""
    if may_read(actor, kind, duties):
        return True
    if kind.open and actor.is_staff:
        return True
    if is_own(actor, kind, person_id) and kind.code in OWN:
        return True
    return may_read(actor, kind, duties)


OWN = ("staff_profile", "staff_training")  # what a person of the team keeps true about themselves
OWN_READ = (*OWN, "staff_review")


def is_own(actor: Actor, kind: Kind, person_id: str | None) -> bool:
    return kind.about == "person" and actor.is_staff and person_id == actor.account_id


def may_see_entry(actor: Actor, kind: Kind, duties: Duties, person_id: str | None) -> Answer:
    """One line: those who read the register, and the person it is about."""
    if may_read(actor, kind, duties) or (person_id is not None and person_id == actor.account_id):
        return True
    return may_read(actor, kind, duties)


def may_see_own_file(actor: Actor) -> Answer:
    """One's own profile, training and reviews."""
    if actor.is_staff:
        return True
    return Refusal(_("Cette page est celle des personnes de l'équipe."))


def may_name(actor: Actor) -> Answer:
    """Say who is the referent for handicap, and against violence."""
    if actor.has(Role.ADMIN):
        return True
    return Refusal(_("L'administration désigne les référentes et les référents."))


def may_read_sealed(duties: Duties) -> Answer:
    """The story of a report: the persons named against violence, and nobody else, whatever their role."""
    if "protection" in duties:
        return True
    return Refusal(
        _(
            "Ce registre est scellé. Seules les personnes désignées contre les violences l'ouvrent, et chaque lecture est notée."
        )
    )


def may_see_measures(actor: Actor, adviser_id: str | None) -> bool:
    """What was decided, without what was asked: whoever follows the person puts it in practice."""
    return actor.has(Role.ADVISER) and adviser_id == actor.account_id


def may_ask_adjustment(actor: Actor) -> Answer:
    if actor.has(Role.LEARNER):
        return True
    return Refusal(_("Cette page est celle des personnes accompagnées."))
