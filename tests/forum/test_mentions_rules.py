import pytest

from app.core.errors import Invalid
from app.forum.writing import rules
from app.web.text import post_html

PEOPLE = [
    ("1", "Nadia El Amrani"),
    ("2", "Karim Benali"),
    ("3", "Karim Diallo"),
    ("4", "Marie-Ève D'Artagnan"),
    ("5", "Léa Petit"),
    ("6", "Léa Petit"),
    ("7", "Éloïse"),
]


def named(text: str) -> list[tuple[str, str]]:
    return [(one.account_id, one.written) for one in rules.find(text, PEOPLE).named]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Merci @Nadia El Amrani !", [("1", "@Nadia El Amrani")]),
        ("@nadia el amrani, et vous ?", [("1", "@nadia el amrani")]),
        ("Merci @Nadia.", [("1", "@Nadia")]),
        ("@Nadia a raison", [("1", "@Nadia")]),
        ("@Karim Benali et @Karim Diallo", [("2", "@Karim Benali"), ("3", "@Karim Diallo")]),
        ("@Marie Eve D'Artagnan", [("4", "@Marie Eve D'Artagnan")]),
        ("@Marie-Ève D’Artagnan", [("4", "@Marie-Ève D’Artagnan")]),
        ("@eloise ?", [("7", "@eloise")]),
        ("@Léa Petit (2) merci", [("6", "@Léa Petit (2)")]),
        ("mon adresse est nadia@nadia.fr", []),
        ("@Personne ici", []),
        ("@@Nadia @ Nadia", []),
        ("@Nadia et encore @Nadia", [("1", "@Nadia")]),
    ],
)
def test_names_after_an_at_are_people(text: str, expected: list[tuple[str, str]]) -> None:
    assert named(text) == expected


def test_a_name_that_several_people_have_is_asked() -> None:
    for text, said in (
        ("Merci @Karim !", "Karim Benali ou Karim Diallo"),
        ("@Léa Petit", "Léa Petit (1) ou Léa Petit (2)"),
    ):
        with pytest.raises(Invalid) as caught:
            rules.check(rules.find(text, PEOPLE))
        assert said in caught.value.fields[0].message


def test_a_thousand_names_are_refused_in_clear_words() -> None:
    crowd = [(str(n), f"Prénom{n} Nom{n}") for n in range(1000)]
    rules.check(rules.find(" ".join(f"@{name}" for _id, name in crowd[:20]), crowd))
    with pytest.raises(Invalid) as caught:
        rules.check(rules.find(" ".join(f"@{name}" for _id, name in crowd), crowd))
    assert "plus de 20 personnes" in caught.value.fields[0].message
    rules.check(rules.find("@" * 100_000, crowd))


def test_people_named_are_links_except_in_code_and_links() -> None:
    text = "Merci **@Nadia**, `@Nadia` et [@Nadia](https://exemple.fr) & @Marie-Ève D'Artagnan <script>@Nadia</script>"
    html = rules.marked(post_html(text), rules.find(text, PEOPLE).named)
    assert html.count('class="mention"') == 3
    assert '<strong><a class="mention" href="/forum/personnes/1">@Nadia</a></strong>' in html
    assert "<code>@Nadia</code>" in html
    assert "<script" not in html
