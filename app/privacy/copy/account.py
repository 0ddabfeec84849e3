"""Who somebody is here, and the roles they hold."""

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _
from app.identity.words import role_words
from app.privacy.copy.queries import account as queries
from app.privacy.copy.tables import Chapter, table
from app.web import formats


def account(session: Session, account: AnyRow) -> Chapter:
    facts = [
        (_("Nom"), account.name),
        (_("Adresse de courriel"), account.email),
        (_("Téléphone"), account.phone),
        (_("Langue"), account.locale),
        (_("Compte créé le"), formats.moment(account.created_at)),
        (
            _("Mot de passe"),
            _("Nous gardons une empreinte qui permet de le vérifier. Elle n'est pas dans cette copie.")
            if account.has_password
            else _("Aucun"),
        ),
    ]
    roles = [
        (row.name, role_words(row.role), formats.moment(row.created_at)) for row in queries.roles(session, account.id)
    ]
    return Chapter(
        "compte",
        _("Votre compte"),
        (
            table(_("Qui vous êtes"), (_("Information"), _("Valeur")), facts),
            table(_("Vos rôles"), (_("Organisation"), _("Rôle"), _("Depuis")), roles),
        ),
    )
