"""Every message has its three templates and its words, and each reads as a whole."""

import pytest

from app.core.i18n import speaking
from app.core.settings import CHECKOUT
from app.notifications import words
from app.web.templating import environment

FOLDERS = sorted(path.name for path in (CHECKOUT / "templates" / "emails").iterdir() if path.is_dir())


def test_every_message_has_words_for_the_administrator() -> None:
    assert set(FOLDERS) <= set(words.EVENTS)


@pytest.mark.parametrize("event", FOLDERS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_message_can_be_read_in_each_language(event: str, language: str) -> None:
    with speaking(language):
        environment(language, escapes=False).get_template(f"emails/{event}/subject.txt")
        environment(language, escapes=False).get_template(f"emails/{event}/body.txt")
        environment(language).get_template(f"emails/{event}/body.html")


@pytest.mark.parametrize("event", FOLDERS)
def test_no_message_loads_anything(event: str) -> None:
    """Whoever opens it tells nobody: no image, no script, no style from elsewhere."""
    source = (CHECKOUT / "templates" / "emails" / event / "body.html").read_text()
    for tag in ("<img", "<script", "<link", "style=", "url("):
        assert tag not in source


def test_work_is_called_by_its_name_or_its_subject() -> None:
    assert words.work_words("notifications.send") == "Envoyer un courriel"
    assert words.work_words("planning.weave") == "Calculer des plans"
    assert words.work_words("something.else") == "Travail de fond"
