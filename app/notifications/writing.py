"""A message in somebody's language: three small templates in templates/emails/<event>/."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core.i18n import LOCALES, _, speaking
from app.core.mail import one_line
from app.core.settings import settings
from app.identity import queries as identity
from app.notifications import stopping
from app.notifications.kinds import Kind
from app.web.templating import environment

LONGEST_NOTICE = 2000


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
    told: str  # what it says, without greeting nor signature: for the page of news and for phones
    link: str  # the page of the house that it leads to first, from its "/"
    stop: str  # the address that stops this kind of news; empty when it cannot be
    sms: str = ""  # the words of an SMS: those of sms.txt beside the others, or the subject


def words(
    session: Session, organisation_id: str, person: Person, event: str, kind: Kind, values: dict[str, Any]
) -> Words:
    """What the templates of an event say to a person."""
    language = person.locale if person.locale in LOCALES else "fr"
    base = settings().base_url.rstrip("/")
    stop = ""
    if kind.can_stop and person.account_id:
        stop = stopping.address_of(stopping.token_of(person.account_id, organisation_id, kind.code))
    known = {
        "by_answer": False,
        **values,  # never in the place of what the signature of every letter says
        "person": person,
        "organisation": identity.contact(session, organisation_id),
        "address": lambda path: base + path,
        "stop": stop,
        "choices": base + "/reglages/avis" if person.account_id else "",
    }
    with speaking(language):
        known["because"] = _(kind.why)
        plain, page = environment(language, escapes=False), environment(language)
        subject = one_line(plain.get_template(f"emails/{event}/subject.txt").render(known))[:300]
        sms = one_line(plain.select_template([f"emails/{event}/sms.txt", f"emails/{event}/subject.txt"]).render(known))
        body = plain.get_template(f"emails/{event}/body.txt")
        text = body.render(known).strip() + "\n"
        said = "".join(body.blocks["body"](body.new_context(known))) if "body" in body.blocks else text
        html = page.get_template(f"emails/{event}/body.html").render(known | {"subject": subject})
    told, link = _without_addresses(said, base)
    return Words(subject, text, html, told, link, stop, sms)


def _without_addresses(said: str, base: str) -> tuple[str, str]:
    """The words without the lines that are only an address of the house, and the first page these lead to."""
    kept: list[str] = []
    link = ""
    for line in said.splitlines():
        words_of_line = line.strip()
        if words_of_line.startswith(base + "/") and " " not in words_of_line:
            link = link or words_of_line.removeprefix(base)
        else:
            kept.append(line.rstrip())
    told = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return told[:LONGEST_NOTICE], link[:300]
