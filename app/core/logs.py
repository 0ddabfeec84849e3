"""One line per event, JSON in production. Never the local variables of a failure: they hold people's words."""

import logging

import structlog

from app.core.i18n import N_
from app.core.keepings import Where, keeps
from app.core.masking import mask
from app.core.privacy import Basis, PersonalData, Purpose, Retention
from app.core.settings import Settings

keeps(
    Where.LOG,
    "journal",
    N_(
        "Journal technique : l'heure, la page demandée, le temps de réponse, les pannes. Jamais les mots d'une personne."
    ),
    until=N_("la durée choisie par l'hébergeur, six mois au plus"),
    data=PersonalData(Purpose.ACCOUNT, Basis.INTEREST, Retention.SECURITY),
)


def configure(settings: Settings) -> None:
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: list[structlog.typing.Processor] = [
        structlog.processors.format_exc_info,  # a failure becomes text first, so that its text is masked too
        mask,
        structlog.processors.JSONRenderer()
        if settings.environment == "production"
        else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
    for name in ("httpx", "httpcore"):  # they would write the addresses that they call
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=shared + renderer,
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=settings.environment != "test",  # tests read what is written, wherever they send it
    )
