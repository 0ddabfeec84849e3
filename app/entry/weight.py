"""Acts of weight: before them, whoever is at the keyboard proves once more who they are. The one list of them.

Asked at the door (`doors.plug_weight`), so that a page and the API ask alike; a proof holds for fifteen minutes
(`identity.lifetimes.FRESH`). Services that change one's own ways in ask for themselves besides, in more detail.

Not asked: of those who see nothing of others, whose own data stays easy to carry away; to take a way in away (a card
that is lost is withdrawn at once); for one paper of one person, which is daily work; of programs that read, whose key
was made with a fresh proof. A key never gives a way in, nor rights, whatever it may write.
"""

from enum import StrEnum

from app.core.access import Actor, require_fresh
from app.identity.lifetimes import sees_others


class Weight(StrEnum):
    """Why it weighs."""

    LEAVES = "data of several people leave as a file"
    ENTERS = "somebody is given a way in"
    RIGHTS = "who may see and decide what"
    KEYS = "an address or a key that opens without anybody at the keyboard"
    UNSEALS = "what is closed even to the team is opened"
    ENDS = "what is done cannot be undone"


_W = Weight

ACTS: dict[str, Weight] = {
    # --- Data of several people
    "GET /atelier/{slug}/activites/{activity_id}/reponses.csv": _W.LEAVES,
    "GET /documents/lots/{task_id}/a-imprimer.pdf": _W.LEAVES, "GET /documents/lots/{task_id}/dossier.zip": _W.LEAVES,
    "GET /donnees/demandes/{request_id}/dossier.zip": _W.LEAVES, "GET /donnees/journal.csv": _W.LEAVES,
    "GET /donnees/purge/liste.csv": _W.LEAVES, "GET /donnees/purge/liste.xlsx": _W.LEAVES,
    "GET /donnees/vagues/{wave_id}/rapport.csv": _W.LEAVES,
    "GET /financeurs/bilans/{year_id}/bilan.xlsx": _W.LEAVES, "GET /financeurs/fse.xlsx": _W.LEAVES,
    "GET /financeurs/rapports.pdf": _W.LEAVES, "GET /financeurs/rapports.xlsx": _W.LEAVES,
    "GET /heures/lignes.csv": _W.LEAVES, "GET /heures/personnes.csv": _W.LEAVES,
    "GET /heures/semaines.csv": _W.LEAVES, "GET /heures/semaines.pdf": _W.LEAVES,
    "GET /qualite/aleas.csv": _W.LEAVES, "GET /qualite/aleas.xlsx": _W.LEAVES,
    "GET /qualite/audit/{audit_file_id}/fichier": _W.LEAVES,
    "GET /qualite/enquetes/{campaign_id}/reponses.csv": _W.LEAVES,
    "GET /qualite/enquetes/{campaign_id}/reponses.xlsx": _W.LEAVES,
    "GET /qualite/reclamations.csv": _W.LEAVES, "GET /qualite/reclamations.xlsx": _W.LEAVES,
    "GET /qualite/registres/{slug}.csv": _W.LEAVES, "GET /qualite/registres/{slug}.xlsx": _W.LEAVES,
    "GET /seances/feuilles.zip": _W.LEAVES, "GET /suivi.csv": _W.LEAVES,
    "GET /suivi/competences.csv": _W.LEAVES, "GET /suivi/competences.xlsx": _W.LEAVES,
    "GET /suivi/contacts.csv": _W.LEAVES, "GET /suivi/modules.csv": _W.LEAVES, "GET /suivi/sorties.xlsx": _W.LEAVES,
    # --- Ways in
    "POST /suivi/{enrolment_id}/acces/carte": _W.ENTERS, "POST /suivi/{enrolment_id}/acces/code-secret": _W.ENTERS,
    "POST /suivi/{enrolment_id}/acces/ecran": _W.ENTERS, "POST /inscriptions/groupes/{group_id}/cartes": _W.ENTERS,
    "POST /api/v1/enrolments/{enrolment_id}/card": _W.ENTERS,
    "POST /api/v1/enrolments/{enrolment_id}/card/pin-reset": _W.ENTERS,
    "POST /admin/securite/personnes/{account_id}/mot-de-passe": _W.ENTERS,
    "POST /suivi/{enrolment_id}/adresse": _W.ENTERS,  # a link to enter goes to that address
    # --- Rights
    "POST /admin/personnes": _W.RIGHTS, "POST /donnees/referent": _W.RIGHTS,
    # --- Keys
    "POST /admin/badges/cle": _W.KEYS, "POST /admin/connexion-professionnelle": _W.KEYS,
    "POST /admin/connexion-professionnelle/{provider_id}": _W.KEYS, "POST /agenda/ailleurs": _W.KEYS,
    "POST /agenda/ailleurs/nouvelle-adresse": _W.KEYS, "POST /api/v1/me/calendar": _W.KEYS,
    "POST /forum/ailleurs": _W.KEYS, "POST /forum/ailleurs/nouvelle-adresse": _W.KEYS,
    "POST /qualite/audit/{audit_file_id}/invitations": _W.KEYS,
    # --- What is closed
    "POST /donnees/archives/{bundle_id}": _W.UNSEALS, "POST /donnees/archives/{bundle_id}/fichiers/{position}": _W.UNSEALS,
    "POST /financeurs/dossiers/{enrolment_id}/protege": _W.UNSEALS, "POST /financeurs/fse/protege": _W.UNSEALS,
    "POST /qualite/registre-scelle/{case_id}/ouverture": _W.UNSEALS,
    # --- What is not undone
    "POST /api/v1/privacy/waves/{wave_id}/agreement": _W.ENDS, "POST /candidatures/{application_id}/effacement": _W.ENDS,
    "POST /admin/securite/personnes/{account_id}/sessions/fin": _W.ENDS,  # everybody could be put out from one screen
    "DELETE /api/v1/accounts/{account_id}/sign-ins": _W.ENDS,
    "POST /donnees/demandes/{request_id}/faire": _W.ENDS, "POST /donnees/vagues/{wave_id}/accord": _W.ENDS,
}  # fmt: skip

