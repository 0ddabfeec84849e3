"""The description of the API, taken at its word: whatever is sent, by whomever, the answer is one that it announces."""

from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.access.conftest import Walk
from tests.access.scene import ROLES

CHECKS = [response_schema_conformance, status_code_conformance, content_type_conformance]
PROBLEM = {"type", "title", "status", "detail"}
EXAMPLES = 8  # of each kind, for each operation
OPERATIONS = [
    ("/api/v1" + path, method)
    for path, methods in {
        "/auth/token": "post", "/accounts/{account_id}/sign-ins": "delete", "/me": "get", "/courses": "get post",
        "/courses/{slug}": "get", "/courses/{slug}/draft": "get", "/courses/{slug}/draft/activities": "post",
        "/courses/{slug}/draft/activities/{key}": "get put", "/courses/{slug}/draft/moves": "post",
        "/courses/{slug}/publication": "get post", "/courses/{slug}/editions": "get",
        "/courses/{slug}/editions/{number}/return": "post", "/enrolments": "get post",
        "/enrolments/{enrolment_id}/card": "get post delete", "/enrolments/{enrolment_id}/card/pin-reset": "post",
        "/enrolments/{enrolment_id}": "get", "/enrolments/{enrolment_id}/status": "post", "/sessions": "get post",
        "/funding/participants/indicators": "get", "/funding/reports": "get", "/funding/years": "get",
        "/funding/years/{year_id}": "get",
        "/privacy/retention": "get", "/privacy/holds": "get post", "/privacy/holds/{hold_id}/lift": "post",
        "/privacy/processing": "get", "/privacy/breaches": "get post", "/privacy/breaches/{breach_id}": "get", "/trail": "get",
        "/privacy/waves": "get", "/privacy/waves/{wave_id}/agreement": "post",
        "/appointments": "get post", "/appointments/slots": "get", "/appointments/{appointment_id}": "delete get patch",
        "/appointments/{appointment_id}/outcome": "put",
        "/sessions/{session_id}": "get patch", "/sessions/{session_id}/bookings": "post",
        "/sessions/{session_id}/bookings/{enrolment_id}": "delete", "/sessions/{session_id}/cancellation": "post",
        "/sessions/{session_id}/classroom": "get", "/sessions/{session_id}/classroom/presence": "get",
        "/sessions/{session_id}/attendance/{enrolment_id}": "put", "/sessions/{session_id}/attendance": "get",
        "/sessions/{session_id}/attendance.csv": "get", "/sessions/{session_id}/attendance.pdf": "get", "/enrolments/{enrolment_id}/progress": "get",
        "/enrolments/{enrolment_id}/activities/{activity_id}/completion": "put", "/activities/{activity_id}": "get",
        "/activities/{activity_id}/questions": "get", "/activities/{activity_id}/attempts": "post",
        "/activities/{activity_id}/submissions": "post", "/submissions": "get",
        "/activities/{activity_id}/survey-answers": "get post", "/activities/{activity_id}/choices": "get post",
        "/activities/{activity_id}/checks": "get post",
        "/activities/{activity_id}/branch": "post", "/activities/{activity_id}/restoration": "post",
        "/enrolments/{enrolment_id}/plan": "get", "/enrolments/{enrolment_id}/plan/changes": "post",
        "/enrolments/{enrolment_id}/plan/changes/{change_id}": "delete",
        "/enrolments/{enrolment_id}/availability": "put",
        "/enrolments/{enrolment_id}/documents": "get post", "/documents/{document_id}/delivery": "post",
        "/files/{file_id}": "get",
        "/enrolments/{enrolment_id}/dossier": "get", "/enrolments/{enrolment_id}/dossier/notes": "post",
        "/enrolments/{enrolment_id}/dossier/goals": "post", "/enrolments/{enrolment_id}/dossier/actions": "post",
        "/enrolments/{enrolment_id}/dossier/referrals": "post",
        "/groups": "get", "/enrolments/{enrolment_id}/groups": "put",
        "/enrolments/{enrolment_id}/badges": "get post", "/badges/{badge_id}": "get",
        "/enrolments/{enrolment_id}/activities/{activity_id}/remark": "put",
        "/submissions/{submission_id}/review": "post", "/enrolments/{enrolment_id}/levels": "get post",
        "/enrolments/{enrolment_id}/competences/{competence_id}/conclusion": "post",
        "/enrolments/{enrolment_id}/competences/{competence_id}/proofs": "post",
        "/enrolments/{enrolment_id}/conclusions/{conclusion_id}/reopening": "post",
        "/enrolments/{enrolment_id}/proofs/{proof_id}": "delete",
        "/forum/spaces": "get", "/forum/spaces/{space_id}/follow": "put",
        "/forum/threads": "get post", "/forum/threads/{thread_id}": "get", "/forum/threads/{thread_id}/posts": "post",
        "/forum/threads/{thread_id}/posts/{number}": "patch delete",
        "/forum/threads/{thread_id}/posts/{number}/thanks": "put",
        "/forum/threads/{thread_id}/accepted-answer": "put", "/forum/threads/{thread_id}/reading": "put",
        "/forum/threads/{thread_id}/follow": "put", "/forum/threads/{thread_id}/pin": "put",
        "/forum/threads/{thread_id}/lock": "put", "/forum/threads/{thread_id}/space": "put",
        "/forum/threads/{thread_id}/merge": "post", "/forum/threads/{thread_id}/removal": "post",
        "/enrolments/{enrolment_id}/messages": "get post", "/follow-up": "get",
        "/outcomes": "get", "/outcomes/figures": "get", "/enrolments/{enrolment_id}/exit": "get post",
        "/enrolments/{enrolment_id}/exit/corrections": "post", "/exits/news": "get",
        "/exits/news/{check_id}/answers": "post", "/exits/news/{check_id}/sendings": "post",
        "/enrolments/{enrolment_id}/contacts": "post", "/enrolments/{enrolment_id}/rests": "post",
        "/follow-up/rests/{rest_id}": "delete", "/quality/indicators": "get",
        "/quality/figures": "get", "/quality/figures/{name}/cases": "get",
        "/quality/exports": "post",
        "/quality/indicators.csv": "get", "/reports/hours": "get", "/reports/hours.csv": "get", "/reports/hours/rows": "get",
        "/reports/hours/rows.csv": "get", "/me/data": "get", "/me/calendar": "get post delete",
        "/me/notices": "get", "/me/notices/{notice_id}/read": "post", "/me/notice-choices": "get put",
        "/admission-steps": "get", "/applications": "get post", "/applications/{application_id}": "get",
        "/applications/{application_id}/steps/{step_id}": "put", "/applications/{application_id}/decision": "post",
        "/applications/{application_id}/entry": "post",
        "/public/sessions": "get", "/public/sessions/{session_id}/registrations": "post", "/question-banks": "get",
        "/question-banks/{bank_id}/questions": "get post", "/feedback/satisfaction": "get", "/complaints": "get post",
        "/me/data/requests": "get post", "/me/data/consents": "get", "/me/data/consents/{key}": "delete", "/data-requests": "get post",
        "/data-requests/{request_id}": "get", "/data-requests/{request_id}/answer": "post",
        "/incidents": "get post", "/improvements": "get post", "/improvements/{improvement_id}/state": "put",
    }.items()
    for method in methods.split()
]  # fmt: skip


