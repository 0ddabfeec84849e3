"""How long things are kept, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

RETENTION: dict[str, Subject] = {
    "account_activity": Subject(
        N_("Le dernier jour où vous vous êtes servi de votre compte"),
        {
            "acted_on": N_("jour du dernier acte"),
            "kept_on": N_("jour où vous avez demandé à garder votre compte"),
            "warned_on": N_("jour où nous vous avons prévenu de sa fermeture"),
        },
    ),
    "retention_choice": Subject(N_("Les durées de conservation que vous avez décidées")),
    "retention_payment": Subject(N_("Les dates de dernier paiement que vous avez notées")),
    "retention_hold": Subject(N_("Les gels que vous avez posés ou levés")),
    "retention_wave": Subject(N_("Les vagues de purge auxquelles vous avez donné votre accord")),
}
