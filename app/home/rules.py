"""Where each person's home is."""

from app.core.access import Role

# The work that waits for others comes first: an adviser who also learns opens the morning page.
PRIORITY = (
    Role.ADVISER,
    Role.TRAINER,
    Role.QUALITY,
    Role.ADMIN,
    Role.LEARNER,
    Role.EXPERT,
    Role.REFERRER,
    Role.AUDITOR,
    Role.GUEST,
)

ELSEWHERE = {
    Role.ADVISER: "/suivi",
    Role.QUALITY: "/qualite",
    Role.EXPERT: "/forum",
    Role.REFERRER: "/prescrire",
    Role.AUDITOR: "/qualite",
    Role.GUEST: "/audit",
}


def first_role(roles: frozenset[Role]) -> Role:
    """The role whose home opens."""
    return next(role for role in PRIORITY if role in roles)
