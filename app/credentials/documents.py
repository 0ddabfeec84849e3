"""The booklet as a document: a page or two that an employer reads."""

from app.core.clock import today
from app.core.documents import render
from app.core.i18n import _
from app.credentials import addresses
from app.credentials.booklets import Page
from app.web import formats


def booklet_pdf(page: Page, organisation: str) -> bytes:
    """What the learner kept, and nothing else. Badges that they show bear the address where each is checked."""
    return render(
        "booklet",
        {
            "title": _("Livret de compétences de %(name)s") % {"name": page.enrolment.learner_name},
            "organisation": organisation,
            "words": page.words,
            "facts": [
                [_("Accompagnement"), organisation],
                [
                    _("Du"),
                    _("%(start)s au %(end)s")
                    % {
                        "start": formats.full_day(page.enrolment.starts_on),
                        "end": formats.full_day(page.enrolment.closed_on or page.enrolment.ends_on),
                    },
                ],
                [_("Livret du"), formats.full_day(today())],
            ],
            "blocks": [
                {
                    "title": block.title,
                    "lines": [
                        {
                            "words": line.words or line.holding.says or line.holding.held.title,
                            "level": _("Niveau %(level)s sur %(top)s : %(words)s")
                            % {
                                "level": line.holding.held.level,
                                "top": len(line.holding.scale),
                                "words": line.holding.level_words,
                            },
                            "proofs": [" : ".join(filter(None, (proof.title, proof.words))) for proof in line.proofs],
                        }
                        for line in lines
                    ],
                }
                for block, lines in page.shown
            ],
            "badges": [
                {
                    "name": badge.name,
                    "day": formats.full_day(badge.issued_at),
                    "address": addresses.badge(badge.id),
                }
                for badge in page.badges
                if badge.shown_at and not badge.revoked_at and not badge.stolen
            ],
            "says": {
                "badges": _("Badges signés"),
                "proofs": _("Preuves"),
                "how": _(
                    "Chaque niveau a été conclu par la personne qui accompagne, sur des preuves, après l'avis de la "
                    "personne et de l'équipe de formation."
                ),
            },
        },
    )
