"""What has changed in how somebody proves who they are."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactorChanged:
    """`what`: a key of telling.CHANGES."""

    account_id: str
    what: str


@dataclass(frozen=True, slots=True)
class SessionsEnded:
    """An administrator has closed what somebody had open in the organisation."""

    account_id: str


@dataclass(frozen=True, slots=True)
class DeviceLost:
    lost_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class DeviceVouched:
    """Both colleagues have said yes."""

    lost_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class DeviceReplaced:
    lost_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class AskingChanged:
    """Two proofs are asked of the team, or no longer."""

    organisation_id: str
    when: str
