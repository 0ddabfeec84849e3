"""A message in somebody's language: three small templates in templates/emails/<event>/."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.i18n import LOCALES, speaking
from app.core.mail import one_line
from app.core.settings import settings
from app.identity import queries as identity
from app.web.templating import environment


@dataclass(frozen=True, slots=True)
class Person:
    """Who is written to. Without an account: somebody who left an address."""

    name: str
    email: str
    account_id: str | None = None
    enrolment_id: str | None = None
    locale: str = "fr"


@dataclass(frozen=True, slots=True)
class Words:
    subject: str
    text: str
    html: str


def words(session: Session, organisation_id: str, person: Person, event: str, values: dict[str, Any]) -> Words:
    """What the templates of an event say to a person."""
    language = person.locale if person.locale in LOCALES else "fr"
    known = {
        "person": person,
        "organisation": identity.contact(session, organisation_id),
        "address": lambda path: settings().base_url.rstrip("/") + path,
        **values,
    }
    with speaking(language):
        plain, page = environment(language, escapes=False), environment(language)
        subject = one_line(plain.get_template(f"emails/{event}/subject.txt").render(known))[:300]
        text = plain.get_template(f"emails/{event}/body.txt").render(known).strip() + "\n"
        html = page.get_template(f"emails/{event}/body.html").render(known | {"subject": subject})
    return Words(subject, text, html)
