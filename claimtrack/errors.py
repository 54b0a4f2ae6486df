"""All that claimtrack raises on purpose.

::

    ClaimtrackError            one sentence for the user, with the way out
    ├── ConfigError            feeds.yaml is wrong: every mistake with its line
    ├── InputError             a file or line given by the user cannot be read
    ├── ParseError             bytes are not what they were taken for
    │   ├── NotAFeed           … no feed of any known form
    │   └── NotAPage           … no page with text
    ├── WeightsMissing         the attribution weights are not installed
    ├── ModelMissing           the spaCy model is not installed
    └── StoreError             the database cannot be opened, read or written

A failure to fetch is no exception but a value (:class:`claimtrack.models.Fetched`): it is
expected, stored and counted.
"""

from __future__ import annotations


class ClaimtrackError(Exception):
    """Base of all errors below; its text is one clear sentence for the user."""


class ConfigError(ClaimtrackError):
    """The configuration is wrong; ``problems`` holds one line for each mistake."""

    def __init__(self, path: str, problems: tuple[str, ...]) -> None:
        self.path = path
        self.problems = problems
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))


class InputError(ClaimtrackError):
    """A file, folder or line that the user named cannot be used."""


class ParseError(ClaimtrackError):
    """The bytes are not what they were taken for."""


class NotAFeed(ParseError):
    """The bytes are no feed of any form that is known here."""


class NotAPage(ParseError):
    """The bytes are no page from which an article could be read."""


class WeightsMissing(ClaimtrackError):
    """The attribution weights are not there."""


class ModelMissing(ClaimtrackError):
    """No spaCy model is installed."""


class StoreError(ClaimtrackError):
    """The database cannot be opened, read or written."""
