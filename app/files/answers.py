"""A stored file as a browser asks for it: whole or in part, never as one of our pages."""

from urllib.parse import quote

from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from app.files import rules, services
from app.files.queries import FileRow
from app.files.rules import NoSuchPart, Part

# A file is never one of our pages: whatever it holds runs nowhere, asks for nothing and sees no cookie.
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def answer(request: Request, file: FileRow, wanted: int | None = None) -> Response:
    """A file as a browser asks for it. Whoever calls has checked that it may be read."""
    width = rules.nearest_width(wanted, file.width, [int(one) for one in file.smaller])
    size = file.smaller[str(width)] if width else file.size
    headers = _headers(file, width)
    if _has_it(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    try:
        part = _part(request, headers["ETag"], size)
    except NoSuchPart:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    start, end = (part.start, part.end) if part else (0, size)
    headers["Content-Length"] = str(end - start)
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if part else 200
    if request.method == "HEAD":
        services.check(file, width)
        return Response(status_code=status, headers=headers)
    return StreamingResponse(services.pieces(file, Part(start, end), width), status_code=status, headers=headers)


def _headers(file: FileRow, width: int | None) -> dict[str, str]:
    mark = f'"{file.sha256[:32]}-{width}"' if width else f'"{file.sha256[:32]}"'
    served = "image/webp" if width else rules.served_as(file.media_type)
    place = "inline" if rules.opens_in_place(file.media_type) else "attachment"
    return {
        "Content-Type": f"{served}; charset=utf-8" if served.startswith("text/") else served,
        "Content-Disposition": f"{place}; filename*=utf-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": _SANDBOX,
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        # the material of a course is the same for all; what a person handed in is asked for again each time
        "Cache-Control": "private, max-age=86400" if file.owner_id is None else "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": mark,
    }


def _has_it(known: str, mark: str) -> bool:
    marks = {one.strip().removeprefix("W/") for one in known.split(",")}
    return mark in marks or "*" in marks


def _part(request: Request, mark: str, size: int) -> Part | None:
    """A part of what changed meanwhile would not fit: If-Range names what the browser has the rest of."""
    if request.headers.get("if-range", mark) != mark:
        return None
    return rules.part_of(request.headers.get("range", ""), size)
