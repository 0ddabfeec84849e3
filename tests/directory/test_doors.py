"""The directory by its pages: reading, keeping, files, words, places, testimonies."""

import io
import re
from collections.abc import Callable
from html import unescape

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.directory import queries
from app.directory.services import partners, places, testimonies
from app.directory.services.partners import Typed
from app.directory.services.places import TypedPlace
from app.directory.services.testimonies import Told
from app.identity import queries as identity
from tests.factories.client import Client
from tests.factories.database import RolledBack
from tests.factories.house import House
from tests.factories.paths import enrolled

Visit = Callable[..., Client]
ADVISER, LEARNER = "adviser@demo.example", "learner@demo.example"
TULLE, USSEL, BAYONNE = "45.2655, 1.7714", "45.5480, 2.3090", "43.4930, -1.4750"
FORM = {
    "name": "La Petite Caisse", "does": "Prête à qui démarre.", "steps": ["argent"], "fields": ["tous"],
    "needs": ["financement"], "commune-1": "Tulle", "address-1": "1 rue du Pont", "coordinates-1": TULLE,
    "phone": "01 99 00 10 10", "email": "bonjour@caisse.example", "site": "www.caisse.example", "contact": "Solène Farge",
    "reviewed_on": "2026-11-02",
}  # fmt: skip


@pytest.fixture
def three(database: RolledBack, house: House) -> None:
    """Partners in Tulle, Ussel and Bayonne."""
    with database.writing() as session:
        for name, step, commune, point, contact in (
            ("Le Comptoir des Chiffres", "chiffres", "Tulle", TULLE, "Rémi Coudert"),
            ("Épargne du Plateau", "argent", "Ussel", USSEL, ""),
            ("Xendako Maileguak", "argent", "Bayonne", BAYONNE, ""),
        ):
            typed = Typed(name, "Aide à créer.", [step], ["tous"], [], [("", commune, point)], contact=contact)
            partners.add_partner(session, house.actor("adviser"), typed)


def _names(page: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<li class="card" id="[pl]-[^"]+">\s*<h2>([^<]+)</h2>', page)]


def test_an_adviser_adds_a_partner_and_everybody_finds_it(visit: Visit, house: House) -> None:
    adviser = visit(ADVISER)
    assert "Pas encore de partenaire" in adviser.page("/annuaire")
    added = adviser.post("/annuaire", FORM, follow=True)
    assert "« La Petite Caisse » est dans l'annuaire." in unescape(added.text)
    page = unescape(visit(LEARNER).page("/annuaire"))
    assert "1 partenaire" in page
    assert "Trouver l'argent" in page
    assert "Demandez Solène Farge" in page
    public = unescape(visit().page("/partenaires"))
    assert "La Petite Caisse" in public
    assert "https://www.caisse.example" in public
    assert "Solène" not in public


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Écrivez le nom du partenaire."),
        ({"does": ""}, "Dites en quelques mots"),
        ({"site": "javascript:alert(1)"}, "Écrivez l'adresse du site"),
        ({"email": "pas une adresse"}, "n'est pas complète"),
        ({"coordinates-1": "au bout du chemin"}, "Copiez les coordonnées"),
        ({"commune-1": ""}, "Dites dans quelle commune."),
        ({"phone": "appelez-moi"}, "Écrivez un numéro"),
        ({"name": "x" * 201}, "trop long"),
        ({"reviewed_on": "2027-01-01"}, "plus tard qu'aujourd'hui"),
    ],
)
def test_a_wrong_field_is_said_and_every_word_is_kept(visit: Visit, changed: dict[str, str], said: str) -> None:
    answer = visit(ADVISER).post("/annuaire", {**FORM, **changed})
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert said in page
    assert (changed.get("does") is not None) or "Prête à qui démarre." in page


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ("", ["Le Comptoir des Chiffres", "Xendako Maileguak", "Épargne du Plateau"]),
        ("mots=EPARGNE", ["Épargne du Plateau"]),
        ("mots=comptoir+chif", ["Le Comptoir des Chiffres"]),
        ("mots=trouver+argent+bayonne", ["Xendako Maileguak"]),
        ("etape=argent", ["Xendako Maileguak", "Épargne du Plateau"]),
        ("etape=argent&pres=Tulle", ["Épargne du Plateau", "Xendako Maileguak"]),
        ("pres=Bayonne", ["Xendako Maileguak", "Le Comptoir des Chiffres", "Épargne du Plateau"]),
        ("besoin=garde", []),
    ],
)
def test_a_search_keeps_what_fits_and_puts_the_nearest_first(visit: Visit, asked: str, names: list[str]) -> None:
    page = visit(LEARNER).page(f"/annuaire?{asked}")
    assert sorted(_names(page)) == sorted(names)
    if "pres=" in asked:
        assert _names(page) == names
    assert ("Personne ne correspond" in page) is (not names)


