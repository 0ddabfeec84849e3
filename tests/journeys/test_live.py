"""Two people in two browsers: what one writes comes into the page of the other, without a reload."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Enter

pytestmark = pytest.mark.browser


def test_a_message_arrives_in_the_open_page_of_the_other(enter: Enter) -> None:
    learner, adviser = enter("learner@demo.example"), enter("adviser@demo.example")
    learner.goto("/messages")
    if learner.locator("#messages").count() == 0:
        learner.locator("main a[href^='/messages/']:not([href*='nouve'])").first.click()
    address = re.sub(r"^https?://[^/]+|[?#].*", "", learner.url)
    adviser.goto(address)
    with learner.expect_response(lambda answer: "/direct" in answer.url) as opened:
        learner.reload()
    assert opened.value.status == 200
    words = "Voici le lien pour demain, à 9 h."
    adviser.locator("#field-body").fill(words)
    adviser.get_by_role("button", name="Envoyer").click()
    arrived = learner.locator("#messages > li").filter(has_text=words)
    expect(arrived).to_have_count(1, timeout=5000)
    assert learner.locator("#messages").get_attribute("aria-live") == "polite"
    learner.reload()
    expect(learner.locator("#messages > li").filter(has_text=words)).to_have_count(1)
