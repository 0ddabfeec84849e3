"""What the page of the search was asked, and what it can be asked."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.clock import now
from app.core.i18n import N_, _
from app.forum.searching import services
from app.forum.searching.services import Found
from app.forum.searching.words import LONGEST_QUESTION
from app.forum.writing import people

SINCE = {"semaine": (7, N_("Depuis une semaine")), "mois": (31, N_("Depuis un mois")), "an": (366, N_("Depuis un an"))}
KINDS = {
    "questions": ("question", N_("Les questions")),
    "discussions": ("discussion", N_("Les discussions")),
    "annonces": ("announcement", N_("Les annonces")),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The fields of the form, as they were filled."""

    question: str = ""
    space_id: str = ""
    author: str = ""
    since: str = ""
    kind: str = ""

    def find(self, session: Session, actor: Actor, after: str) -> Found:
        days = SINCE.get(self.since)
        authors = people.named_like(session, actor.organisation_id, self.author) if self.author.strip() else None
        return services.search(
            session,
            actor,
            self.question,
            space_id=self.space_id,
            kind=KINDS[self.kind][0] if self.kind in KINDS else "",
            since=now() - timedelta(days=days[0]) if days else None,
            authors=authors,
            after=after,
        )

    def href(self, after: str) -> str:
        fields = {
            "q": self.question[:LONGEST_QUESTION],
            "espace": self.space_id,
            "auteur": self.author[:100],
            "depuis": self.since,
            "type": self.kind,
        }
        return "/forum/recherche?" + urlencode({name: said for name, said in fields.items() if said} | {"avant": after})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.space_id or self.author or self.since or self.kind)


def since_options() -> list[tuple[str, str]]:
    return [("", _("Depuis toujours")), *((key, _(words)) for key, (_days, words) in SINCE.items())]


def kind_options() -> list[tuple[str, str]]:
    return [("", _("Tous les fils")), *((key, _(words)) for key, (_kind, words) in KINDS.items())]
