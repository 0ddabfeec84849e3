"""What a document gives: a text in the Markdown of lessons, its images, and what could not be kept, said once each."""

from dataclasses import dataclass, field

from app.core.i18n import N_, _

MOST_PLACES = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """An image of the document; the text names it `../images/<name>`. No `alt`: it is still to be written."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was not kept as it was, and where it stood."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Converted:
    title: str
    text: str
    images: list[Picture] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


# What may be told, in the order it is listed: first what somebody still has to do.
SENTENCES = {
    "alt": N_("L'image « %(about)s » n'a pas de texte de remplacement : écrivez ce qu'elle montre."),
    "alt-guessed": N_("Le texte de remplacement de « %(about)s » a été deviné par un logiciel : relisez-le."),
    "image-kind": N_(
        "L'image « %(about)s » n'a pas été reprise : une page web ne montre pas ce format. Enregistrez-la en PNG, puis ajoutez-la."
    ),
    "image-large": N_(
        "L'image « %(about)s » n'a pas été reprise : elle est trop grande. Réduisez-la, puis ajoutez-la."
    ),
    "image-broken": N_("L'image « %(about)s » n'a pas été reprise : elle est abîmée."),
    "image-linked": N_("Une image n'est pas dans le document, seulement son adresse : elle n'a pas été reprise."),
    "image-cropped": N_("L'image « %(about)s » était rognée ; elle est reprise entière. Vérifiez ce qu'elle montre."),
    "image-link": N_("Le lien posé sur une image n'a pas été repris."),
    "chart": N_("Un graphique n'a pas été repris. Faites-en une image, ou donnez ses chiffres dans un tableau."),
    "smartart": N_("Un schéma SmartArt n'a pas été repris. Faites-en une image, ou écrivez-le en liste."),
    "equation": N_("Une formule n'a pas été reprise : écrivez-la avec des mots ou des signes simples."),
    "object": N_("Un objet incorporé (classeur, diapositive, son…) n'a pas été repris. Donnez-le comme fichier."),
    "shape": N_("Un dessin fait de formes n'a pas été repris."),
    "text-box": N_("Le texte d'une zone de texte est placé juste après le paragraphe où elle était. Vérifiez l'ordre."),
    "link": N_("Le lien « %(about)s » n'a pas été repris ; son texte est gardé."),
    "link-inside": N_("Les renvois à un autre endroit du document ne sont plus des liens ; leur texte est gardé."),
    "merged": N_("Des cellules fusionnées ont été séparées : le texte est dans la première."),
    "nested-table": N_("Un tableau placé dans un tableau est devenu du texte."),
    "table-head": N_("La première ligne d'un tableau est devenue son en-tête."),
    "frame": N_("Un cadre est devenu une citation."),
    "colour": N_(
        "Les couleurs et le surlignage n'ont pas été repris. Si une couleur veut dire quelque chose, dites-le avec des mots."
    ),
    "underline": N_("Le soulignement n'a pas été repris : dans une page, il annonce un lien."),
    "small": N_("Les exposants et les indices sont écrits à la suite, sans être plus petits."),
    "emphasis": N_("Le gras ou l'italique d'un paragraphe n'a pas pu être repris."),
    "list-marks": N_(
        "Des listes à lettres, à chiffres romains ou aux numéros composés (« 1.2 », « Étape 1 ») ont des numéros simples."
    ),
    "list-depth": N_("Des listes de plus de cinq niveaux ont été ramenées à cinq."),
    "heading-numbers": N_("La numérotation automatique des titres n'a pas été reprise."),
    "notes": N_("Les notes de bas de page sont à la fin du texte, sous « Notes »."),
    "field": N_(
        "Des champs calculés (date, renvoi, numéro…) sont repris comme du texte, tels qu'ils étaient affichés."
    ),
    "form": N_("Des champs de formulaire sont repris comme du texte : on ne peut pas les remplir dans la page."),
    "tab": N_("Des tabulations sont devenues des espaces."),
    "symbol": N_("Un symbole d'une police spéciale n'a pas pu être repris."),
    "hidden": N_("Du texte masqué n'a pas été repris."),
    "tracked": N_("Le suivi des modifications n'a pas été repris : le texte est celui que l'on a en acceptant tout."),
    "comments": N_("Les commentaires n'ont pas été repris."),
    "toc": N_("La table des matières n'a pas été reprise."),
    "header": N_("Les en-têtes et les pieds de page n'ont pas été repris."),
    "page-break": N_("Les sauts de page n'ont pas été repris."),
    "columns": N_("La mise en colonnes n'a pas été reprise."),
    "macros": N_("Les macros n'ont pas été reprises."),
    "part": N_("Un autre document, inséré dans celui-ci, n'a pas été repris."),
    "encoding": N_("Ce fichier n'est pas en UTF-8 ; il a été lu comme un texte de Windows. Vérifiez les accents."),
    "head": N_("L'en-tête du fichier (entre deux lignes « --- ») n'a pas été repris."),
}


class Notes:
    """Gathers what was not kept, so that each thing is told once with the places where it happens."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, str], list[str]] = {}

    def add(self, what: str, where: str, about: str = "") -> None:
        """`what` is a key of SENTENCES; two things of one kind with the same `about` are told together."""
        places = self._places.setdefault((what, about[:120]), [])
        if where not in places:
            places.append(where)

    def listed(self) -> list[Note]:
        order = list(SENTENCES)
        told = sorted(self._places.items(), key=lambda item: order.index(item[0][0]))
        return [Note(_several(places), _(SENTENCES[what]) % {"about": about}) for (what, about), places in told]


def _several(places: list[str]) -> str:
    shown = " ; ".join(places[:MOST_PLACES])
    more = len(places) - MOST_PLACES
    return _("%(places)s ; et ailleurs") % {"places": shown} if more > 0 else shown
