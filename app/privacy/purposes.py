"""Why data is kept, on what ground and how long, in plain words."""

from app.core.i18n import N_
from app.core.privacy import Basis, Purpose, Retention

PURPOSES: dict[Purpose, tuple[str, str]] = {
    Purpose.LEARNING: (
        N_("Suivre votre parcours et vous accompagner"),
        N_("Pour vous montrer la prochaine étape, lire vos travaux et vous aider quand vous en avez besoin."),
    ),
    Purpose.EVIDENCE: (
        N_("Prouver que le parcours a eu lieu"),
        N_("Les financeurs et les contrôles demandent des preuves : dates, présences, durées."),
    ),
    Purpose.ACCOUNT: (
        N_("Vous connecter en sécurité"),
        N_("Pour savoir que c'est bien vous, et pour ralentir qui essaierait à votre place."),
    ),
    Purpose.EXCHANGE: (
        N_("Échanger avec l'équipe et le groupe"),
        N_("Pour garder le fil de vos conversations et du forum."),
    ),
    Purpose.QUALITY: (
        N_("Mesurer et améliorer le service"),
        N_("Pour savoir ce qui marche et ce qui doit changer."),
    ),
    Purpose.WELCOME: (
        N_("Vous accueillir à une rencontre"),
        N_("Pour garder votre place, vous prévenir d'un changement et compter les personnes venues."),
    ),
    Purpose.ORIENTATION: (
        N_("Orienter, et montrer ce que d'autres ont fait"),
        N_(
            "Pour dire à qui s'adresser chez un partenaire, et pour publier un témoignage avec l'accord de la personne."
        ),
    ),
    Purpose.ADMISSION: (
        N_("Étudier votre candidature"),
        N_("Pour vous joindre, préparer la suite avec vous et décider."),
    ),
    Purpose.RIGHTS: (
        N_("Répondre à vos demandes sur vos données"),
        N_("Pour faire ce que vous demandez, dans les délais, et pouvoir le prouver."),
    ),
    Purpose.BREACH: (
        N_("Traiter une violation de données, et vous prévenir"),
        N_("Pour savoir qui est concerné, prévenir chaque personne et prouver ce qui a été fait."),
    ),
}

BASES: dict[Basis, str] = {
    Basis.CONTRACT: N_("nécessaire à votre parcours"),
    Basis.LEGAL: N_("demandé par la loi"),
    Basis.INTEREST: N_("nécessaire à la sécurité du service"),
    Basis.CONSENT: N_("avec votre accord, que vous pouvez retirer"),
}

RETENTIONS: dict[Retention, str] = {
    Retention.ACCOUNT: N_("tant que vous utilisez le compte, deux ans au plus sans l'utiliser"),
    Retention.PATH: N_("un an après votre sortie"),
    Retention.PROOF: N_("six ans après votre sortie"),
    Retention.FUNDED: N_("le temps que le financeur de votre parcours impose"),
    Retention.SECURITY: N_("six mois"),
    Retention.VISIT: N_("six mois après la rencontre"),
    Retention.LISTED: N_("tant que la fiche ou le témoignage est publié"),
    Retention.APPLICATION: N_("six mois après le dernier échange"),
    Retention.SURVEY: N_("six mois après la fin de l'enquête ; ce qui est dit reste, sans votre nom"),
    Retention.COMPLAINT: N_("un an après la clôture, puis cinq ans comme preuve"),
    Retention.REQUEST: N_("cinq ans après notre réponse, ou après le retrait de votre accord"),
    Retention.PASSING: N_("sept jours"),
}
