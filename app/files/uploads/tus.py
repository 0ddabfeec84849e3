"""The protocol tus 1.0 (core, creation, termination, expiration), said once for pages and for machines."""

import base64
import binascii
from functools import partial

import anyio
from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from fastapi import HTTPException, Request, Response
from sqlalchemy.orm import Session

from app.core.access import Actor
from app.core.db import database
from app.core.errors import Conflict, HouseError, SignInNeeded
from app.core.i18n import _
from app.files import keeping, policies
from app.files.models import Upload
from app.files.uploads import parts, services
from app.web.doors import Steps

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
_EXTENSIONS = "creation,termination,expiration"
_AT_ONCE = 2  # files looked at and made fit together; others wait without a thread

_finishing: RunVar[CapacityLimiter] = RunVar("finishing")


class Unspoken(HouseError):
    """A request that does not follow the protocol."""


class WrongType(HouseError):
    status = 415


def options(actor: Actor | None) -> Response:
    material = actor is not None and policies.brings_material(actor)
    return Response(
        status_code=204,
        headers={
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": _EXTENSIONS,
            "Tus-Max-Size": str(keeping.limit_for(material)),
        },
    )


def create(request: Request, session: Session, actor: Actor) -> Response:
    """POST: announce a file; the answer says where its octets go."""
    if refused := _other_version(request):
        return refused
    size = request.headers.get("upload-length", "")
    if not size.isdecimal() or not size.isascii() or len(size) > 18:
        raise Unspoken(_("L'en-tête Upload-Length doit dire combien d'octets compte le fichier."))
    upload = services.begin(session, actor, _name(request.headers.get("upload-metadata", "")), int(size))
    return _answer(upload, 0, 201, {"Location": f"{request.url.path.rstrip('/')}/{upload.id}"})


async def ask(request: Request, steps: Steps, upload_id: str) -> Response:
    """HEAD: how much has come."""
    if refused := _other_version(request):
        return refused
    upload = await steps.reading(partial(services.upload_for, upload_id=upload_id))
    return _answer(upload, await _offset(upload), 200)


async def send(request: Request, steps: Steps, upload_id: str) -> Response:
    """PATCH: the octets that come next. No transaction is open while they come."""
    if refused := _other_version(request):
        return refused
    if request.headers.get("content-type", "") != PIECE_TYPE:
        raise WrongType(_("Les octets d'un fichier viennent sous le type %(type)s.") % {"type": PIECE_TYPE})
    offset = request.headers.get("upload-offset", "")
    if not offset.isdecimal() or not offset.isascii() or len(offset) > 18:
        raise Unspoken(_("L'en-tête Upload-Offset doit dire où ces octets se placent."))
    upload = await steps.reading(partial(services.upload_for, upload_id=upload_id))
    if upload.blob_id:
        come = upload.size
        if int(offset) != come:
            raise Conflict(_("Ce fichier est déjà arrivé en entier."), offset=come)
    else:
        come = await parts.append(upload.id, int(offset), upload.size - int(offset), request.stream())
        if come < upload.size and await steps.reading(partial(services.left_alone, upload_id=upload_id)):
            raise SignInNeeded(_("Connectez-vous pour continuer."))
    if come == upload.size:
        await finish(await steps.who(), upload.id)
    return _answer(upload, come, 204)


async def overridden(request: Request, steps: Steps, upload_id: str) -> Response:
    """POST that stands for PATCH or DELETE, from behind a proxy that knows neither."""
    method = request.headers.get("x-http-method-override", "").upper()
    if method == "PATCH":
        return await send(request, steps, upload_id)
    if method == "DELETE":
        return await steps.writing(partial(give_up, request, upload_id=upload_id))
    raise HTTPException(405, headers={"Allow": "HEAD, PATCH, DELETE"})


def give_up(request: Request, session: Session, actor: Actor, upload_id: str) -> Response:
    """DELETE: the file will not come."""
    if refused := _other_version(request):
        return refused
    services.give_up(session, actor, upload_id)
    return Response(status_code=204, headers={"Tus-Resumable": VERSION})


async def finish(actor: Actor, upload_id: str) -> None:
    """What follows the last octet takes time: few at once, each in a thread, and none given up half-way."""
    with anyio.CancelScope(shield=True):
        await to_thread.run_sync(services.finish, database(), actor, upload_id, limiter=limiter())


def limiter() -> CapacityLimiter:
    try:
        return _finishing.get()
    except LookupError:
        found = CapacityLimiter(_AT_ONCE)
        _finishing.set(found)
        return found


async def _offset(upload: Upload) -> int:
    if upload.blob_id or parts.length(upload.id) >= upload.size:
        return upload.size
    return await parts.settled_length(upload.id)


def _answer(upload: Upload, offset: int, status: int, more: dict[str, str] | None = None) -> Response:
    headers = {
        "Tus-Resumable": VERSION,
        "Cache-Control": "no-store",
        "Upload-Offset": str(offset),
        "Upload-Expires": upload.expires_at.strftime("%a, %d %b %Y %H:%M:%S GMT"),
    }
    if status == 200:
        headers["Upload-Length"] = str(upload.size)
    return Response(status_code=status, headers=headers | (more or {}))


def _other_version(request: Request) -> Response | None:
    if request.headers.get("tus-resumable") == VERSION:
        return None
    return Response(status_code=412, headers={"Tus-Version": VERSION, "Tus-Resumable": VERSION})


def _name(metadata: str) -> str:
    """The name among the pairs `key base64,key base64`."""
    for pair in metadata[:4000].split(","):
        key, _space, value = pair.strip().partition(" ")
        if key == "filename":
            try:
                return base64.b64decode(value, validate=True).decode()
            except (binascii.Error, UnicodeDecodeError) as error:
                raise Unspoken(_("Le nom du fichier n'est pas écrit comme prévu dans Upload-Metadata.")) from error
    return ""
