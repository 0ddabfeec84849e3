"""Who reads, writes and keeps order on the forum."""

from app.core.access import Actor, Answer, Refusal, Role
from app.core.i18n import _

_TEAM = (Role.ADVISER, Role.TRAINER, Role.ADMIN, Role.QUALITY)
_WRITE_ALL = (Role.LEARNER, Role.ADVISER, Role.TRAINER, Role.ADMIN)
_MODERATORS = (Role.TRAINER, Role.ADVISER, Role.ADMIN)
_SHARED = ("organisation", "entrepreneurs")


def reads_all(actor: Actor) -> bool:
    """Whether every space and thread of the organisation is open to them."""
    return actor.has(*_TEAM)


def is_moderator(actor: Actor) -> bool:
    return actor.has(*_MODERATORS)


def sees_space(actor: Actor, kind: str, belongs: bool) -> bool:
    """`belongs`: they follow the course, or are in the group, that the space is for."""
    if reads_all(actor):
        return True
    if actor.has(Role.LEARNER) and (kind in _SHARED or belongs):
        return True
    return actor.has(Role.EXPERT) and kind == "entrepreneurs"


def sees_thread(actor: Actor, space_kind: str, belongs: bool, experts: bool, removed: bool = False) -> bool:
    """Those of the spaces they see; for business owners, also those they are invited to. Removed: moderators alone."""
    if removed and not is_moderator(actor):
        return False
    return sees_space(actor, space_kind, belongs) or (experts and actor.has(Role.EXPERT))


def may_visit(actor: Actor) -> Answer:
    return actor.has(*_TEAM, Role.LEARNER, Role.EXPERT) or Refusal(
        _("Le forum est ouvert aux participants, à l'équipe et aux chefs d'entreprise invités.")
    )


def may_open(actor: Actor) -> Answer:
    """Open a thread somewhere."""
    return actor.has(*_WRITE_ALL, Role.EXPERT) or Refusal(
        _("Ouvrir un fil est réservé aux participants et à l'équipe pédagogique.")
    )


def may_open_in(actor: Actor, space_kind: str) -> Answer:
    """Open a thread in a space that they see: business owners in the one that they share with learners."""
    return actor.has(*_WRITE_ALL) or (
        (actor.has(Role.EXPERT) and space_kind == "entrepreneurs")
        or Refusal(_("Ouvrez votre fil dans « Entre entrepreneurs » : cet espace est aussi le vôtre."))
    )


def may_hide_name(actor: Actor) -> Answer:
    """Ask without one's name: learners, of whom some would not ask otherwise."""
    return actor.has(Role.LEARNER) or Refusal(_("Écrire sans son nom est réservé aux personnes en parcours."))


def may_announce(actor: Actor) -> Answer:
    return is_moderator(actor) or Refusal(_("Les annonces sont écrites par l'équipe. Posez plutôt une question."))


def may_post(actor: Actor, experts: bool) -> Answer:
    """Answer a thread that they see."""
    return (
        actor.has(*_WRITE_ALL)
        or (experts and actor.has(Role.EXPERT))
        or Refusal(_("Vous lisez ce fil, mais y répondre est réservé aux participants et à l'équipe pédagogique."))
    )


def may_edit(actor: Actor, author_id: str) -> Answer:
    """Change the words of a post: nobody puts words in somebody else's mouth."""
    return actor.account_id == author_id or Refusal(_("Seule la personne qui a écrit ce message peut le modifier."))


def may_remove(actor: Actor, author_id: str) -> Answer:
    return (
        actor.account_id == author_id
        or is_moderator(actor)
        or Refusal(_("Ce message peut être retiré par la personne qui l'a écrit ou par l'équipe."))
    )


def may_restore(actor: Actor, remover_id: str | None) -> Answer:
    """Put back what was taken away: whoever took it away, or a moderator."""
    return (
        actor.account_id == remover_id
        or is_moderator(actor)
        or Refusal(_("Ce message a été retiré par l'équipe. Écrivez-lui si vous n'êtes pas d'accord."))
    )


def may_accept(actor: Actor, asker_id: str) -> Answer:
    """Say which answer settles a question."""
    return (
        actor.account_id == asker_id
        or is_moderator(actor)
        or Refusal(_("La personne qui a posé la question, ou l'équipe, choisit la réponse qui convient."))
    )


def may_thank(actor: Actor, author_id: str) -> Answer:
    return actor.account_id != author_id or Refusal(_("Un merci s'adresse à quelqu'un d'autre que soi."))


def may_moderate(actor: Actor) -> Answer:
    return is_moderator(actor) or Refusal(
        _("Épingler, fermer, déplacer ou retirer un fil est réservé à l'équipe pédagogique.")
    )
