"""What the workshop shows of an activity: the pages of learners, whatever the draft holds, and nothing to send."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.courses import queries as courses
from app.courses.drafts.services.opening import open_draft
from app.courses.drafts.sketching import sketch
from app.courses.kinds import blank_of, kind_of, kinds
from app.courses.models import Draft, DraftActivity, DraftSequence
from app.courses.outline import current_outline
from app.courses.services.exporting import published_manuscript
from app.courses.services.importing import import_course
from tests.factories.client import Client
from tests.factories.house import House
from tests.factories.opinions import opinions_course, published
from tests.factories.paths import activity, enrolled, small_course

Visit = Callable[..., Client]
CREER = Path(__file__).parents[2] / "content" / "creer-son-activite"
SLUG, KEY = "petit-parcours", "accueil"
ODD = f"/atelier/{SLUG}/apercu/{KEY}"


class Written:
    """One activity of the draft, made to say anything."""

    def __init__(self, session: Session, house: House) -> None:
        self.session = session
        self.course_id = open_draft(session, house.actor("trainer"), SLUG).course.id

    def says(
        self, kind: str, head: dict[str, Any], text: str = "Bonjour.", texts: dict[str, str] | None = None
    ) -> None:
        self._set(DraftActivity, {"kind": kind, "head": head, "text": text, "texts": texts or {}}, key=KEY)

    def course_says(self, about: dict[str, Any]) -> None:
        self._set(Draft, {"about": about})

    def sequences_say(self, about: dict[str, Any]) -> None:
        self._set(DraftSequence, {"about": about})

    def _set(self, table: Any, values: dict[str, Any], **which: str) -> None:
        self.session.execute(update(table).filter_by(course_id=self.course_id, **which).values(values))
        self.session.flush()


@pytest.fixture
def written(session: Session, house: House) -> Written:
    return Written(session, house)


LEAVES = st.sampled_from(
    [None, True, False, 0, 1, -3, 10**12, 0.5, "", " ", "x", "é" * 700, "scale", "one", "several", "number", "text", "file",
     "https://exemple.fr/a b", "https://exemple.fr/", "entry", "score", "posted", "proof", "read", "P1.1", "always",
     "quizzes/questions.gift", "media/voix.ogg", "../..", "<b>", "**gras**"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["ask", "kind", "options", "low", "high", "required", "title", "places", "description", "competence", "describes",
     "levels", "criteria", "rule", "percent", "posts", "questions", "count", "bank", "activity", "any", "all", "to"]
)  # fmt: skip
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5), max_leaves=12
)
COMMON = (
    "title", "minutes", "place", "timing", "people", "guidance", "competences", "why", "authors", "licence", "completion",
    "conditions", "branches", "inconnu",
)  # fmt: skip
GIFT = st.lists(
    st.sampled_from(
        ["::a::", "Combien ?", "{", "}", "=deux ", "~trois ", "#3:1", "->", "\n\n", "{T}", "{}", "// [kind:ordering]\n"]
    ),
    max_size=14,
).map("".join)


def heads(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    known = kind_of(kind)
    assert known
    return st.fixed_dictionaries({}, optional=dict.fromkeys((*COMMON, *known.fields), VALUES))


@pytest.mark.parametrize("kind", [kind.code for kind in kinds()])
def test_whatever_a_head_holds_is_shown(kind: str, visit: Visit, written: Written) -> None:
    trainer = visit("trainer@demo.example")

    @settings(max_examples=12, suppress_health_check=list(HealthCheck))
    @given(head=heads(kind), gift=GIFT)
    def shown(head: dict[str, Any], gift: str) -> None:
        written.says(kind, head, texts={"quizzes/questions.gift": gift, "activities/accueil.simple.md": gift})
        for address in (ODD, f"{ODD}/essai") if kind == "quiz" else (ODD,):
            assert trainer.get(address).status_code == 200, json.dumps(head)

    shown()


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    about=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("title", "blocks", "framework", "weeks", "glossary", "language", "sheet"), VALUES)
    ),
    around=st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("title", "objective", "week", "days", "conditions"), VALUES)
    ),
)
def test_whatever_a_course_holds_is_shown(
    visit: Visit, written: Written, about: dict[str, Any], around: dict[str, Any]
) -> None:
    trainer = visit("trainer@demo.example")
    written.course_says(about)
    written.sequences_say(around)
    for address in ("", "/niveaux", "/travail"):
        assert trainer.get(f"/atelier/{SLUG}/apercu{address}").status_code == 200, json.dumps([about, around])


@pytest.mark.parametrize("kind", [kind.code for kind in kinds()])
def test_a_new_activity_is_shown(kind: str, visit: Visit, written: Written) -> None:
    written.says(kind, blank_of(kind), "")
    page = visit("trainer@demo.example").page(ODD)
    assert "Sans titre" in page
    assert "example.org" not in page


def panel(page: str) -> str:
    """What a page shows below the head of the activity, without what is only of the person or of the house."""
    main = page.split("</header>", 2)[-1] if "frame-bare" in page else page.split('<div class="stack" id="doing">')[1]
    own = r'<p class="soft">Compté|<section [^>]*id="mot"|<p><a href="/fichiers/[^"]*" target="_blank">'
    main = re.split(own, main)[0]
    main = re.sub(r'/activites/[^/"]+/|value="[^"]*"|name="[^"]*"|\b(id|for|aria-labelledby)="[^"]*"', "", main)
    for mark in (" inert", ' target="_blank"', "</div>", '<div class="stack">'):
        main = main.replace(mark, "")
    return "".join(re.sub(r" hx-[a-z]+=\"[^\"]*\"", "", main).split())


@pytest.mark.parametrize("key", ["voix", "fiche", "niveaux", "ailleurs", "travail", "fil"])
def test_a_preview_says_what_the_learner_reads(key: str, visit: Visit, session: Session, house: House) -> None:
    enrolled(session, house)
    found = activity(small_course(session, house.demo), key)
    learner = visit("learner@demo.example").page(f"/activites/{found.id}")
    preview = visit("trainer@demo.example").page(f"/atelier/{SLUG}/apercu/{key}")
    assert panel(preview) == panel(learner)


def test_forms_of_a_preview_send_nothing_and_links_open_beside(visit: Visit, written: Written) -> None:
    written.says(
        "checklist", {"title": "Avant d'ouvrir", "items": ["La caisse"]}, "Voir [le guide](https://exemple.fr/)."
    )
    page = visit("trainer@demo.example").page(ODD)
    assert page.count("<form ") == page.count("<form inert ") == 1
    assert 'target="_blank" href="https://exemple.fr/"' in page


@pytest.mark.parametrize(
    ("kind", "head", "words"),
    [
        ("survey", {"questions": [{"kind": "one"}, {"ask": "Le rythme ?", "kind": "scale", "low": "lent"}]}, ["…", "Le rythme"]),
        ("choice", {"options": [{"title": "Le matin", "places": 1}, {"title": "Le soir"}]}, ["Le matin", "Il reste 1 place"]),
        ("checklist", {"items": ["La caisse", "", 3]}, ["La caisse", "0 sur 1"]),
        ("assignment", {"rubric": {"levels": ["Non", "Oui"], "criteria": [{"title": "Clair", "competence": "P1.1"}]}},
         ["Clair", "Se repérer", "Envoyer mon travail"]),
        ("self_assessment", {"stage": "exit", "competences": ["P2.1"]}, ["À la fin", "Je sais essayer.", "Je découvre"]),
        ("link", {"url": "https://exemple.fr/"}, ["https://exemple.fr/", "Envoyer ma preuve"]),
        ("link", {"url": "exemple"}, ["Ici viendra : Ailleurs sur internet."]),
        ("media", {}, ["Ici viendra : Écoute ou vidéo."]),
        ("quiz", {"questions": "quizzes/q.gift"}, ["Ici viendra : Quiz."]),
    ],
)  # fmt: skip
def test_what_is_half_written_is_shown_as_far_as_it_goes(
    kind: str, head: dict[str, Any], words: list[str], visit: Visit, written: Written
) -> None:
    written.says(kind, {"title": "Essai", **head})
    page = visit("trainer@demo.example").page(ODD).replace("\u00a0", " ")
    assert not [one for one in words if one not in page]
    assert "Bonjour." in page


@pytest.mark.parametrize("slug", ["petit-parcours", "petits-avis"])
def test_what_is_published_is_shown_with_the_same_panels(
    slug: str, visit: Visit, session: Session, house: House, tmp_path: Path
) -> None:
    course = small_course(session, house.demo)
    if slug != SLUG:
        course = published(session, house.demo, opinions_course(tmp_path, slug), slug)
    trainer = visit("trainer@demo.example")
    for one in course.activities.values():
        page = trainer.page(f"/atelier/{slug}/activites/{one.id}")
        assert "<pre" not in page
        assert "Ici viendra" not in page
        assert not re.search(r'<form (?!inert)[^>]*action="/activites/', page)
        assert "Compté quand" in page


def test_every_activity_of_the_long_course_is_shown(visit: Visit, session: Session, house: House) -> None:
    trainer = house.actor("trainer")
    import_course(session, trainer, CREER)
    open_draft(session, trainer, CREER.name)
    browser = visit("trainer@demo.example")
    course = courses.course_by_slug(session, house.demo.id, CREER.name)
    assert course is not None
    for number, one in enumerate(current_outline(session, course.id).activities.values()):
        for address in (f"apercu/{one.key}", f"activites/{one.id}")[: 1 + (number % 10 == 0)]:
            page = browser.get(f"/atelier/{CREER.name}/{address}")
            assert page.status_code == 200, address
            assert "Ici viendra" not in page.text, address


def test_a_sketch_has_the_shape_of_what_publishing_makes(session: Session, house: House) -> None:
    made, drawn = small_course(session, house.demo), sketch(published_manuscript(session, house.actor("trainer"), SLUG))
    assert [one.title for one in drawn.activities.values()] == [one.title for one in made.activities.values()]
    assert [(one.title, one.pictogram) for one in drawn.blocks] == [(one.title, one.pictogram) for one in made.blocks]
    assert [[c.says for c in one.competences] for one in drawn.blocks] == [
        [c.says for c in one.competences] for one in made.blocks
    ]
    assert drawn.levels == made.levels
    assert [(one.title, one.week) for one in drawn.sequences] == [(one.title, one.week) for one in made.sequences]
