"""Naming people, bringing files, asking without a name."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from app.core import clock
from app.core.access import Role
from app.core.db import database as current
from app.core.errors import Forbidden
from app.forum import services
from app.forum.models import Post
from app.forum.writing import files, people
from app.forum.writing.models import PostFile, PostMention
from app.identity import services as identity
from tests.factories.house import House

Visit = Callable[..., Any]
Speak = Callable[..., Any]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (1200, 800), "#0f5a5c").save(out, "PNG")
    return out.getvalue()


def test_people_named_are_links_remembered_once(session: Session, house: House) -> None:
    learner, expert = house.actor("learner"), house.actor("expert")
    thread = services.open_thread(
        session, learner, "Mes prix", f"Bonjour @{expert.name} et @{expert.name}", experts=True
    )
    post = session.query(Post).filter_by(thread_id=thread.id).one()
    assert f'<a class="mention" href="/forum/personnes/{expert.account_id}">@{expert.name}</a>' in post.html
    services.edit_post(session, learner, thread.id, 1, f"Re-bonjour @{expert.name}, @{learner.name}")
    assert [row.account_id for row in session.query(PostMention)] == [expert.account_id]


def test_only_those_who_read_the_thread_are_named(session: Session, house: House) -> None:
    expert = house.actor("expert")
    thread = services.open_thread(session, house.actor("learner"), "Entre nous", f"@{expert.name} ?")
    assert "mention" not in session.query(Post).filter_by(thread_id=thread.id).one().html
    assert people.suggested(session, thread.space_id, False, "exp") == []
    assert people.suggested(session, thread.space_id, True, "exp") == [expert.name]
    assert people.suggested(session, thread.space_id, True, "e") == []


def test_an_unclear_name_is_asked_and_nothing_is_kept(house: House, visit: Visit) -> None:
    with current().writing() as session:
        for name in ("Karim Benali", "Karim Diallo"):
            identity.welcome(session, house.demo.id, f"{name.split()[1].lower()}@demo.example", name, Role.LEARNER)
        thread = services.open_thread(session, house.actor("trainer"), "Bonjour", "Bonjour")
    learner = visit("learner@demo.example")
    refused = learner.post(f"/forum/{thread.id}/messages", {"body": "Merci @Karim, c'est noté"})
    assert refused.status_code == 422
    assert "Karim Benali ou Karim Diallo" in refused.text
    assert "Merci @Karim" in refused.text
    assert learner.post(f"/forum/{thread.id}/messages", {"body": "Merci @Karim Diallo"}).status_code == 303
    assert learner.get(f"/forum/{thread.id}/noms?q=kar").json() == ["Karim Benali", "Karim Diallo"]


def test_files_come_with_a_post_and_go_with_it(house: House, visit: Visit) -> None:
    learner, expert, trainer = (visit(f"{role}@demo.example") for role in ("learner", "expert", "trainer"))
    sent = learner.post(
        "/forum",
        {"title": "Mon étal", "body": "Voici", "file1_says": "Un étal"},
        files={"file1": ("etal.png", picture(), "image/png"), "file2": ("prix.csv", b"a;b\n1;2\n", "text/csv")},
    )
    assert sent.status_code == 303, sent.text
    thread = sent.headers["location"]
    page = learner.page(thread)
    assert 'alt="Un étal"' in page
    assert "prix.csv" in page
    href = page.split('<a href="/forum/fichiers/')[1].split('"')[0]
    for person, status in ((learner, 200), (trainer, 200), (expert, 404), (visit("learner-voisine@demo.example"), 404)):
        assert person.get(f"/forum/fichiers/{href}").status_code == status
    assert learner.get(f"/forum/fichiers/{href}?l=480").headers["content-type"] == "image/webp"
    learner.post(f"{thread}/messages/1/retrait", {})
    assert learner.get(f"/forum/fichiers/{href}").status_code == 404
    assert "etal.png" not in visit("expert@demo.example").get("/forum").text
    with current().writing() as session, clock.at(clock.now() + files.KEPT_AFTER * 2):
        files.forget(session)
        assert session.query(PostFile).count() == 0


def test_a_file_that_does_not_fit_keeps_the_words(house: House, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    refused = learner.post(
        "/forum", {"title": "Mon étal", "body": "Je garde ceci"}, files={"file1": ("vide.png", b"", "image/png")}
    )
    assert refused.status_code == 422
    assert "Je garde ceci" in refused.text
    assert "Mon étal" not in learner.page("/forum")


def ask_without_a_name(house: House) -> str:
    with current().writing() as session:
        learner = house.actor("learner")
        thread = services.open_thread(
            session, learner, "Une dette", "Est-ce que cela bloque ?", kind="question", experts=True, anonymous=True
        )
        services.post(session, house.actor("expert"), thread.id, "Non.")
        services.post(session, learner, thread.id, "Merci")  # stays without a name by itself
        assert [post.anonymous for post in session.query(Post).order_by(Post.number)] == [True, False, True]
        return thread.id


def test_a_name_that_was_not_given_is_shown_to_moderators_alone(
    house: House, visit: Visit, api: Speak, session: Session
) -> None:
    """The mirror: every page where the thread shows, for everybody who sees it."""
    thread = ask_without_a_name(house)
    name, account_id = house.actor("learner").name, house.actor("learner").account_id
    identity.welcome(
        session, house.demo.id, "autre@demo.example", "Autre Personne", Role.LEARNER
    ).password_hash = house.demo.people["learner"].password_hash
    session.flush()
    paths = (
        "/forum", f"/forum/{thread}", f"/forum/{thread}?citer=1", f"/forum/{thread}?repondre=3", "/forum/recherche?q=dette",
        "/forum/recherche?q=merci", f"/forum/recherche?q=dette&auteur={name}", "/forum?filtre=questions",
        f"/forum/personnes/{account_id}", f"/forum/{thread}?apres=0",
    )  # fmt: skip
    for email in ("autre@demo.example", "expert@demo.example", "quality@demo.example"):
        person = visit(email)
        own = name if "personnes" in paths[8] else ""
        for path in paths:
            page = person.get(path)
            assert page.status_code == 200, path
            text = page.text.replace(f'value="{name}"', "")  # what was typed in the form of the search
            if path == paths[8]:
                assert "Une dette" not in text
                continue
            assert own not in text, (email, path)
            assert account_id not in text, (email, path)
        machine = api(email)
        for address in ("/forum/threads", f"/forum/threads/{thread}"):
            said = machine.get(address)
            assert said.status_code == 200
            assert name not in said.text
            assert account_id not in said.text
    for email in ("trainer@demo.example", "adviser@demo.example", "admin@demo.example"):
        assert f"Anonyme ({name}, visible pour l&#39;équipe de modération)" in visit(email).page(f"/forum/{thread}")
    assert "Vous, sans votre nom" in visit("learner@demo.example").page(f"/forum/{thread}")


def test_staff_and_experts_sign_what_they_write(session: Session, house: House) -> None:
    thread = services.open_thread(session, house.actor("learner"), "Une question", "Bonjour", experts=True)
    for role in ("trainer", "expert"):
        with pytest.raises(Forbidden):
            services.post(session, house.actor(role), thread.id, "Bonjour", anonymous=True)


def test_remote_pictures_and_scripts_are_never_loaded(session: Session, house: House) -> None:
    body = '![x](https://pisteur.example/1.gif) <img src="https://pisteur.example/2.gif"> <script>alert(1)</script>\n\n' \
        '[lien](javascript:alert(1)) <iframe src="//x"></iframe> <b onclick="x()">gras</b>'  # fmt: skip
    thread = services.open_thread(session, house.actor("learner"), "Essai <script>", body)
    html = session.query(Post).filter_by(thread_id=thread.id).one().html
    for forbidden in ("<img", "<script", "<iframe", 'href="javascript', "<b "):
        assert forbidden not in html


def test_five_megabytes_and_a_thousand_names_are_refused_with_words(house: House, visit: Visit) -> None:
    learner = visit("learner@demo.example")
    with current().writing() as session:
        for n in range(25):
            identity.welcome(session, house.demo.id, f"p{n}@demo.example", f"Prénom{n:02} Nom{n:02}", Role.LEARNER)
    many = " ".join(f"@Prénom{n % 25:02} Nom{n % 25:02}" for n in range(450))
    refused = learner.post("/forum", {"title": "Tous", "body": many})
    assert refused.status_code == 422
    assert "plus de 20 personnes" in refused.text
    huge = learner.post("/forum", {"title": "Gros", "body": "mot " * 1_300_000})
    assert huge.status_code in (413, 422)
    with current().reading() as session:
        assert session.query(Post).count() == 0