@pytest.mark.usefixtures("three")
def test_the_printed_guide_groups_by_step(visit: Visit) -> None:
    guide = visit(LEARNER).page("/annuaire").split('class="print-only guide"')[1]
    assert (
        guide.index("Faire ses calculs") < guide.index("Comptoir") < guide.index("Trouver l") < guide.index("Xendako")
    )


def test_nothing_is_overwritten_when_two_people_change_the_same_entry(visit: Visit, session: Session) -> None:
    adviser, admin = visit(ADVISER), visit("admin@demo.example")
    adviser.post("/annuaire", FORM)
    [row] = queries.partners(session, _place(session))
    assert adviser.post(f"/annuaire/{row.id}", {**FORM, "does": "Prête vite.", "version": "1"}).status_code == 303
    late = admin.post(f"/annuaire/{row.id}", {**FORM, "does": "Prête lentement.", "version": "1"})
    assert late.status_code == 409
    assert "a changé pendant que vous écriviez" in unescape(late.text)
    assert "Prête lentement." in late.text
    assert "Prête vite." in visit(LEARNER).page("/annuaire")


def test_an_entry_comes_back_to_be_read_again_after_a_year(visit: Visit, session: Session) -> None:
    adviser = visit(ADVISER)
    adviser.post("/annuaire", {**FORM, "reviewed_on": "2025-11-20"})
    assert "La Petite Caisse" in adviser.page("/annuaire/a-relire")
    [row] = queries.partners(session, _place(session))
    adviser.post(f"/annuaire/{row.id}/relecture")
    assert "Tout est relu" in adviser.page("/annuaire/a-relire")


def test_an_archived_partner_is_chosen_no_more_and_comes_back(visit: Visit, session: Session) -> None:
    adviser = visit(ADVISER)
    adviser.post("/annuaire", FORM)
    [(partner_id, name)] = queries.partner_choices(session, _place(session))
    assert name == "La Petite Caisse"
    adviser.post(f"/annuaire/{partner_id}/archivage")
    assert not queries.partner_choices(session, _place(session))
    assert "Retirés de l'annuaire" in unescape(adviser.page("/annuaire/a-relire"))
    adviser.post(f"/annuaire/{partner_id}/archivage", {"again": "1"})
    assert queries.partner_choices(session, _place(session))


@pytest.mark.usefixtures("three")
def test_what_is_exported_comes_back_the_same(visit: Visit) -> None:
    adviser = visit(ADVISER)
    body = adviser.get("/annuaire.csv").content
    assert body.decode("utf-8-sig").count("\r\n") == 4
    answer = _import(adviser, body)
    assert "3 déjà ainsi" in unescape(answer)


def test_each_line_of_a_file_says_what_became_of_it(visit: Visit, session: Session) -> None:
    adviser = visit(ADVISER)
    adviser.post("/annuaire", FORM)
    body = (
        "Nom;Ce que fait le partenaire;Étapes;Commune;Téléphone\n"
        "LA PETITE CAISSE;Prête encore.;Trouver l'argent;Tulle;'+33 1 99 00 10 10\n"
        "Roule ma Boîte;Loue une voiture.;Démarrer;Brive;\n"
        ";Sans nom;;Brive;\n"
        "Mystère;Fait des choses.;Voler;Brive;\n"
        "Roule ma boite;Encore.;;Brive;\n"
    ).encode("cp1252")
    tried = unescape(_import(adviser, body, dry="1"))
    assert "Essai : rien n'est enregistré" in tried
    assert len(queries.partner_choices(session, _place(session))) == 1
    done = unescape(_import(adviser, body))
    assert "1 ajouté, 1 modifié, 0 déjà ainsi, 3 refusés." in done
    assert "« Voler » n'est pas un mot de l'annuaire." in done
    assert "déjà plus haut" in done
    [kept] = [row for row in queries.partners(session, _place(session)) if row.name == "LA PETITE CAISSE"]
    assert (kept.does, kept.phone, kept.email) == ("Prête encore.", "+33 1 99 00 10 10", "bonjour@caisse.example")


