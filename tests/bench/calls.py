"""A page asked of the application inside the process, as its server would ask it."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True)
class Answer:
    status: int = 0
    body: bytes = b""


async def call(app: Any, path: str, headers: list[tuple[bytes, bytes]]) -> Answer:
    """The answer to a GET; names of headers in lower case."""
    path, _mark, query = path.partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode(), "root_path": "", "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "headers": headers,
    }  # fmt: skip
    answer = Answer()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")

    await app(scope, receive, send)
    return answer