def test_every_operation_of_the_description_is_tried(app: Any) -> None:
    described = {(path, method) for path, methods in app.openapi()["paths"].items() for method in methods}
    assert described == set(OPERATIONS)


def _send(walk: Walk, persona: str, asked: dict[str, Any]) -> httpx.Response:
    prepared = requests.Request(
        **{key: asked.get(key) for key in ("method", "url", "headers", "params", "data", "json", "files", "cookies")}
    ).prepare()
    headers = {name: value for name, value in prepared.headers.items() if name.lower() != "authorization"}
    body = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
    method, url, machine = prepared.method or "", prepared.url or "", walk.machines[persona]
    with walk.database.undone():
        return machine.portal.call(lambda: machine.http.request(method, url, content=body, headers=headers))


@pytest.fixture(scope="module")
def description(app: Any) -> Any:
    """Read once: there are hundreds of operations in it."""
    return schemathesis.openapi.from_dict(app.openapi())


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_whatever_is_sent_gets_an_announced_answer(walk: Walk, description: Any, path: str, method: str) -> None:
    operation = description[path][method]
    known = walk.scene.ids | {"activity_id": walk.scene.activities["questions"], "slug": "parcours-de-demo"}

    def check(case: Any, persona: str, real: bool) -> None:
        if real:  # the address of something that exists, so that what is sent is looked at
            case.path_parameters = {name: known[name] for name in case.path_parameters or {}}
        asked = case.as_transport_kwargs(base_url="http://house.test")
        try:
            answer = _send(walk, persona, asked)
        except (httpx.InvalidURL, httpx.LocalProtocolError, requests.exceptions.InvalidHeader, UnicodeEncodeError):
            return  # no client would send it
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            problem = answer.json()
            assert problem.keys() >= PROBLEM
            assert problem["status"] == answer.status_code
            assert problem["detail"]
        case.validate_response(answer, checks=CHECKS)

    shared = settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )  # fmt: skip
    personas = st.sampled_from([*ROLES, "nobody"])
    for mode in (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE):
        try:
            cases = operation.as_strategy(generation_mode=mode)
            seed(20261123)(shared(given(cases, personas, st.booleans())(check)))()
        except Exception as error:
            if "Unsatisfiable" in type(error).__name__ or "nothing to negate" in str(error).lower():
                continue  # nothing can be wrong in a request without a value
            raise
