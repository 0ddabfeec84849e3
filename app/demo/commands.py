"""`bidaide demo`"""

from datetime import date, datetime
from typing import Annotated

import typer

from app.core import migrations
from app.core.db import database
from app.core.errors import Conflict
from app.core.settings import settings
from app.demo import services


def plug(cli: typer.Typer) -> None:
    @cli.command()
    def demo(
        learners: Annotated[int, typer.Option(min=1, max=20_000, help="nombre de personnes en parcours")] = 60,
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="le jour où l'on se place")] = None,
    ) -> None:
        """Charge les organisations de démonstration, ou les refait.

        Au-delà de 300 personnes, les suivantes laissent de côté les deux tiers de ce qui s'étudie seul.
        """
        if settings().environment == "production":
            raise Conflict("La démonstration ne se charge jamais en production.")
        migrations.migrate(database())
        day: date | None = on.date() if on else None
        services.load(learners, day)
        services.print_accounts()
