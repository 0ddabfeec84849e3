"""The stable codes of errors, in plain words. Every error of the house has its anchor on /aide/erreurs."""

from dataclasses import dataclass

from app.core.i18n import N_, _

_WORDS: dict[str, tuple[int, str, str]] = {
    "refused": (400, N_("La demande n'a pas été comprise."), N_("Reprenez depuis la page ou la documentation.")),
    "sign-in-needed": (401, N_("Il faut se connecter."), N_("Ouvrez votre compte, ou demandez un nouveau jeton.")),
    "taken-elsewhere": (
        401,
        N_("Votre connexion a été montrée par un autre appareil : elle est fermée."),
        N_("Connectez-vous de nouveau. Si l'autre appareil n'est pas le vôtre, changez votre mot de passe."),
    ),
    "wrong-credentials": (
        401,
        N_("L'adresse ou le mot de passe ne correspond pas."),
        N_("Vérifiez-les. Après plusieurs essais, attendez un quart d'heure."),
    ),
    "card-refused": (
        401,
        N_("Cette carte, ou son code secret, n'ouvre rien."),
        N_("Voyez votre conseillère ou votre conseiller : la carte se remplace, le code secret se choisit de nouveau."),
    ),
    "code-refused": (
        401,
        N_("Ce code ou ce lien pour entrer n'est plus bon."),
        N_("Demandez-en un nouveau : il arrive tout de suite."),
    ),
    "passkey-refused": (
        401,
        N_("La clé d'accès n'a pas ouvert le compte."),
        N_("Essayez de nouveau, ou entrez d'une autre façon."),
    ),
    "bad-return": (
        400,
        N_("Ce qui revient de votre connexion professionnelle ne prouve rien : trop tard, deux fois, ou ailleurs."),
        N_("Rien n'a été ouvert. Recommencez depuis la page de connexion, dans le même navigateur."),
    ),
    "forbidden": (
        403,
        N_("Vous voyez que cela existe, mais votre rôle ne permet pas cet acte."),
        N_("Demandez à l'administration de votre organisme."),
    ),
    "fresh-needed": (
        403,
        N_("Cet acte est important : il faut prouver encore une fois que c'est vous."),
        N_("Donnez votre mot de passe ou votre deuxième preuve, puis recommencez. Rien n'a été fait entre-temps."),
    ),
    "second-factor-needed": (
        403,
        N_("Votre rôle demande une deuxième preuve, en plus du mot de passe."),
        N_(
            "Donnez le code de votre application. Si vous n'en avez pas encore, mettez-la en place depuis votre compte."
        ),
    ),
    "one-proof-only": (
        403,
        N_("Vous avez mis en place une deuxième preuve, et votre connexion professionnelle n'en garantit qu'une."),
        N_("Entrez avec votre mot de passe et votre deuxième preuve."),
    ),
    "not-linked": (
        403,
        N_("Cette connexion professionnelle n'ouvre aucun compte ici."),
        N_("Entrez d'une autre façon, puis reliez-la depuis votre compte, ou demandez à l'administration."),
    ),
    "not-found": (
        404,
        N_("Cela n'existe pas, ou ne vous est pas visible."),
        N_("Vérifiez l'adresse. Ce qui appartient à une autre organisation n'est jamais visible."),
    ),
    "conflict": (
        409,
        N_("Quelque chose a changé entre-temps, ou contredit ce qui est déjà enregistré."),
        N_("Rechargez, regardez ce qui a changé, et recommencez si c'est encore utile."),
    ),
    "stale": (
        409,
        N_("Quelqu'un a écrit au même endroit pendant ce temps."),
        N_("Rien n'est écrasé. Comparez les deux textes, puis enregistrez de nouveau avec la version reçue."),
    ),
    "document-incomplete": (
        409,
        N_("Il manque quelque chose pour faire ce document."),
        N_("Chaque chose qui manque dit où la compléter. Aucun numéro n'a été pris."),
    ),
    "unsealable": (
        409,
        N_("Des réponses protégées ne s'ouvrent plus : la clé secrète du service a changé."),
        N_("Rien n'est effacé. L'administration remet l'ancienne clé, ou les questions sont posées de nouveau."),
    ),
    "not-ready": (
        409,
        N_("Il manque quelque chose avant que le parcours puisse être publié."),
        N_("Chaque obstacle dit où le compléter. Le brouillon est gardé."),
    ),
    "already-sent": (
        409,
        N_("Cet envoi avait déjà été reçu."),
        N_("Rien n'est perdu : le premier envoi est gardé."),
    ),
    "gone": (
        410,
        N_("Cet envoi a attendu trop longtemps : il n'est plus gardé."),
        N_("Choisissez le fichier de nouveau. Il part depuis le début."),
    ),
    "no-room": (
        413,
        N_("L'espace de fichiers de l'organisme est plein."),
        N_("Gardez votre fichier et prévenez votre organisme : l'administration voit l'espace utilisé."),
    ),
    "no-place-left": (
        409,
        N_("La dernière place vient d'être prise."),
        N_("Ce qui était choisi avant est gardé. Choisissez autre chose."),
    ),
    "known-already": (
        409,
        N_("Une personne est déjà connue avec ce téléphone ou ce courriel."),
        N_("Rien n'a été enregistré. Ouvrez sa candidature, ou dites que c'est quelqu'un d'autre."),
    ),
    "slot-taken": (
        409,
        N_("Ce créneau de rendez-vous vient d'être pris."),
        N_("Ce qui était écrit est gardé. Choisissez un autre créneau : les plus proches sont proposés."),
    ),
    "too-large": (413, N_("L'envoi est trop lourd."), N_("Envoyez un fichier plus petit.")),
    "wrong-code": (
        422,
        N_("Le code de présence n'est pas le bon."),
        N_("Il change toutes les 30 secondes. Tapez celui qui est affiché maintenant, ou signez au doigt."),
    ),
    "doubtful": (
        422,
        N_(
            "Un texte en dit peut-être trop sur une personne : sa santé, son origine, la justice… Rien n'a été enregistré."
        ),
        N_("Écrivez le besoin, pas le diagnostic. Si ces mots ne disent rien de tel, gardez-les quand même."),
    ),
    "invalid": (
        422,
        N_("Une information manque ou n'a pas la bonne forme."),
        N_("Corrigez les champs nommés. Rien n'a été enregistré à moitié."),
    ),
    "course-refused": (
        422,
        N_("Le dossier d'un parcours contient des erreurs."),
        N_("Chaque erreur nomme le fichier, la ligne et ce qu'il faut écrire. Corrigez-les, puis importez de nouveau."),
    ),
    "too-many": (
        429,
        N_("La demande est revenue trop souvent."),
        N_("Attendez le temps indiqué (Retry-After), puis recommencez."),
    ),
    "unexpected": (
        500,
        N_("Une erreur inattendue est arrivée."),
        N_("Rien n'est enregistré à moitié. Réessayez, puis prévenez votre organisme."),
    ),
    "unavailable": (
        503,
        N_("Le service ne peut pas travailler en ce moment."),
        N_("Réessayez dans une minute. Rien n'a été enregistré à moitié."),
    ),
}


@dataclass(frozen=True, slots=True)
class KnownError:
    code: str
    status: int
    what: str
    remedy: str


def known_errors() -> list[KnownError]:
    return [KnownError(code, status, _(what), _(remedy)) for code, (status, what, remedy) in _WORDS.items()]
