"""The antivirus: a clamd that looks at what comes, when CLAMD_URL names one. It is asked before anything is kept."""

import socket
import struct
from pathlib import Path
from urllib.parse import unquote, urlsplit

from structlog import get_logger

from app.core.errors import Invalid, Unavailable
from app.core.i18n import _
from app.core.settings import settings

log = get_logger()

_PIECE = 256 * 1024
_PATIENCE = 60  # seconds without a word


def scan(path: Path) -> None:
    """Raises Invalid for a file that is infected, Unavailable when it could not be looked at: nothing passes unseen."""
    url = settings().clamd_url
    if not url:
        return
    try:
        said = _ask(url, path)
    except OSError as error:
        log.error("antivirus", error=str(error))
        raise Unavailable(
            _(
                "L'antivirus du serveur ne répond pas. Votre fichier n'a pas été enregistré. Gardez-le, essayez dans "
                "quelques minutes, puis prévenez votre organisme."
            )
        ) from error
    if said.endswith(" OK"):
        return
    if said.endswith(" FOUND"):
        log.warning("infected", signature=said)
        raise Invalid(
            _(
                "L'antivirus a trouvé un danger dans ce fichier. Rien n'a été enregistré. N'ouvrez pas ce fichier et "
                "prévenez votre organisme."
            )
        )
    log.error("antivirus", answer=said)
    raise Unavailable(
        _(
            "L'antivirus du serveur n'a pas pu examiner ce fichier : il est peut-être trop lourd pour lui. Rien n'a été "
            "enregistré. Prévenez votre organisme."
        )
    )


def _ask(url: str, path: Path) -> str:
    """INSTREAM: pieces, each after its length, then a length of zero; one line comes back, ended by a zero."""
    with _connected(url) as clamd, path.open("rb") as file:
        try:
            clamd.sendall(b"zINSTREAM\0")
            while piece := file.read(_PIECE):
                clamd.sendall(struct.pack(">I", len(piece)) + piece)
            clamd.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough: what it said is still to be read
        answer = b""
        while not answer.endswith(b"\0") and (more := clamd.recv(4096)):
            answer += more
    if not answer.endswith(b"\0"):
        raise OSError("clamd closed before it had answered")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "", parts.port or 3310), _PATIENCE)
    clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    clamd.settimeout(_PATIENCE)
    try:
        clamd.connect(unquote(parts.path))
    except OSError:
        clamd.close()
        raise
    return clamd
