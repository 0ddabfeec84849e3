"""The kinds that need nothing more than their text or their file: page, media, file, session."""

from typing import Any

from app.core.i18n import N_, _
from app.courses.kinds import ActivityKind, NamedFile, Source, plug_kind
from app.web.dialect import FILMS as VIDEOS
from app.web.dialect import SOUNDS

TOOLS = (
    ".pdf", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".rtf", ".txt", ".csv", ".zip",
    ".png", ".jpg", ".jpeg", ".webp", ".svg",
)  # fmt: skip
MOST_HALF_DAYS = 10


def read_page(source: Source) -> dict[str, Any]:
    return {}


def read_media(source: Source) -> dict[str, Any]:
    """A sound or a film. The importer puts the stored files in `media` and `captions`."""
    if source.head.get("media") is None:
        source.problem(
            "media",
            _("Il manque la rubrique « media »."),
            _("Ajoutez par exemple media: media/temoignage.ogg."),
        )
    source.relative_file("media", (*VIDEOS, *SOUNDS))
    named = str(source.head.get("media") or "").lower()
    if named.endswith(VIDEOS) and source.head.get("captions") is None:
        source.problem(
            "media",
            _("Cette vidéo n'a pas de sous-titres."),
            _("Ajoutez captions: media/ma-video.vtt, avec les paroles et leur minute."),
        )
    captions = source.relative_file("captions", (".vtt",))
    if captions and not _is_captions(captions):
        source.problem(
            "captions",
            _("Ce fichier n'est pas un fichier de sous-titres."),
            _("Sa première ligne est « WEBVTT »."),
        )
    return {"shape": "video" if named.endswith(VIDEOS) else "audio", "captions": None}


def _is_captions(file: NamedFile) -> bool:
    with file.open() as opened:
        return opened.read(9).removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")


def read_file(source: Source) -> dict[str, Any]:
    """A file of the toolbox. The importer puts the stored file in `file`."""
    if source.head.get("file") is None:
        source.problem("file", _("Il manque la rubrique « file »."), _("Ajoutez par exemple file: files/modele.xlsx."))
    source.relative_file("file", TOOLS)
    return {}


def read_session(source: Source) -> dict[str, Any]:
    half_days = source.head.get("half_days", 1)
    if isinstance(half_days, bool) or not isinstance(half_days, int) or not 1 <= half_days <= MOST_HALF_DAYS:
        source.problem(
            "half_days",
            _("« half_days » compte les demi-journées de la séance."),
            _("Un nombre entier de %(least)s à %(most)s est attendu.") % {"least": 1, "most": MOST_HALF_DAYS},
        )
        return {"half_days": 1}
    return {"half_days": half_days}


def plug() -> None:
    plug_kind(ActivityKind("page", N_("Leçon"), ("read",), read_page, needs_text=N_("la leçon")))
    plug_kind(
        ActivityKind(
            "media",
            N_("Écoute ou vidéo"),
            ("read",),
            read_media,
            fields=("media", "captions"),
            needs_text=N_("la transcription"),
        )
    )
    plug_kind(
        ActivityKind(
            "file",
            N_("Outil"),
            ("opened",),
            read_file,
            fields=("file",),
            needs_text=N_("comment s'en servir"),
        )
    )
    plug_kind(
        ActivityKind(
            "session",
            N_("Séance"),
            ("attended",),
            read_session,
            fields=("half_days",),
            needs_text=N_("le déroulé de la séance"),
        )
    )
