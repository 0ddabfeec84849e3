"""The bytes of stored files, by key: in a folder of this machine, or in object storage. Never without their row."""

from app.core.storage.kept import InQuestion, NotThere, drop, putting, remove, settle, unsure
from app.core.storage.places import Store, store

__all__ = ["InQuestion", "NotThere", "Store", "drop", "putting", "remove", "settle", "store", "unsure"]
