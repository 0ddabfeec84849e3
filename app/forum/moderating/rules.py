"""Why a post is reported, and what a moderator must say."""

from app.core.errors import FieldError, Invalid
from app.core.i18n import N_, _

REASONS = {
    "hurts": N_("Il blesse ou attaque quelqu'un"),
    "private": N_("Il dit des choses privées : un nom de client, une adresse, la santé de quelqu'un"),
    "advert": N_("C'est de la publicité ou du démarchage"),
    "wrong": N_("C'est faux ou dangereux"),
    "other": N_("Autre chose"),
}
LONGEST_WORDS = 1_000
LONGEST_REASON = 300
HIDDEN, SHOWN, KEPT, WARNED = "post_hidden", "post_shown", "report_kept", "author_warned"
OUTCOMES = {HIDDEN: "hidden", KEPT: "kept"}


def check_report(reason: str, words: str) -> None:
    """Raise Invalid when something is to be corrected."""
    found = []
    if reason not in REASONS:
        found.append(FieldError("reason", _("Choisissez ce qui ne va pas.")))
    elif reason == "other" and not words:
        found.append(FieldError("words", _("Dites en quelques mots ce qui ne va pas.")))
    if len(words) > LONGEST_WORDS:
        found.append(FieldError("words", _("C'est trop long : 1 000 caractères au plus.")))
    if found:
        raise Invalid(_("Votre signalement n'est pas encore envoyé. Corrigez ce qui est indiqué."), found)


def check_words(words: str, missing: str) -> None:
    """A moderator says why: an act without a reason is not done."""
    if not words:
        raise Invalid(missing, [FieldError("words", missing)])
    if len(words) > LONGEST_REASON:
        sentence = _("C'est trop long : 300 caractères au plus. Rien n'a été changé.")
        raise Invalid(sentence, [FieldError("words", sentence)])
