"""What forms of the forum let people choose, in words."""

from collections.abc import Iterable

from app.core.access import Actor
from app.core.db import AnyRow
from app.core.i18n import _
from app.forum import policies, rules


def choices_of_spaces(spaces: Iterable[AnyRow]) -> list[tuple[str, str]]:
    """The spaces where one may still write."""
    return [(one.id, rules.title_for(one.kind, one.name)) for one in spaces if not one.archived_at]


def kinds_for(actor: Actor) -> list[tuple[str, str, str]]:
    """The kinds of threads that somebody may open, each with what it is for."""
    found = [
        ("discussion", _("Discussion"), _("Une idée, une expérience, un bon contact à partager.")),
        ("question", _("Question"), _("Vous choisirez la réponse qui vous a aidé : elle sera montrée en premier.")),
    ]
    if policies.may_announce(actor):
        found.append(("announcement", _("Annonce"), _("Une nouvelle de l'équipe, à tous ceux qui lisent l'espace.")))
    return found
