"""What is measured, for whom, and what it may cost: the last table of the reference on speed."""

from dataclasses import dataclass

POSTGRESQL_MAY_COST = 1.5  # times the budgets of SQLite, the database's own time included


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or an answer of the API (`who` is then `api`). `{names}` in the path come from the database."""

    name: str
    title: str
    who: str
    path: str
    budget_ms: float | None = None
    ratio: float | None = None  # against the same page written by hand

    @property
    def for_machines(self) -> bool:
        return self.who == "api"


PAGES = (
    Page("home", "learner home", "learner", "/accueil", 2.0, 1.2),
    Page("plan", "plan", "learner", "/mon-parcours", 2.0, 1.2),
    Page("activity", "activity (a page)", "learner", "/activites/{activity}", 2.0, 1.2),
    Page("progress", "progress", "learner", "/progression", 2.0, 1.2),
    Page("forum", "forum list", "learner", "/forum", 2.0, 1.2),
    Page("thread", "forum thread", "learner", "/forum/{thread}", 2.0, 1.2),
    Page("agenda", "agenda", "learner", "/agenda", 4.0, 1.5),
    Page("people", "adviser's list", "adviser", "/suivi", 4.0, 1.5),
    Page("sessions", "session list", "trainer", "/seances", 4.0, 1.5),
    Page("api", "API progress", "api", "/api/v1/enrolments/{enrolment}/progress", 1.5, 1.2),
)

# What a learner opens, for weights and statements.
LEARNER_PAGES = tuple(page for page in PAGES if page.who == "learner")


@dataclass(frozen=True, slots=True)
class Write:
    name: str
    title: str
    expected: int  # status of the answer
    budget_ms: float | None = None
    p99_ms: float | None = None  # at 32 connections


WRITES = (
    Write("completion", "a completion (API)", 200, 2.5, 200),
    Write("answer", "a quiz sent (API)", 201, 2.5, 200),
    Write("post", "a forum post (API)", 201, 2.5, 200),
    Write("login", "sign-in (form)", 303),
)

FIRST_VISIT = (100_000, 12)  # bytes compressed, requests
SECOND_VISIT = 15_000
STATEMENTS = 12
MEMORY_IDLE_MB, MEMORY_BUSY_MB = 150, 400
UPLOAD_MB, UPLOAD_GROWTH_MB = 500, 30  # a film, and what the service may grow by while it arrives
SECOND_START_S = 5
MANY = 2_000
LOADING_S = 180  # for so many learners