@pytest.mark.parametrize("body", [b"", b"PK\x03\x04zip", b"a;b\n1;2\n", b"\x00\x01\x02", b"Nom\n" + b"x\n" * 2001])
def test_a_file_that_is_no_list_of_partners_is_refused_whole(visit: Visit, session: Session, body: bytes) -> None:
    answer = visit(ADVISER).post("/annuaire/import", {}, files={"file": ("liste.csv", body, "text/csv")})
    assert answer.status_code == 422
    assert "Rien n'a été enregistré" in unescape(answer.text)
    assert not queries.partner_choices(session, _place(session))


def test_the_words_of_the_directory_are_those_of_the_organisation(visit: Visit, house: House) -> None:
    adviser = visit(ADVISER)
    adviser.post("/annuaire", FORM)
    known = {
        "kind": "step",
        "key[]": ["argent", "", ""],
        "label[]": ["Financer", "Se faire connaître", ""],
        "icon[]": ["star", "x", "tag"],
    }
    assert adviser.post("/annuaire/mots", known).status_code == 303
    page = unescape(visit(LEARNER).page("/annuaire"))
    assert "Financer" in page
    assert "Se faire connaître" in page
    assert "Trouver l'argent" not in page
    assert "Tous les métiers" in page
    nothing = adviser.post("/annuaire/mots", {**known, "label[]": ["", "", ""]})
    assert nothing.status_code == 422
    twice = adviser.post("/annuaire/mots", {**known, "label[]": ["Financer", "financer", ""]})
    assert "Deux lignes disent le même mot." in twice.text


def test_places_come_nearest_first_and_say_when_they_open(visit: Visit, house: House, database: RolledBack) -> None:
    with database.writing() as session:
        enrolled(session, house)
        adviser = house.actor("adviser")
        week = dict.fromkeys(range(5), "9h-12h, 14h-17h30")
        for name, kind, site, commune, point, hours in (
            ("Tiers-lieu", "access", "", "Ussel", USSEL, {3: "9h-18h"}),
            ("Maison de l'emploi", "training", house.demo.site_id, "Tulle", TULLE, week),
            ("Médiathèque", "access", "", "Bayonne", BAYONNE, {}),
        ):
            places.add_place(
                session,
                adviser,
                TypedPlace(name, kind, site, "", commune, point, hours, ["wifi"], "", "01 99 00 20 10"),
            )
    page = unescape(visit(LEARNER).page("/lieux"))
    assert set(_names(page)) == {"Maison de l'emploi", "Tiers-lieu", "Médiathèque"}
    assert "ouvert maintenant, jusqu'à 12 h" in page  # Monday, 9 in the morning
    assert "ouvre jeudi 26 novembre à 9 h" in page
    assert "horaires non connus" in page
    assert _names(visit(LEARNER).page("/lieux?pres=Bayonne"))[0] == "Médiathèque"
    assert _names(visit(LEARNER).page("/lieux?genre=training")) == ["Maison de l'emploi"]


def test_wrong_hours_are_said_beside_their_day(visit: Visit) -> None:
    answer = visit(ADVISER).post("/lieux", {"name": "Lieu", "kind": "access", "commune": "Tulle", "hours-2": "18h-9h"})
    assert answer.status_code == 422
    assert "field-hours-2" in answer.text
    assert "18h-9h" in answer.text


def test_a_site_is_told_once(visit: Visit, house: House) -> None:
    admin = visit("admin@demo.example")
    assert "Dire ses horaires" in admin.page("/admin")
    form = {"name": "Tulle", "kind": "training", "commune": "Tulle", "site": house.demo.site_id}
    assert admin.post("/lieux", form).status_code == 303
    assert "Dire ses horaires" not in admin.page("/admin")
    assert "a déjà sa fiche" in unescape(admin.post("/lieux", form).text)


