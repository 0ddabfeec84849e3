"""What processing is called in the register, and who is in it."""

from dataclasses import dataclass

from app.core.i18n import N_
from app.core.privacy import Basis, Purpose


@dataclass(frozen=True, slots=True)
class Sheet:
    """One processing as an authority reads it; `slug` is its page."""

    slug: str
    title: str
    why: str
    people: tuple[str, ...]


_PEOPLE = N_("personnes accompagnées")
_TEAM = N_("personnes de l'équipe")
_CANDIDATES = N_("personnes qui candidatent")

SHEETS: dict[Purpose, Sheet] = {
    Purpose.LEARNING: Sheet(
        "parcours",
        N_("Suivre les parcours et accompagner"),
        N_("Montrer à chaque personne sa prochaine étape, lire ses travaux, l'aider quand elle en a besoin."),
        (_PEOPLE, _TEAM),
    ),
    Purpose.EVIDENCE: Sheet(
        "preuves",
        N_("Prouver que les parcours ont eu lieu"),
        N_(
            "Tenir les dates, les présences, les durées et les documents que demandent la loi, les financeurs et les contrôles."
        ),
        (_PEOPLE, _TEAM),
    ),
    Purpose.ACCOUNT: Sheet(
        "comptes",
        N_("Ouvrir les comptes et les protéger"),
        N_("Savoir que c'est bien la personne, ralentir qui essaie à sa place, garder trace des accès."),
        (_PEOPLE, _TEAM, N_("personnes invitées : partenaires, audit, prescription")),
    ),
    Purpose.EXCHANGE: Sheet(
        "echanges",
        N_("Échanger : messages, forum, nouvelles"),
        N_("Garder le fil des conversations, prévenir d'un changement."),
        (_PEOPLE, _TEAM, N_("cheffes et chefs d'entreprise invités au forum")),
    ),
    Purpose.QUALITY: Sheet(
        "qualite",
        N_("Mesurer et améliorer le service"),
        N_("Recueillir les avis, traiter les réclamations, tenir les registres de la qualité."),
        (_PEOPLE, _TEAM, N_("personnes qui réclament")),
    ),
    Purpose.WELCOME: Sheet(
        "rencontres",
        N_("Accueillir aux rencontres publiques"),
        N_("Garder une place, prévenir d'un changement, compter les personnes venues."),
        (N_("personnes inscrites à une rencontre"),),
    ),
    Purpose.ORIENTATION: Sheet(
        "orientation",
        N_("Orienter, et publier des témoignages"),
        N_("Dire à qui s'adresser chez un partenaire, publier un témoignage avec l'accord de la personne."),
        (N_("contacts chez les partenaires"), N_("personnes qui témoignent")),
    ),
    Purpose.ADMISSION: Sheet(
        "candidatures",
        N_("Étudier les candidatures"),
        N_("Joindre la personne, préparer la suite avec elle et décider."),
        (_CANDIDATES, N_("personnes qui prescrivent")),
    ),
    Purpose.RIGHTS: Sheet(
        "droits",
        N_("Répondre aux demandes sur les données"),
        N_("Faire ce que demandent les personnes, dans les délais, et pouvoir le prouver."),
        (_PEOPLE, _TEAM, N_("personnes qui demandent à leur place")),
    ),
    Purpose.BREACH: Sheet(
        "violations",
        N_("Traiter les violations de données et tenir les registres"),
        N_("Savoir qui est concerné, décider, prévenir la CNIL et les personnes, garder la preuve."),
        (_PEOPLE, _TEAM),
    ),
}

BASES: dict[Basis, str] = {
    Basis.CONTRACT: N_("exécution du contrat ou mesures avant contrat (article 6.1.b)"),
    Basis.LEGAL: N_("obligation légale (article 6.1.c)"),
    Basis.INTEREST: N_("intérêt légitime (article 6.1.f) : sécurité, bon fonctionnement, amélioration"),
    Basis.CONSENT: N_("consentement (article 6.1.a)"),
}

ROLES = {  # of a sub-processor: what leaves for it, as keepings name it
    "host": N_("Hébergement du site et de la base"),
    "storage": N_("Stockage des fichiers"),
    "mail": N_("Envoi des courriels"),
    "inbox": N_("Boîte qui reçoit les réponses"),
    "sms": N_("Envoi des SMS"),
    "classroom": N_("Classe virtuelle"),
    "push": N_("Notifications du navigateur"),
    "other": N_("Autre service"),
}

ART_28 = {  # what a contract with a sub-processor says (article 28.3)
    "instructions": N_("n'agit que sur instruction écrite, transferts compris"),
    "secrecy": N_("engage ses équipes à la confidentialité"),
    "security": N_("prend les mesures de sécurité de l'article 32"),
    "others": N_("demande l'accord avant de faire appel à un autre sous-traitant, et lui impose les mêmes obligations"),
    "rights": N_("aide à répondre aux demandes des personnes"),
    "breaches": N_("prévient sans délai d'une violation et aide à la traiter"),
    "impact": N_("aide aux analyses d'impact"),
    "end": N_("efface ou rend les données à la fin"),
    "audit": N_("tient les preuves à disposition et accepte les contrôles"),
}


def purpose_by_slug(slug: str) -> Purpose | None:
    return next((purpose for purpose, sheet in SHEETS.items() if sheet.slug == slug), None)