# Files about people that weigh nothing, and why: a new one is in one list or the other.
LIGHT: dict[str, str] = {
    "GET /bilans/{enrolment_id}/bilan.pdf": "one paper of one person",
    "GET /documents/{document_id}/fichier": "one paper of one person",
    "GET /donnees/effacements/{certificate_id}/certificat.pdf": "a certificate without a name",
    "GET /qualite/ameliorations.csv": "nobody is in there", "GET /qualite/ameliorations.xlsx": "nobody is in there",
    "GET /seances/{session_id}/connexions.csv": "the sheet of one session", "GET /seances/{session_id}/feuille.pdf": "the sheet of one session",
    "GET /suivi/{enrolment_id}/suivi-a-distance.csv": "one paper of one person",
    "GET /mes-donnees/copie": "one's own", "POST /mes-donnees/copie": "one's own", "GET /api/v1/me/data": "one's own",
    "POST /api/v1/quality/exports": "prepares; what it makes is taken away by a page, which asks",
    "GET /api/v1/reports/hours.csv": "programs read it", "GET /api/v1/reports/hours/rows.csv": "programs read it",
    "GET /api/v1/sessions/{session_id}/attendance.csv": "the sheet of one session",
    "GET /api/v1/sessions/{session_id}/attendance.pdf": "the sheet of one session",
}  # fmt: skip


def weigh(actor: Actor, method: str, path: str) -> None:
    """FreshNeeded when this act asks for a proof that is younger. `path` as the routes write it."""
    if f"{method} {path}" in ACTS and sees_others(actor.roles):
        require_fresh(actor)
