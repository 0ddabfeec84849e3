"""What machines are told of the ways in."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

CardState = Literal["none", "to_choose", "open", "blocked", "expired"]


class CardStateOut(BaseModel):
    state: CardState = Field(
        description="to_choose: the person has not chosen a PIN yet; expired: they waited too long"
    )
    made_at: datetime | None = None
    used_at: datetime | None = None


class CardOut(BaseModel):
    id: str
    first_name: str
    code: str = Field(description="typed by hand; given this once")
    address: str = Field(description="in the square; its secret stands after the #; given this once")


class PinResetOut(BaseModel):
    until: datetime = Field(description="until when the person may choose another PIN with their card")
