"""« de » and « que » before the names of people, of months and of houses."""

import pytest

from app.core.i18n import _, speaking
from app.web.templating import environment

JOINED = (
    "Awa",
    "Inès",
    "Élodie",
    "Émile",
    "avril",
    "Yves",
    "Œuvre des écoles",
    "Hélène",
    "Atelier du Pont",
    "hier à 9 h",
)
APART = ("Nadia", "Yasmine", "Hassan", "Hugo", "Heinrich", "onze personnes", "12 personnes", "", "« Awa »")


@pytest.mark.parametrize("name", JOINED)
def test_de_is_joined_to_a_vowel_that_is_heard(name: str) -> None:
    assert _("Le plan de %(name)s, que %(name)s suit") % {"name": name} == f"Le plan d'{name}, qu'{name} suit"


@pytest.mark.parametrize("name", APART)
def test_and_to_nothing_else(name: str) -> None:
    assert _("Le plan de %(name)s") % {"name": name} == f"Le plan de {name}"
    assert _("un code %(name)s") % {"name": "Awa"} == "un code Awa"


def test_templates_say_the_same_and_still_escape() -> None:
    french = environment("fr").from_string
    page = french("{% trans name=name %}Plan de {{ name }}{% endtrans %} {{ _('Heures de %(name)s', name=name) }}")
    assert page.render(name="Awa") == "Plan d'Awa Heures d'Awa"
    assert page.render(name="A<b>") == "Plan d'A&lt;b&gt; Heures d'A&lt;b&gt;"
    many = french("{{ ngettext('%(num)s heure de %(name)s', '%(num)s heures de %(name)s', n, name=name) }}")
    assert [many.render(n=n, name="Inès") for n in (1, 2)] == ["1 heure d'Inès", "2 heures d'Inès"]


def test_other_languages_are_left_alone() -> None:
    with speaking("en"):
        assert _("de %(name)s") % {"name": "Awa"} != "d'Awa"
