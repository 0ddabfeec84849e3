"""What moderators do, in words."""

from app.core.i18n import N_, _

ACTS = {
    "pinned": N_("Fil épinglé"),
    "unpinned": N_("Fil désépinglé"),
    "locked": N_("Fil fermé"),
    "unlocked": N_("Fil rouvert"),
    "moved": N_("Fil déplacé"),
    "merged": N_("Fil fusionné avec un autre"),
    "received": N_("Messages d'un autre fil reçus"),
    "removed": N_("Fil retiré"),
    "restored": N_("Fil remis"),
    "post_removed": N_("Message retiré"),
    "post_restored": N_("Message remis"),
    "post_hidden": N_("Message masqué"),
    "post_shown": N_("Message rétabli"),
    "report_kept": N_("Signalement lu, message gardé"),
    "author_warned": N_("Mot envoyé à la personne"),
}


def words(act: str) -> str:
    return _(ACTS[act]) if act in ACTS else act
