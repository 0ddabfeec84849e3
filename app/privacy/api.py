"""Everything held about the caller, for machines."""

from fastapi.responses import StreamingResponse

from app.privacy.copy import services
from app.privacy.pages import archive
from app.web.doors import ApiActor, Reading, api

router = api("privacy")


@router.get("/me/data", response_class=StreamingResponse, responses={200: {"content": {"application/zip": {}}}})
def my_data(session: Reading, actor: ApiActor) -> StreamingResponse:
    """A ZIP of readable HTML, the same as JSON, and the files handed in."""
    return archive(services.copy_for(session, actor))
