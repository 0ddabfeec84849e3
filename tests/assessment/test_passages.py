"""A text with the comments on its passages: pure values."""

from app.assessment.works.passages import Note, bounds, laid_out
from app.core import clock

TEXT = "  Un début.\n\nUne suite 🙂 longue.\n   \nLa fin."


def note(number: int, start: int, end: int) -> Note:
    return Note(f"n{number}", number, start, end, TEXT[start:end], "Oui.", "a", "Ada", clock.now(), True, 1)


def test_a_paragraph_is_a_line_that_says_something_without_the_spaces_around() -> None:
    assert [TEXT[start:end] for start, end in bounds(TEXT)] == ["Un début.", "Une suite 🙂 longue.", "La fin."]
    assert bounds("") == bounds(" \n\t\n") == []


def test_the_pieces_of_a_paragraph_make_it_again() -> None:
    notes = [note(1, 2, 4), note(2, 3, 17), note(3, 23, 30)]
    for paragraph in laid_out(TEXT, notes):
        assert "".join(piece.text for piece in paragraph.pieces) == TEXT[paragraph.start : paragraph.end]


def test_overlapping_comments_each_keep_their_words() -> None:
    (first, *_others) = laid_out(TEXT, [note(1, 2, 8), note(2, 5, 11)])
    assert [(piece.text, piece.over, piece.ends) for piece in first.pieces] == [
        ("Un ", (1,), ()), ("déb", (1, 2), (1,)), ("ut.", (2,), (2,)),
    ]  # fmt: skip
    assert [one.number for one in first.notes] == [1, 2]


def test_a_comment_over_several_paragraphs_is_read_below_the_last() -> None:
    first, second, third = laid_out(TEXT, [note(1, 5, 22)])
    assert [len(one.notes) for one in (first, second, third)] == [0, 1, 0]
    assert first.pieces[-1].over == (1,)
    assert first.pieces[-1].ends == ()
    assert [piece.over for piece in second.pieces] == [(1,), ()]
    assert second.pieces[0].ends == (1,)
