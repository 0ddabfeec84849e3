"""What a course adds up to, and when an activity counts as done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.core.i18n import N_, _, ngettext
from app.courses.outline import Outline


@dataclass(frozen=True, slots=True)
class Totals:
    """Planned minutes, whole and by modality."""

    minutes: int
    on_site: int
    remote: int
    synchronous: int
    asynchronous: int
    collective: int
    individual: int
    training: int
    self_study: int
    activities: int

    @property
    def on_site_percent(self) -> float | None:
        return 100 * self.on_site / self.minutes if self.minutes else None


class Marked(Protocol):
    """Whatever has a duration and the four marks: a published activity, a line of a draft."""

    @property
    def minutes(self) -> int: ...
    @property
    def place(self) -> str: ...
    @property
    def timing(self) -> str: ...
    @property
    def people(self) -> str: ...
    @property
    def guidance(self) -> str: ...


def totals(activities: Iterable[Marked]) -> Totals:
    found = list(activities)

    def where(name: str, value: str) -> int:
        return sum(activity.minutes for activity in found if getattr(activity, name) == value)

    return Totals(
        minutes=sum(activity.minutes for activity in found),
        on_site=where("place", "on_site"),
        remote=where("place", "remote"),
        synchronous=where("timing", "synchronous"),
        asynchronous=where("timing", "asynchronous"),
        collective=where("people", "collective"),
        individual=where("people", "individual"),
        training=where("guidance", "training"),
        self_study=where("guidance", "self_study"),
        activities=len(found),
    )


def by_block(outline: Outline) -> dict[str, Totals]:
    """Totals by block id."""
    return {
        block.id: totals(a for a in outline.activities.values() if a.block_id == block.id) for block in outline.blocks
    }


def by_week(outline: Outline) -> dict[int, Totals]:
    """Totals by week, the weeks without a sequence too."""
    weeks = {sequence.id: sequence.week for sequence in outline.sequences}
    return {
        week: totals(a for a in outline.activities.values() if weeks[a.sequence_id] == week)
        for week in range(1, outline.weeks + 1)
    }


def when_done(completion: Mapping[str, Any]) -> str:
    """When an activity counts as done, said to the person who learns; empty for a rule that nobody knows any more."""
    rule = completion.get("rule")
    if rule == "score":
        return _("Compté quand vous atteignez %(percent)s %% de bonnes réponses.") % {
            "percent": completion.get("percent", 0)
        }
    if rule == "posted":
        count = int(completion.get("posts", 1))
        return ngettext(
            "Compté quand vous avez écrit un message dans le fil.",
            "Compté quand vous avez écrit %(num)s messages dans le fil.",
            count,
        ) % {"num": count}
    return {
        "read": _("Compté quand vous dites que vous l'avez fait."),
        "opened": _("Compté quand vous avez ouvert le fichier."),
        "proof": _("Compté quand vous avez remis une preuve : un texte ou un fichier."),
        "answered": _("Compté quand vous avez envoyé toutes vos réponses."),
        "handed_in": _("Compté quand vous avez remis votre travail."),
        "accepted": _("Compté quand l'équipe de formation a accepté votre travail."),
        "rated": _("Compté quand vous avez répondu à chaque phrase."),
        "attended": _("Compté quand votre présence est notée."),
        "chosen": _("Compté quand vous avez choisi."),
        "checked": _("Compté quand vous avez tout coché."),
    }.get(str(rule), "")


ENTRY = {
    "monday": N_("Chaque lundi"),
    "tuesday": N_("Chaque mardi"),
    "wednesday": N_("Chaque mercredi"),
    "thursday": N_("Chaque jeudi"),
    "friday": N_("Chaque vendredi"),
    "saturday": N_("Chaque samedi"),
    "sunday": N_("Chaque dimanche"),
    "any": N_("N'importe quel jour"),
}
