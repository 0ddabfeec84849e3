"""One line per event, JSON in production. Never the local variables of a failure: they hold people's words."""

import logging

import structlog

from app.core.masking import mask
from app.core.settings import Settings


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
        cache_logger_on_first_use=True,
    )
