"""What readers report and moderators decide. Ids only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PostReported:
    report_id: str


@dataclass(frozen=True, slots=True)
class PostHidden:
    """`act_id`: where the reason is."""

    post_id: str
    act_id: str


@dataclass(frozen=True, slots=True)
class PostShownAgain:
    post_id: str
    act_id: str


@dataclass(frozen=True, slots=True)
class AuthorWarned:
    """`act_id`: where the words are."""

    post_id: str
    act_id: str
