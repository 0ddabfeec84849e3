"""Words that say more about somebody than their path needs: each with why it is not kept, and what to write instead.

Patterns are read without accents or capitals, as whole words. A word is here only when it is nearly always about a person:
« dépression », and not « traitement » (de texte); « sans-papiers », and not « papiers »; « d'origine kabyle », and not
« origine », since a project may well be a Lebanese restaurant.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.core.i18n import N_


class Kind(StrEnum):
    NIR = "nir"
    CARD = "card"
    IBAN = "iban"
    HEALTH = "health"
    IMMIGRATION = "immigration"
    ORIGIN = "origin"
    RELIGION = "religion"
    OPINION = "opinion"
    UNION = "union"
    JUSTICE = "justice"
    DEBTS = "debts"
    VIOLENCE = "violence"
    FAMILY = "family"
    SEXUALITY = "sexuality"


@dataclass(frozen=True, slots=True)
class Delicate:
    """One subject: what it is called, why it stays out, what to write in its place, and the words that show it."""

    kind: Kind
    subject: str
    reason: str
    instead: str
    words: tuple[str, ...]


DELICATE = (
    Delicate(
        Kind.HEALTH,
        N_("la santé"),
        N_("La santé d'une personne ne se garde pas ici."),
        N_("Écrivez le besoin, pas le diagnostic : « a besoin de pauses », « préfère les matins »."),
        (
            r"depress(?:ion|ions|if|ive|ifs|ives)(?! (?:economique|atmospherique))",
            r"burn[- ]?out",
            r"bipolaires?",
            r"schizophren\w+",
            r"autis(?:me|te|tes)",
            r"tdah?",
            r"dys(?:lexi|praxi|phasi|calculi|orthographi)\w+",
            r"cancers?",
            r"cancereu(?:x|se|ses)",
            r"tumeurs?",
            r"chimio(?:therapie)?s?",
            r"diabet(?:e|ique|iques)",
            r"vih",
            r"seropositi(?:f|ve|fs|ves)",
            r"sida",
            r"hepatites?",
            r"epilep(?:sie|tique|tiques)",
            r"alcoolis(?:me|e|ee|es|ees)",
            r"alcooliques?",
            r"toxicoman\w+",
            r"addict(?:ion|ions|e|es)",
            r"sevrage",
            r"antidepresseurs?",
            r"anxiolytiques?",
            r"neuroleptiques?",
            r"psychiatr\w+",
            r"psychoses?",
            r"psychotiques?",
            r"psychotherap\w+",
            r"suivi psy\w*",
            r"hospitalis(?:e|ee|es|ees|ation|ations)",
            r"sclerose en plaques?",
            r"fibromyalgie",
            r"parkinson",
            r"alzheimer",
            r"trisomi\w+",
            r"anorexi\w+",
            r"boulimi\w+",
            r"suicid\w+",
            r"suicides?",
            r"(?<!assurance )(?<!assurance-)maladies?",
            r"malades?",
            r"diagnosti(?:c|cs|que|quee) medica(?:l|le|ux)",
            r"traitements? medica(?:l|ux|menteux)",
            r"medicaments?",
            r"troubles? (?:psy\w+|anxieux|bipolaires?|mentaux|mental|de l'humeur|du comportement|dys)",
            r"handicap (?:mental|psychique|moteur|visuel|auditif|cognitif)",
            r"(?:est|suis|tombee?) enceinte",
            r"enceinte de \w+ (?:mois|semaines?)",
            r"grossesses?",
            r"fausse couche",
            r"ivg",
            r"taux d'incapacite",
            r"pension d'invalidite",
        ),
    ),
    Delicate(
        Kind.IMMIGRATION,
        N_("le droit au séjour"),
        N_("La situation administrative d'une personne étrangère ne se garde pas ici."),
        N_("Écrivez la démarche utile au projet : « vérifier avec la préfecture le droit d'entreprendre »."),
        (
            r"sans[- ]papiers?",
            r"titres? de sejour",
            r"cartes? de (?:sejour|resident)",
            r"demandeu(?:r|se)s? d'asile",
            r"demandes? d'asile",
            r"droit d'asile",
            r"oqtf",
            r"refugie(?:e|s|es)?",
            r"protection subsidiaire",
            r"visa (?:de )?long sejour",
            r"situation irreguliere",
            r"clandestin(?:e|s|es)?",
            r"ofpra",
            r"cnda",
            r"naturalis(?:ation|e|ee)",
            r"recepisse de (?:demande|titre|sejour)",
        ),
    ),
    Delicate(
        Kind.ORIGIN,
        N_("l'origine"),
        N_("L'origine ou la nationalité d'une personne ne se garde pas ici."),
        N_("Écrivez ce qui aide : « parle arabe et français », « diplôme à faire reconnaître »."),
        (
            r"(?:est|etait|personne|homme|femme|famille|parents?) d'origines? \w+",
            r"(?:ses|leurs|mes|vos) origines? (?!d)\w+",
            r"de nationalite \w+",
            r"nationalites? etrangeres?",
            r"origines? (?:etrangeres?|ethniques?|raciales?|maghrebines?|africaines?)",
            r"ethnies?",
            r"gens du voyage",
            r"gitan(?:e|s|es)?",
            r"tsiganes?",
            r"rroms?",
            r"(?:homme|femme|personne)s? de couleur",
            r"(?:est|un|une) immigree?",
        ),
    ),
    Delicate(
        Kind.RELIGION,
        N_("la religion"),
        N_("La religion d'une personne ne se garde pas ici."),
        N_("Écrivez la contrainte utile : « absent le vendredi après-midi »."),
        (
            r"musulman(?:e|s|es)?",
            r"catholiques?",
            r"chretien(?:ne|nes|s)",
            r"jui(?:f|ve|fs|ves)",
            r"protestant(?:e|s|es)?",
            r"evangeliques?",
            r"bouddhistes?",
            r"hindouistes?",
            r"temoins? de jehovah",
            r"athees?",
            r"ramadan",
            r"(?:sa|leur|ma|votre) (?:religion|foi|confession)",
            r"pratiquante? religieu\w+",
            r"port(?:e|ait|er)? (?:le|un) (?:voile|foulard) islamique",
            r"(?:porte|portait) le voile",
        ),
    ),
    Delicate(
        Kind.OPINION,
        N_("les opinions politiques"),
        N_("Les opinions politiques d'une personne ne se gardent pas ici."),
        N_("Écrivez ce qui touche au projet, sans l'opinion."),
        (
            r"opinions? politiques?",
            r"convictions? politiques?",
            r"vot(?:e|ait|ent|er) pour (?:le|la|l'|les) \w+",
            r"(?:adherente?|encartee?|militante?) (?:au|a l'|a la|du|de la) (?:parti|front|rassemblement)\b",
        ),
    ),
    Delicate(
        Kind.UNION,
        N_("l'appartenance à un syndicat"),
        N_("L'appartenance à un syndicat ne se garde pas ici."),
        N_("Écrivez la compétence : « sait négocier », « a animé des réunions »."),
        (
            r"syndique(?:e|s|es)?",
            r"syndicalistes?",
            r"delegue(?:e|s|es)? syndica(?:l|le|ux|les)",
            r"cgt",
            r"cfdt",
            r"cftc",
            r"cfe-cgc",
            r"force ouvriere",
            r"sud[- ]solidaires",
            r"militante? syndicale?",
            r"engagements? syndica(?:l|ux)",
        ),
    ),
    Delicate(
        Kind.JUSTICE,
        N_("la justice"),
        N_("Les affaires de justice d'une personne ne se gardent pas ici."),
        N_("Écrivez la conséquence utile : « disponible à partir de mars », « ne peut pas se déplacer le lundi »."),
        (
            r"casiers? judiciaires?",
            r"prison",
            r"incarcer\w+",
            r"detenu(?:e|s|es)?",
            r"en detention",
            r"maison d'arret",
            r"bracelet electronique",
            r"garde a vue",
            r"mise? en examen",
            r"controle judiciaire",
            r"condamne(?:e|s|es)? (?:a|pour)",
            r"condamnations? penales?",
            r"sursis probatoire",
            r"spip",
            r"liberation conditionnelle",
            r"sortante? de prison",
            r"repris de justice",
            r"delinquant(?:e|s|es)?",
            r"trafic de stupefiants",
        ),
    ),
    Delicate(
        Kind.DEBTS,
        N_("les dettes"),
        N_("Les dettes personnelles ne se gardent pas ici."),
        N_("Écrivez le besoin : « rencontrer un point conseil budget »."),
        (
            r"surendett(?:ement|e|ee|es|ees)",
            r"endette(?:e|s|es)",
            r"interdit(?:e)? bancaire",
            r"fiche(?:e)? banque de france",
            r"(?:ses|leurs|mes|vos) dettes(?! (?:fournisseurs?|fiscales?|sociales?))",
            r"saisies? sur (?:salaire|compte)",
            r"huissiers?",
            r"loyers? (?:impayes?|en retard)",
            r"retards? de loyer",
            r"expulsion locative",
            r"avis d'expulsion",
            r"commission de surendettement",
        ),
    ),
    Delicate(
        Kind.VIOLENCE,
        N_("les violences"),
        N_("Les violences subies ne se racontent pas ici : d'autres pourraient le lire."),
        N_(
            "Écrivez le besoin : « orientée vers une aide spécialisée le 3 mars ». En cas de danger, appelez le 17 ou le "
            "3919."
        ),
        (
            r"violences? (?:conjugales?|familiales?|domestiques?|sexuelles?|intrafamiliales?|physiques?)",
            r"(?:femme|homme|conjointe?|enfants?) battu(?:e|s|es)?",
            r"(?:mari|conjoint|compagnon|pere|mere|ex) violente?",
            r"viols?",
            r"viole(?:e|s|es)?",
            r"violeur",
            r"agressions? sexuelles?",
            r"inceste",
            r"attouchements?",
            r"maltraitances?",
            r"ordonnance de protection",
            r"harcel(?:ement|ee|ees) (?:moral|sexuel|sexuellement|par)",
            r"excision",
            r"mariage force",
        ),
    ),
    Delicate(
        Kind.FAMILY,
        N_("la vie de famille"),
        N_("La vie de famille ne se garde pas ici."),
        N_("Écrivez la contrainte : « disponible de 9 h à 16 h », « cherche une garde d'enfant »."),
        (
            r"divorc(?:e|ee|es|ees|er)",
            r"instance de divorce",
            r"garde (?:alternee|exclusive)",
            r"aide sociale a l'enfance",
            r"enfants? places?",
            r"placement (?:de ses|des) enfants",
            r"pension alimentaire",
            r"mere celibataire",
            r"pere celibataire",
            r"veuvage",
        ),
    ),
    Delicate(
        Kind.SEXUALITY,
        N_("la vie intime"),
        N_("La vie intime d'une personne ne se garde pas ici."),
        N_("Effacez ce passage."),
        (
            r"homosexu(?:el|elle|els|elles|alite)",
            r"lesbiennes?",
            r"bisexuel(?:le|s|les)?",
            r"transgenres?",
            r"transsexu\w+",
            r"orientation sexuelle",
            r"changement de sexe",
        ),
    ),
)
