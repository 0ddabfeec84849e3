"""Data files (YAML), read by the library in C when it is there: several times as fast, which whoever comes first feels."""

from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """Plain values only; raises yaml.YAMLError for what is not YAML."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - one of the two safe loaders
