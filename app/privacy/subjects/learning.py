"""What is done on activities, and what is written of courses, in plain words."""

from app.core.i18n import N_
from app.privacy.subjects.subject import Subject

LEARNING: dict[str, Subject] = {
    "declared_time": Subject(N_("Le temps que vous dites avoir passé"), {"minutes": N_("minutes passées")}),
    "module_reminder": Subject(N_("Les relances de modules"), {"words": N_("mot de l'équipe")}),
    "reminder_hold": Subject(N_("Vos relances suspendues"), {"reason": N_("raison écrite")}),
    "activity_state": Subject(
        N_("Vos activités"), {"state": N_("où vous en êtes"), "facts": N_("résultat, ce qui manque")}
    ),
    "activity_remark": Subject(
        N_("Vos mots sur les étapes"),
        {
            "felt": N_("durée ressentie"),
            "minutes": N_("minutes passées"),
            "helped": N_("si elle vous a aidé"),
            "body": N_("votre mot"),
            "reply": N_("réponse de l'équipe"),
        },
    ),
    "attempt": Subject(N_("Vos quiz envoyés"), {"state": N_("corrigé ou non")}),
    "answer": Subject(
        N_("Vos réponses"),
        {"response": N_("ce que vous avez répondu"), "comment": N_("commentaire de l'équipe")},
    ),
    "submission": Subject(N_("Vos travaux"), {"text": N_("votre texte"), "state": N_("lu ou non")}),
    "review": Subject(
        N_("Retours sur vos travaux"),
        {
            "decision": N_("accepté ou à reprendre"),
            "comment": N_("commentaire"),
            "criteria": N_("critère par critère, pour une liste simple"),
            "levels": N_("niveau de chaque critère"),
            "comments": N_("commentaire de chaque critère"),
        },
    ),
    "review_draft": Subject(N_("Vos relectures commencées"), {"said": N_("niveaux choisis et mots écrits")}),
    "annotation": Subject(
        N_("Commentaires sur des passages de vos travaux"),
        {"quote": N_("passage de votre texte"), "comment": N_("commentaire")},
    ),
    "survey_reply": Subject(N_("Vos questionnaires : lesquels, et quand")),
    "survey_answer": Subject(N_("Vos réponses aux questionnaires"), {"response": N_("ce que vous avez répondu")}),
    "choice_pick": Subject(N_("Vos choix")),
    "checklist_tick": Subject(N_("Ce que vous avez coché")),
    "draft_version": Subject(N_("Ce que vous avez écrit à l'atelier, version après version")),
    "bank_question": Subject(N_("Les questions de banque que vous avez écrites ou changées en dernier")),
    "bank_question_change": Subject(N_("Les changements que vous avez faits aux questions de banque")),
    "question_import": Subject(N_("Les fichiers de questions que vous avez envoyés, gardés un jour")),
}