TOLD = Told("Karima", "Traiteur", "Tulle", "On m'avait dit non deux fois.", "argent", LEARNER)


def test_a_testimony_is_shown_with_an_accord_and_goes_when_it_is_taken_back(
    visit: Visit, house: House, session: Session
) -> None:
    adviser = visit(ADVISER)
    one = testimonies.keep_testimony(session, house.actor("adviser"), TOLD)
    session.flush()
    assert adviser.post(f"/temoignages/{one.id}/publication").status_code == 409
    form = {"first_name": "Karima", "project": "Traiteur", "words": TOLD.words, "step": "argent", "email": LEARNER}
    adviser.post(f"/temoignages/{one.id}", {**form, "consented_on": "2026-11-02", "consent_words": "Feuille signée"})
    assert adviser.post(f"/temoignages/{one.id}/publication").status_code == 303
    assert "On m'avait dit non" in unescape(visit().page("/temoignages"))
    learner = visit(LEARNER)
    assert "Retirer mon accord" in learner.page("/temoignages")
    assert "Retirer mon accord" not in visit("expert@demo.example").page("/temoignages")
    assert learner.post(f"/temoignages/{one.id}/retrait").status_code == 303
    session.refresh(one)
    assert one.withdrawn_at is not None
    assert (one.words, one.first_name, one.consented_on) == ("", "", None)
    assert "On m'avait dit non" not in unescape(adviser.page("/temoignages"))
    assert adviser.post(f"/temoignages/{one.id}/publication").status_code == 409


def test_a_photo_is_shown_only_while_its_testimony_is(visit: Visit, house: House, session: Session) -> None:
    adviser = visit(ADVISER)
    form = {
        "first_name": "Théo", "project": "Vélos", "words": "Quarante personnes.", "consented_on": "2026-11-02",
        "media_words": "Théo devant son atelier",
    }  # fmt: skip
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(picture, "PNG")
    refused = adviser.post("/temoignages", form, files={"media": ("note.txt", b"du texte", "text/plain")})
    assert refused.status_code == 422
    assert "Choisissez une photo ou un film" in refused.text
    kept = adviser.post("/temoignages", form, files={"media": ("theo.png", picture.getvalue(), "image/png")})
    assert kept.status_code == 303
    [row] = queries.testimonies_of_team(session, _place(session))
    assert visit().get(f"/temoignages/{row.id}/image").status_code == 404
    adviser.post(f"/temoignages/{row.id}/publication")
    assert visit().get(f"/temoignages/{row.id}/image").headers["content-type"] == "image/png"
    assert "Théo devant son atelier" in unescape(visit().page("/temoignages"))
    adviser.post(f"/temoignages/{row.id}/retrait")
    assert visit().get(f"/temoignages/{row.id}/image").status_code == 404


def test_each_organisation_shows_its_own(visit: Visit, house: House, database: RolledBack) -> None:
    with database.writing() as session:
        for place, name in ((house.demo, "Ici"), (house.neighbour, "Ailleurs")):
            partners.add_partner(session, place.actor("adviser"), Typed(name, "Aide."))
    page = visit().page("/partenaires")
    assert "organisation=demo-voisine" in page
    assert _names(visit().page("/partenaires?organisation=demo")) == ["Ici"]
    assert visit().get("/partenaires?organisation=absente").status_code == 404
    assert _names(visit(LEARNER).page("/annuaire")) == ["Ici"]


def test_a_page_of_the_directory_costs_the_same_for_one_and_for_many(
    visit: Visit, house: House, database: RolledBack
) -> None:
    learner = visit(LEARNER)
    costs = []
    for many in (1, 30):
        with database.writing() as session:
            for number in range(many):
                partners.add_partner(
                    session, house.actor("adviser"), Typed(f"Partenaire {many} {number}", "Aide.", ["argent"])
                )
        database.statements.clear()
        learner.page("/annuaire?etape=argent")
        costs.append(len(database.statements))
    assert costs[0] == costs[1]


def _import(browser: Client, body: bytes, **options: str) -> str:
    answer = browser.post("/annuaire/import", dict(options), files={"file": ("liste.csv", body, "text/csv")})
    assert answer.status_code == 200
    return answer.text


def _place(session: Session) -> str:
    found = identity.organisation_by_slug(session, "demo")
    assert found is not None
    return found.id
