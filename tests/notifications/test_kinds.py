"""Every piece of news has a kind, every kind its words, and every choice stays within what the kind can do."""

import itertools
import re

import pytest

from app.core.access import Role
from app.core.settings import CHECKOUT
from app.notifications.choices.rules import Choice, by_default, fit
from app.notifications.kinds import KINDS, Audience, Channel, Kind, Pace, kind_of, kinds_for
from tests.factories.house import House

FOLDERS = sorted(path.name for path in (CHECKOUT / "templates" / "emails").iterdir() if path.is_dir())


@pytest.mark.parametrize("event", FOLDERS)
def test_every_event_has_a_kind(event: str) -> None:
    assert kind_of(event).why


def test_in_plain_text_an_address_does_not_stick_to_the_words_before_it() -> None:
    """Templates drop the line end that follows a block."""
    stuck = re.compile(r"endtrans -?%}\n\{\{")
    texts = (CHECKOUT / "templates" / "emails").rglob("*.txt")
    assert [path for path in texts if stuck.search(path.read_text(encoding="utf-8"))] == []


def test_an_event_that_nobody_placed_is_refused() -> None:
    with pytest.raises(KeyError, match="unheard_of"):
        kind_of("unheard_of")


def test_the_longest_beginning_decides() -> None:
    assert kind_of("forum_mentioned").code == "forum_mentions"
    assert kind_of("forum_digest").code == "forum_digest"
    assert kind_of("forum_anything").code == "forum_replies"


def test_events_and_beginnings_are_of_one_kind() -> None:
    for names in ([kind.events for kind in KINDS], [kind.begins for kind in KINDS]):
        every = list(itertools.chain(*names))
        assert len(every) == len(set(every))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
@pytest.mark.parametrize("mail", Pace)
@pytest.mark.parametrize("rings", [True, False])
def test_a_choice_stays_within_its_kind(kind: Kind, mail: Pace, rings: bool) -> None:
    kept = fit(kind, Choice(page=False, mail=mail, push=rings, sms=rings))
    assert not (kept.push and Channel.PUSH not in kind.channels)
    assert not (kept.sms and Channel.SMS not in kind.channels)
    assert kept.mail in {*kind.paces, Pace.NEVER}
    if not kind.can_stop:
        assert kept == by_default(kind)
        assert kept.mail is Pace.NOW


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_what_a_kind_does_unless_one_chooses_is_possible(kind: Kind) -> None:
    said = Choice(kind.page, kind.mail, kind.push, kind.sms)
    assert fit(kind, said) == said or kind.audience is Audience.VISITORS


def test_each_person_chooses_among_the_kinds_that_come_to_them(house: House) -> None:
    def codes(role: Role) -> set[str]:
        return {kind.code for kind in kinds_for(house.actor(role))}

    assert "plan" in codes(Role.LEARNER) - codes(Role.ADVISER)
    assert "follow_up" in codes(Role.ADVISER) - codes(Role.LEARNER)
    assert {"visits", "digest"}.isdisjoint(codes(Role.LEARNER) | codes(Role.ADMIN))


def test_people_choose_only_on_what_may_reach_them(house: House) -> None:
    expert = {kind.code for kind in kinds_for(house.actor("expert"))}
    assert {"forum_mentions", "forum_replies", "account"} <= expert
    assert not expert & {"messages", "appointments", "sessions", "accompaniment"}
    assert not {code for code in (kind.code for kind in kinds_for(house.actor("referrer"))) if "forum" in code}
    assert {"messages", "appointments", "sessions"} <= {kind.code for kind in kinds_for(house.actor("learner"))}
