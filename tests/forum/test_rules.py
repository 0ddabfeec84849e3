from app.forum import rules


def test_an_empty_body_and_an_empty_title_are_both_named() -> None:
    assert [problem.field for problem in rules.problems(title="", body="")] == ["title", "body"]


def test_ten_thousand_characters_are_accepted_and_one_more_is_not() -> None:
    assert rules.problems(title=None, body="a" * 10_000) == []
    assert [problem.field for problem in rules.problems(title=None, body="a" * 10_001)] == ["body"]


def test_the_first_role_in_order_is_said_beside_a_name() -> None:
    assert rules.role_word({"learner"}) == "participant"
    assert rules.role_word({"learner", "expert"}) == "chef d'entreprise"
    assert rules.role_word({"trainer", "adviser"}) == "conseil"
    assert rules.role_word(()) == ""


def test_characters_that_a_database_refuses_are_taken_out() -> None:
    assert rules.clean(" un\r\ndeux\x00 ") == "un\ndeux"


def test_a_forum_task_without_a_number_asks_for_one_post() -> None:
    assert rules.posts_needed({"rule": "posted"}) == 1
    assert rules.posts_needed({"rule": "posted", "posts": 3}) == 3
