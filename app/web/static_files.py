"""Serves the assets from memory: the name says the content, so a browser may keep it for a year."""

from fastapi import APIRouter, Request, Response

from app.core.errors import NotFound
from app.web import assets

router = APIRouter(include_in_schema=False)


@router.get("/static/{name:path}")
async def static_file(request: Request, name: str) -> Response:
    asset = assets.by_path().get(f"/static/{name}")
    if asset is None:
        raise NotFound()
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    body = asset.body
    if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body = asset.compressed
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=asset.media_type, headers=headers)
