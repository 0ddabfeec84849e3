"""Where somebody stands, and what they take away, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

LEVELS: dict[str, Subject] = {
    "badge": Subject(
        N_("Vos badges"),
        {"document": N_("ce que dit le badge, signé"), "revoked_why": N_("pourquoi il a été retiré")},
    ),
    "booklet": Subject(N_("Votre livret de compétences"), {"words": N_("ce que vous dites de vous")}),
    "booklet_line": Subject(
        N_("Les lignes de votre livret"),
        {"words": N_("compétence, avec vos mots"), "proofs": N_("preuves que vous montrez")},
    ),
    "level_assessment": Subject(N_("Vos niveaux de compétence"), {"stage": N_("moment"), "voice": N_("qui l'a donné")}),
    "positioning_guide": Subject(N_("Les versions du questionnaire de besoins que vous avez écrites")),
    "positioning": Subject(
        N_("Vos positionnements"), {"stage": N_("moment"), "needs": N_("vos réponses au questionnaire de besoins")}
    ),
    "positioning_answer": Subject(N_("Vos réponses aux positionnements"), {"level": N_("niveau choisi")}),
    "positioning_interview": Subject(
        N_("Vos entretiens de positionnement"), {"held_on": N_("date"), "agreed": N_("ce qui a été convenu")}
    ),
    "plan_proposal": Subject(
        N_("Les changements de plan que vos réponses ont suggérés"),
        {
            "act": N_("passer ou ajouter une séquence"),
            "figures": N_("les niveaux qui le suggèrent"),
            "decision": N_("ce qui a été décidé"),
            "word": N_("pourquoi"),
        },
    ),
    "level_proof": Subject(
        N_("Les preuves de vos niveaux"),
        {
            "stage": N_("moment"),
            "voice": N_("qui l'a apportée"),
            "kind": N_("sorte de preuve"),
            "title": N_("ce que c'est"),
            "words": N_("ce que cela montre"),
        },
    ),
    "level_conclusion": Subject(
        N_("Les niveaux conclus"),
        {"stage": N_("moment"), "why": N_("pourquoi"), "reopened_why": N_("pourquoi la conclusion a été rouverte")},
    ),
}
