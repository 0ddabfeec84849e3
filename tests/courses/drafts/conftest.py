"""A small picture, drawn here."""

import io

import pytest
from PIL import Image


@pytest.fixture(scope="session")
def picture() -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (64, 40), (90, 130, 60)).save(target, "PNG")
    return target.getvalue()
