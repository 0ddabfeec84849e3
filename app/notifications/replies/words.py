"""What became of a message, said to whoever administers and to whoever wrote it."""

from app.core.i18n import N_
from app.notifications.replies.models import BOUNCED, IGNORED, LANDED, REFUSED

STATES = {
    LANDED: (N_("arrivé"), "good"),
    REFUSED: (N_("refusé"), "attention"),
    IGNORED: (N_("laissé de côté"), "plain"),
    BOUNCED: (N_("adresse refusée"), "danger"),
}

WHY = {
    "": "",
    "files": N_("Le texte est arrivé, sans ses fichiers joints."),
    "stranger": N_("Il vient d'une autre adresse que celle à qui nous avions écrit."),
    "gone": N_("La personne, la conversation ou la discussion n'est plus ouverte."),
    "unsound": N_("Le texte ne peut pas être gardé tel quel."),
    "empty": N_("Rien n'y est écrit en dehors de ce qu'il cite."),
    "heavy": N_("Il est trop lourd."),
    "broken": N_("Il est abîmé : rien n'a pu y être lu."),
    "flood": N_("Trop de messages sont venus de cette adresse en une heure."),
    "automatic": N_("Il a été écrit par un programme : absence, accusé de réception, liste."),
    "loop": N_("Il vient de notre propre adresse."),
    "unknown": N_("Il ne répond à aucun de nos messages."),
    "passing": N_("Le serveur réessaie : rien n'est perdu."),
}
