"""The workshop through its doors, as somebody without JavaScript uses it."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.courses.drafts import queries
from app.courses.services.exporting import course_files, drafted_manuscript, published_manuscript
from tests.factories.client import Client
from tests.factories.files import garbled
from tests.factories.forms import filled
from tests.factories.house import House

Visit = Callable[..., Client]
SLUG = "petit-parcours"
BASE = f"/atelier/{SLUG}"
ACTIVITY = f"{BASE}/brouillon/activites/accueil"


def version_in(page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', page)
    assert found
    return found.group(1)


def fields_of(page: str) -> dict[str, Any]:
    """What the writing form would send as it stands."""
    return {**filled(page, "writing")}


def order(page: str) -> list[str]:
    return re.findall(r'<li class="line" id="a-([\w-]+)"', page)


def test_a_course_is_begun_written_and_published(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    assert trainer.post("/atelier", {"title": " "}).status_code == 422
    begun = trainer.post("/atelier", {"title": "Tenir ses comptes"})
    assert begun.headers["location"] == "/atelier/tenir-ses-comptes"
    base = "/atelier/tenir-ses-comptes"
    assert "jamais publié" in trainer.page(base)
    assert f'href="{base}/depart?sequence=s1"' in trainer.page(base)  # who has documents starts from them
    assert trainer.get("/parcours/tenir-ses-comptes").status_code == 404
    chosen = trainer.page(f"{base}/depart?sequence=s1")
    assert '<option value="s1" selected>' in chosen

    made = trainer.post(f"{base}/brouillon/sequences/s1/activites", {"title": "Le cahier de caisse", "kind": "page"})
    where = made.headers["location"]
    sent = fields_of(trainer.page(where))
    assert (sent["minutes"], sent["place"], sent["timing"]) == (["15"], ["remote"], ["asynchronous"])
    saved = trainer.post(where, {**sent, "text": "## Pourquoi\n\nPour savoir où vous en êtes."}, follow=True)
    assert "<h2>Pourquoi</h2>" in saved.text

    review = trainer.page(f"{base}/publication")
    assert "La fiche programme ne dit pas encore : Objectifs" in review
    refused = trainer.post(f"{base}/publication", {"note": "Première"})
    assert refused.status_code == 409
    assert "Première" in refused.text

    sheet = dict.fromkeys(
        ("audience", "prerequisites", "access", "methods", "assessment", "accessibility", "price", "contact"), "Dit."
    )
    sheet |= {"title": "Tenir ses comptes", "summary": "Deux jours.", "weeks": "2", "entry": "any", "language": "fr",
              "licence": "CC-BY-SA-4.0", "authors": "Atelier", "objectives": "Compter\nPrévoir",
              "version": version_in(trainer.page(f"{base}/fiche"))}  # fmt: skip
    assert trainer.post(f"{base}/fiche", sheet).status_code == 303
    sequence = trainer.page(f"{base}/brouillon/sequences/s1")
    trainer.post(
        f"{base}/brouillon/sequences/s1",
        {"title": "Première séquence", "objective": "Vous savez compter.", "week": "1", "opens": "1", "due": "4",
         "block": "b1", "version": version_in(sequence)},
    )  # fmt: skip
    assert "Tout est prêt" in trainer.page(f"{base}/publication")
    done = trainer.post(f"{base}/publication", {"note": "Première édition"}, follow=True)
    assert "L&#39;édition 1 est publiée" in done.text
    assert "Tenir ses comptes" in visit().page("/parcours/tenir-ses-comptes")
    assert "Première édition" in trainer.page(f"{base}/editions")


def test_the_outline_is_reordered_with_its_buttons(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    before = order(trainer.page(BASE))
    moved = trainer.post(f"{BASE}/ordre", {"move": f"down:a:{before[0]}"})
    assert moved.headers["location"] == f"{BASE}#a-{before[0]}"
    assert order(trainer.page(BASE))[:2] == [before[1], before[0]]

    for _step in range(len(before)):  # from the first sequence into the next, to the very end and no further
        trainer.post(f"{BASE}/ordre", {"move": f"down:a:{before[0]}"})
    assert order(trainer.page(BASE))[-1] == before[0]
    trainer.post(f"{BASE}/ordre", {"move": f"down:a:{before[0]}"})
    assert sorted(order(trainer.page(BASE))) == sorted(before)


def test_a_drag_answers_with_the_outline_as_it_is_now(visit: Visit) -> None:
    trainer = visit("trainer@demo.example", checks=False)
    before = order(trainer.page(BASE))
    trainer.http.headers["hx-request"] = "true"
    moved = trainer.post(f"{BASE}/ordre", {"item": f"a:{before[0]}", "to": "p2-s1", "position": "1"})
    assert moved.status_code == 200
    assert moved.text.lstrip().startswith('<div id="outline"')
    assert order(moved.text).index(before[0]) == 4


def test_two_trainers_on_one_page_are_told_and_choose(visit: Visit) -> None:
    ann, bea = visit("trainer@demo.example"), visit("admin@demo.example")
    first, second = fields_of(ann.page(ACTIVITY)), fields_of(bea.page(ACTIVITY))
    assert ann.post(ACTIVITY, {**first, "text": "Le texte d'Ann."}).status_code == 303
    told = bea.post(ACTIVITY, {**second, "text": "Le texte de Béa."})
    assert told.status_code == 409
    for words in ("Deux personnes ont écrit en même temps", "Trainer Demo", "<del>", "<ins>", "Le texte de Béa."):
        assert words in told.text
    assert "Le texte d&#39;Ann." in ann.page(ACTIVITY)

    quiet = bea.post(ACTIVITY, {**second, "text": "Le texte de Béa.", "autosave": "1"})
    assert (quiet.status_code, "Rien n'est écrasé" in quiet.json()["message"]) == (409, True)

    again = fields_of(told.text)
    kept = bea.post(f"{ACTIVITY}/choix", {**again, "text": "Le texte des deux.", "keep": "mine"}, follow=True)
    assert "Le texte des deux." in kept.text
    history = bea.page(f"{ACTIVITY}/historique")
    assert history.count("Voir cette version") == 2


def test_what_is_typed_is_kept_as_it_is_typed(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    sent = fields_of(trainer.page(ACTIVITY))
    answer = trainer.post(ACTIVITY, {**sent, "text": "Un **début**", "autosave": "1"}).json()
    assert "<strong>début</strong>" in answer["html"]
    again = trainer.post(
        ACTIVITY, {**sent, "version": str(answer["version"]), "text": "Un début, une suite", "autosave": "1"}
    )
    assert again.status_code == 200
    assert "Un début, une suite" in trainer.page(ACTIVITY)


def test_a_form_never_loses_what_it_does_not_show(visit: Visit, session: Session, house: House) -> None:
    trainer = visit("trainer@demo.example")
    course = queries.course(session, house.actor("trainer"), SLUG)
    assert course is not None
    for row in queries.lines(session, course.id):
        where = f"{BASE}/brouillon/activites/{row.key}"
        assert trainer.post(where, fields_of(trainer.page(where))).status_code == 303, row.key
        after = queries.activity(session, course.id, row.key)
        assert after is not None
        assert after.head == row.head, row.key


def test_a_picture_needs_words_and_then_comes_into_the_text(visit: Visit, picture: bytes) -> None:
    trainer = visit("trainer@demo.example")
    file = {"piece": ("Étal du marché.png", picture, "image/png")}
    refused = trainer.post(f"{ACTIVITY}/fichiers", {"alt": ""}, files=file)
    assert refused.status_code == 422
    assert "Dites ce que montre cette image" in refused.text
    added = trainer.post(f"{ACTIVITY}/fichiers", {"alt": "Un étal de légumes"}, files=file, follow=True)
    assert "![Un étal de légumes](../images/etal-du-marche.png)" in added.text
    assert re.search(r'<img[^>]+src="/fichiers/[\w-]+/', added.text)


def test_a_course_comes_back_identical_in_another_organisation(visit: Visit, session: Session, house: House) -> None:
    trainer = visit("trainer@demo.example")
    trainer.post(f"{BASE}/brouillon/sequences", {"title": "Pour finir", "block": "p1"})
    archive = trainer.get(f"{BASE}/brouillon.zip").content
    neighbour = visit("trainer-voisine@demo.example")
    unfinished = neighbour.post("/atelier/importer", {}, files={"folder": ("d.zip", archive, "application/zip")})
    assert unfinished.status_code == 422
    assert "Rien n'a été importé" in unfinished.text

    published = trainer.get(f"{BASE}/dossier.zip").content
    renamed = _with_slug(published, "venu-de-loin")
    arrived = neighbour.post("/atelier/importer", {}, files={"folder": ("d.zip", renamed, "application/zip")})
    assert arrived.headers["location"] == "/atelier/venu-de-loin"
    assert neighbour.post("/atelier/venu-de-loin/publication", {"note": ""}).status_code == 303
    ours = dict(course_files(published_manuscript(session, house.actor("trainer"), SLUG)))
    theirs = dict(course_files(published_manuscript(session, house.neighbour.actor("trainer"), "venu-de-loin")))
    assert ours.keys() == theirs.keys()
    for path, body in ours.items():
        other = theirs[path]
        mine = body if isinstance(body, bytes) else body.open().read()
        yours = other if isinstance(other, bytes) else other.open().read()
        assert mine == yours.replace(b"slug: venu-de-loin", b"slug: petit-parcours"), path


def _with_slug(archive: bytes, slug: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name.endswith("course.yaml"):
                body = body.replace(b"slug: petit-parcours", f"slug: {slug}".encode())
            new.writestr(name, body)
    return target.getvalue()


def test_archives_that_are_not_a_course_are_told_in_one_sentence(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")

    def sent(body: bytes) -> str:
        answer = trainer.post("/atelier/importer", {}, files={"folder": ("d.zip", body, "application/zip")})
        assert answer.status_code in (413, 422)
        return answer.text

    assert "n&#39;est pas un ZIP lisible" in sent(b"bonjour")
    assert "n&#39;est pas un ZIP lisible" in sent(garbled("course.yaml"))
    assert "course.yaml" in sent(_zip({"notes.txt": b"rien"}))
    assert "sort de son dossier" in sent(_zip({"../../etc/passwd": b"x"}))
    assert "trop lourd" in sent(_zip({"bombe.txt": b"0" * 60_000_000}))
    assert "Choisissez le fichier" in trainer.post("/atelier/importer", {}).text


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body)
    return target.getvalue()


def test_words_are_found_whatever_their_accents(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    sent = fields_of(trainer.page(ACTIVITY))
    trainer.post(ACTIVITY, {**sent, "text": "La **trésorerie** se prévoit."})
    found = trainer.page("/atelier/recherche?q=TRESORERIE")
    assert ACTIVITY in found
    assert "1 endroit trouvé" in found
    assert "Rien ne dit ces mots" in visit("trainer-voisine@demo.example").page("/atelier/recherche?q=tresorerie")


def test_what_is_due_for_reading_again_is_seen_first(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    assert trainer.post(f"{BASE}/relecture", {"on": "hier"}).status_code == 422
    trainer.post(f"{BASE}/relecture", {"on": "2026-11-20"})
    assert "depuis le 20 novembre 2026" in trainer.page("/atelier")


def test_competences_and_blocks_are_written_without_javascript(visit: Visit) -> None:
    trainer = visit("trainer@demo.example")
    page = trainer.page(f"{BASE}/blocs/p1")
    assert '<option value="map">Carte</option>' in page
    form = {"version": version_in(page), "title": "Avant le marché", "pictogram": "map", "code[]": ["P1.1", "P1.9", ""],
            "title-of[]": ["Choisir", "Compter", ""], "says[]": ["Je sais choisir.", "", ""], "criteria[]": ["Un\nDeux", "", ""],
            "entrecomp-0": ["1.4"]}  # fmt: skip
    more = trainer.post(f"{BASE}/blocs/p1", {**form, "add": "1"})
    assert more.text.count("<legend>Compétence ") == 6
    twice = trainer.post(f"{BASE}/blocs/p1", {**form, "code[]": ["P1.1", "P1.1", ""]})
    assert twice.status_code == 422
    assert "sert déjà" in twice.text
    assert trainer.post(f"{BASE}/blocs/p1", form).status_code == 303
    blocks = trainer.page(f"{BASE}/blocs")
    assert "Avant le marché" in blocks
    assert "P1.9" in blocks
    assert trainer.post(f"{BASE}/blocs", {"remove": "p1", "version": version_in(blocks)}).status_code == 409


def test_a_preview_shows_every_activity_of_a_draft(visit: Visit, session: Session, house: House) -> None:
    trainer = visit("trainer@demo.example")
    frame = trainer.get(f"{BASE}/apercu")
    assert "frame-src 'self'" in frame.headers["content-security-policy"]
    for key in drafted_manuscript(session, house.actor("trainer"), SLUG).activities:
        inside = trainer.get(f"{BASE}/apercu/{key}")
        assert inside.status_code == 200, key
        assert inside.headers["x-frame-options"] == "SAMEORIGIN"
