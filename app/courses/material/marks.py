"""Signs left in the text handed to the converter, where its own language has no word for what a paragraph is.

They are made of characters that no document holds: whatever is one of them is taken out of the text first.
"""

import re

_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
MARK = re.compile(f"{_OPEN}([a-z]+):([^{_CLOSE}]*){_CLOSE}")
_NEVER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\ufdd0-\ufdef\ufffe\uffff]")
_LINES = re.compile(r"[\n\r\t\x85\u2028\u2029]")

IMAGE = "img"  # which picture shown
NUMBER = "n"  # the number of an item
INSIDE = "in"  # a paragraph that goes on with the item above
OPEN = "open"  # a callout begins, or a plain quotation
CLOSE = "close"
RULE = "rule"
BOLD = "bold"  # a heading where none can stand


def mark(kind: str, about: object = "") -> str:
    return f"{_OPEN}{kind}:{about}{_CLOSE}"


def clean(text: str) -> str:
    """Text without hidden characters; what breaks a line outside Word's own breaks is a space."""
    return _LINES.sub(" ", _NEVER.sub("", text))
