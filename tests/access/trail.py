"""What the trail needs in the scene, and what its declarations are held to."""

from app.core.access import Actor
from app.core.trail import Act, Did, note
from app.trail.routes import EXPORTS, GROUP, INSIDE, OWN, PUBLIC, TOKEN, Unwatched, rule_of
from tests.access.stage import Piece

# Whose names a page of the team may not show without saying so: the learners of the scene.
LEARNERS = ("Learner Demo", "learner@demo.example", "Nadia Test")
_MAY_NAME = (
    GROUP,
    INSIDE,
    OWN,
    PUBLIC,
    TOKEN,
)  # said to a group, one's own, noted by itself, for whoever holds an address

OF_NO_PATH = {  # exports that name no path, and why
    "/api/v1/me/data": "one's own",
    "/api/v1/reports/hours.csv": "sums",
    "/atelier/{slug}/activites/{activity_id}/reponses.csv": "answers may have no name",
    "/documents/{document_id}/fichier": "its row says whose it is",
    "/donnees/demandes/{request_id}/dossier.zip": "its row says whose it is",
    "/donnees/effacements/{certificate_id}/certificat.pdf": "nobody is left in it",
    "/mes-donnees/copie": "one's own",
    "/qualite/aleas.csv": "what happened, not to whom",
    "/qualite/aleas.xlsx": "what happened, not to whom",
    "/qualite/enquetes/{campaign_id}/reponses.csv": "answers may have no name",
    "/qualite/enquetes/{campaign_id}/reponses.xlsx": "answers may have no name",
    "/qualite/reclamations.csv": "whoever complains may have no path",
    "/qualite/reclamations.xlsx": "whoever complains may have no path",
    "/qualite/registres/{slug}.csv": "lines of the house",
    "/qualite/registres/{slug}.xlsx": "lines of the house",
}


def undeclared_names(path: str, text: str) -> list[str]:
    """The names of learners in what a page of the team shows, when its address is said to show nobody's data."""
    rule = rule_of("GET", path)
    if not isinstance(rule, Unwatched) or rule in _MAY_NAME or path.endswith(EXPORTS[-2:]):
        return []
    return [name for name in LEARNERS if name in text]


def line_of(adviser: Actor, enrolment_id: str) -> str:
    """A line of the trail about the learner of the scene."""
    act = Act.by(adviser, Did.SAW, "dossier", enrolment_id=enrolment_id)
    note(act)
    return act.id


PIECE = Piece(lambda _session, stage: {"line_id": line_of(stage.adviser, stage.path)})
