"""The web server: one FastAPI application over the rooms."""

import ctypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware

from app import wiring
from app.core import clock, db, live, logs, tasks
from app.core.settings import Settings, settings
from app.files.rules import PACKED
from app.web import errors, health, static_files, templating
from app.web.middleware import House, Most

VERSION = "0.1.0"
_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_PACKED = (*DEFAULT_EXCLUDED_CONTENT_TYPES, *PACKED)  # compressed already: once more costs time and saves nothing


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    _share_memory()
    anyio.to_thread.current_default_thread_limiter().total_tokens = db.THREADS
    for locale in ("fr", "en"):
        templating.environment(locale)
    worker = tasks.start_beside_the_server() if settings().environment != "test" else None
    relay = live.start_relay() if settings().environment != "test" else None
    yield
    if relay is not None:
        relay.stop()
    if worker is not None:
        worker.stop()
    db.database().dispose()


def _share_memory() -> None:
    """Threads take their memory from two stores instead of one each: what one gives back serves the next, and a house with
    fifty people at work is 60 MB lighter. Asked of glibc; another C library has no such call."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def create_app() -> FastAPI:
    """The application over the database of the settings, or the one already opened for this process."""
    chosen = settings()
    logs.configure(chosen)
    clock.freeze(chosen.clock)
    if not db.is_open():
        db.open_database(chosen.database_url)
    wiring.plug_in()
    app = FastAPI(
        title="Bidaide",
        version=VERSION,
        description="Learning platform for accompanied hybrid paths.",
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        middleware=[
            Middleware(House, https=chosen.https, most=_most(chosen), host=_host(chosen)),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=4, exclude_content_types=_PACKED),
        ],
    )
    errors.install(app)
    app.include_router(static_files.router)
    app.include_router(health.router)
    wiring.open_doors(app)
    return app


def _host(chosen: Settings) -> str:
    """In production the house answers to its own name only: an address made from another would lead people away."""
    return (urlsplit(chosen.base_url).hostname or "") if chosen.environment == "production" else ""


def _most(chosen: Settings) -> Most:
    """Twice the heaviest file: a form may carry two, and its words."""
    return Most(
        form=2 * chosen.upload_limit_mb * 1_000_000,
        material=2 * max(chosen.material_limit_mb, chosen.upload_limit_mb) * 1_000_000,
        pieces=("/envois/", "/api/v1/uploads/"),
        workshop=("/atelier",),
    )
