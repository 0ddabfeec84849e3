"""How somebody has entered, in words."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.db import AnyRow
from app.core.i18n import _, ngettext
from app.entry.cards.words import act_words
from app.entry.factors import queries as factors
from app.entry.factors.words import check_words, way_words
from app.entry.federation.queries import of_account
from app.identity.agents import device_words
from app.identity.guess_queries import failed_tries
from app.identity.guessing import Way, prints_of
from app.identity.words import WAYS_TRIED
from app.privacy.copy.queries import entry as queries
from app.privacy.copy.tables import Chapter, Table, table
from app.web import formats


def ways_in(session: Session, me: str) -> Chapter:
    cards = [(formats.moment(row.at), act_words(row.what), row.by or "–") for row in queries.card_acts(session, me)]
    links = [(formats.moment(row.created_at), formats.moment(row.used_at)) for row in queries.links(session, me)]
    screens = [
        (formats.moment(row.confirmed_at), row.by, device_words(row.device), formats.moment(row.opened_at))
        for row in queries.screens(session, me)
    ]
    return Chapter(
        "entrer",
        _("Vos façons d'entrer"),
        (
            table(_("Vos cartes"), (_("Quand"), _("Ce qui a été fait"), _("Par")), cards),
            table(_("Liens et codes envoyés"), (_("Envoyé"), _("Utilisé")), links),
            table(
                _("Écrans ouverts d'ailleurs"),
                (_("Quand"), _("Par"), _("Navigateur ou appareil"), _("Ouvert")),
                screens,
            ),
        ),
    )


def _opened(rows: Sequence[AnyRow]) -> Table:
    """Where the account was open, as its owner would say it."""
    return table(
        _("Appareils"),
        (_("Appareil"), _("Façon d'entrer"), _("Preuves"), _("Ouverte le"), _("Vue le"), _("Fermée le")),
        [
            (
                device_words(row.device), _how(row), str(row.factors), formats.moment(row.created_at),
                formats.moment(row.last_seen_at), formats.moment(row.revoked_at),
            )
            for row in rows
        ],
    )  # fmt: skip


def _how(row: AnyRow) -> str:
    said = [way_words(row.way)]
    if row.shared:
        said.append(_("poste partagé"))
    if row.helper:
        said.append(_("avec l'aide de %(name)s") % {"name": row.helper})
    return ", ".join(said)


def proofs(session: Session, me: str) -> Chapter:
    """What proves that it is them, beside a password, and what was done when it was lost."""
    codes = factors.one_time_code(session, me)
    left = factors.codes_left(session, me)
    kept: list[tuple[str, str, str]] = [
        (
            _("Clé d'accès « %(name)s »") % {"name": key.name},
            formats.moment(key.created_at),
            formats.moment(key.last_used_at),
        )
        for key in factors.passkeys(session, me)
    ]
    if codes is not None and codes.confirmed_at:
        kept.append((_("Application de codes"), formats.moment(codes.confirmed_at), ""))
    if left:
        words = ngettext("%(num)s code de secours sur papier", "%(num)s codes de secours sur papier", left)
        kept.append((words % {"num": left}, "", ""))
    programs = [
        (
            row.name, _("Lit et écrit") if row.writes else _("Lit seulement"), formats.moment(row.created_at),
            formats.moment(row.last_seen_at), formats.moment(row.revoked_at or row.expires_at),
        )
        for row in queries.all_machine_tokens(session, me)
    ]  # fmt: skip
    losses = [(formats.moment(row.asked_at), _checked(row), _became(row)) for row in queries.lost_devices(session, me)]
    return Chapter(
        "preuves",
        _("Ce qui prouve que c'est vous"),
        (
            table(_("Vos preuves"), (_("Preuve"), _("En place depuis"), _("Dernier usage")), kept),
            table(
                _("Clés données à des programmes"),
                (_("Programme"), _("Ce qu'il fait"), _("Faite le"), _("Vue le"), _("Fin")),
                programs,
            ),
            table(
                _("Appareils perdus"),
                (_("Demandé le"), _("Qui a vérifié, et comment"), _("Ce que c'est devenu")),
                losses,
            ),
        ),
        _(
            "Ce qui ouvre n'est jamais copié : ni les clés, ni le secret de l'application, ni les codes. Une clé d'accès reste dans votre appareil ; nous n'en gardons que ce qui la reconnaît."
        ),
    )


def _checked(row: AnyRow) -> str:
    voices = ((row.first, row.first_how), (row.second, row.second_how))
    return " ; ".join(f"{name} : {check_words(how)}" for name, how in voices if name)


def _became(row: AnyRow) -> str:
    if row.used_at:
        return _("Appareil remplacé le %(at)s") % {"at": formats.moment(row.used_at)}
    if row.ended_at:
        return _("Demande fermée le %(at)s") % {"at": formats.moment(row.ended_at)}
    if row.opens_at:
        return _("Remplacement ouvert à partir du %(at)s") % {"at": formats.moment(row.opens_at)}
    return _("En attente")


def sign_ins(session: Session, me: str) -> Chapter:
    refused = [
        (_(WAYS_TRIED[Way(row.way)]), str(row.failures), formats.moment(row.last_at))
        for row in failed_tries(session, prints_of(me))
    ]
    return Chapter(
        "connexions",
        _("Vos connexions"),
        (
            _opened(queries.sign_ins(session, me)),
            table(
                _("Compte professionnel relié"),
                (_("Fournisseur"), _("Nom qu'il vous donne"), _("Relié le"), _("Utilisé le")),
                [
                    (row.name, row.subject, formats.moment(row.linked_at), formats.moment(row.used_at))
                    for row in of_account(session, me)
                ],
            ),
            table(_("Essais refusés sur votre compte"), (_("Moyen"), _("Nombre"), _("Dernier")), refused),
        ),
        _("Nous gardons aussi une empreinte de chaque clé de connexion. Elle n'est pas dans cette copie."),
    )
