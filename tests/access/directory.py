"""What the directory shows: a partner, a place, a testimony with its photo."""

import io

from PIL import Image
from sqlalchemy.orm import Session

from app.core import clock
from app.directory.services import partners, places, testimonies
from app.directory.services.partners import Typed
from app.directory.services.places import TypedPlace
from app.directory.services.testimonies import Told
from app.files import services as files
from tests.access.stage import Bodies, Piece, Stage


def published(session: Session, stage: Stage) -> dict[str, str]:
    adviser = stage.adviser
    spots = [("1 rue du Pont", "Tulle", "45.2655, 1.7714")]
    partner = partners.add_partner(session, adviser, Typed("La Petite Caisse", "Prête.", ["argent"], spots=spots))
    place = places.add_place(session, adviser, TypedPlace("Tiers-lieu", commune="Tulle", hours={0: "9h-18h"}))
    picture = io.BytesIO()
    Image.new("RGB", (4, 3)).save(picture, "PNG")
    picture.seek(0)
    photo = files.store(session, adviser, adviser.organisation_id, "photo.png", picture, adviser.account_id)
    told = Told("Karima", "Traiteur", words="Oui.", media_words="Un étal", consented_on=clock.today())
    one = testimonies.keep_testimony(session, adviser, told, lambda: photo)
    testimonies.publish_testimony(session, adviser, one.id)
    stage.published |= {"partner_id": partner.id, "place_id": place.id, "testimony_id": one.id}
    return {}


def forms(_stage: Stage) -> Bodies:
    return {
        "POST /annuaire": {"name": "Roule ma Boîte", "does": "Loue une voiture."},
        "POST /annuaire/mots": {"kind": "step", "key[]": "argent", "label[]": "Trouver l'argent", "icon[]": "star"},
        "POST /annuaire/{partner_id}": {"name": "La Petite Caisse", "does": "Prête encore.", "version": "1"},
        "POST /lieux": {"name": "Médiathèque", "commune": "Tulle"},
        "POST /lieux/{place_id}": {"name": "Tiers-lieu", "commune": "Tulle"},
        "POST /temoignages": {"first_name": "Théo", "project": "Vélos", "words": "Oui."},
        "POST /temoignages/{testimony_id}": {
            "first_name": "Karima", "project": "Traiteur", "words": "Oui.", "media_words": "Un étal",
        },
    }  # fmt: skip


def options(_stage: Stage) -> Bodies:
    sheet = {"file": ("annuaire.csv", b"Nom\nLa Petite Caisse\n", "text/csv")}
    return {"POST /annuaire/import": {"data": {}, "files": sheet}}


PIECE = Piece(published, forms=forms, options=options)
