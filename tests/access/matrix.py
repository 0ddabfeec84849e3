"""The written table of who may pass which door: matrix.txt, one line per route, one column per persona."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.access.scene import PERSONAS

FOR_ANYONE = (
    "/verification/{number}",  # whoever holds a sheet may verify it, from any organisation or none
    "/connexion-professionnelle/{provider_id}/aller",  # whoever comes is not known yet
    "/enquete/{token}",  # whoever holds the address of somebody answers as they do
    "/reclamation/{token}",
    "/verifier/{code}",
    "/signer/{token}",
    "/entrer/{token}",  # whoever holds the link of a message enters with it, once
    "/signer/{token}/fichier",
    "/temoignages/{testimony_id}/image",
    "/nouvelles/{token}",  # whoever holds the link of a message says where they are
    "/agenda/flux/{token}.ics",
    "/ma-candidature/{token}",
    "/rencontres/inscription/{token}",
    "/flux/forum/{token}",  # whoever holds the private address of somebody reads what they read
    "/flux/forum/{token}/espaces/{space_id}",
    "/flux/forum/{token}/fils/{thread_id}",
    "/audit/invitation/{token}",  # whoever holds the link of an invitation sees what they are invited to
    "/compte/garder/{token}",  # whoever holds the link of a warning keeps the account it is about
    "/badges/blocs/{block_id}",  # whoever is shown a badge reads it and has it checked
    "/badges/{badge_id}",
    "/badges/{badge_id}/badge.json",
    "/badges/{badge_id}/badge.png",
    "/pas-moi/{token}",  # whoever holds the link of a message ends what is open in that account, and sees nothing
    "/effacement/{erasure_code}",
    "/effacement/{erasure_code}/certificat.pdf",
)
Line = tuple[str, str]  # method, path
TABLE = Path(__file__).with_name("matrix.txt")


def routes(app: Any) -> Iterator[tuple[str, str]]:
    """(method, path) of every route of the house."""
    yield from sorted({(method, path) for method, path, _endpoint in endpoints(app)})


def endpoints(app: Any) -> Iterator[tuple[str, str, Any]]:
    """(method, path, what answers) of every route of the house."""
    yield from _walk(app.routes, "")


def _walk(found: Any, prefix: str) -> Iterator[tuple[str, str, Any]]:
    for route in found:
        if hasattr(route, "original_router"):  # a router included whole
            yield from _walk(route.original_router.routes, prefix + route.include_context.prefix)
        else:
            yield from ((method, prefix + route.path, route.endpoint) for method in route.methods if method != "HEAD")


def read() -> dict[tuple[str, str], dict[str, int]]:
    """(method, path) → persona → expected status."""
    lines = [line.split() for line in TABLE.read_text().splitlines() if line.strip() and not line.startswith("#")]
    head, *rows = lines
    assert tuple(head) == PERSONAS, "the columns of the table are not the personas"
    table = {}
    for method, path, *statuses in rows:
        assert len(statuses) == len(PERSONAS), f"{method} {path}: {len(statuses)} columns"
        assert (method, path) not in table, f"{method} {path} has two lines"
        table[method, path] = dict(zip(PERSONAS, map(int, statuses), strict=True))
    return table


def by_beginning(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Lines whose addresses begin alike, so that a test asks of many and tells all that is wrong: `-k follow-up`."""
    found: dict[str, list[Line]] = {}
    for method, path in lines:
        begins = path.removeprefix("/api/v1").split("/")[1].partition(".")[0]
        found.setdefault(("api-" if path.startswith("/api/v1/") else "") + (begins or "home"), []).append(
            (method, path)
        )
    return found


def is_of_objects(path: str) -> bool:
    """Whether the address names a row of an organisation: its neighbours must not find it."""
    if path.startswith(
        (
            "/connexion-professionnelle/{provider_id}/aller",
            "/rencontres/",
            "/ma-candidature/",
            "/enquete/",
            "/fichiers/ouvrir/",
            "/reclamation/",
            "/api/v1/public/",
            "/agenda/flux/",
            "/flux/forum/",
            "/avis/arreter/",
            "/compte/garder/",
            "/audit/invitation/",
            "/pas-moi/",
            "/badges/",
            "/nouvelles/",
            "/signer/",
            "/entrer/",
            "/effacement/",
        )
    ):  # open to all, or by a private address
        return False
    return "{" in path and path not in (
        "/static/{name:path}",
        "/parcours/{slug}",
        "/parcours/{slug}/resultats",
        "/parcours/{slug}/resultats/{number}",
        "/qualite/indicateurs/{number}",
        "/qualite/indicateurs/{number}/application",
        "/qualite/indicateurs/{number}/responsable",
        "/qualite/registres/{slug}",
        "/qualite/registres/{slug}.csv",
        "/qualite/registres/{slug}.xlsx",
        "/qualite/registres/{slug}/nouveau",
        "/donnees/registre/{purpose}",
        "/qualite/chiffres/{code}",
        "/api/v1/quality/figures/{name}/cases",
        "/verification/{number}",
        "/verifier/{code}",
        "/donnees/durees/{retention}",
        "/mes-donnees/accords/{key}/retrait",
        "/api/v1/me/data/consents/{key}",
        "/documents/modeles/{code}",
        "/documents/modeles/{code}/apercu",
        "/documents/modeles/{code}/essai.pdf",
        "/temoignages/{testimony_id}/image",
    )
