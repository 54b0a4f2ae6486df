"""Progress as lines of JSON, for programs that read logs."""

from __future__ import annotations

import json
import sys

import click

from .tools import now


class JsonProgress:
    """A line of JSON for each stage and each note, on stderr."""

    def __init__(self) -> None:
        self._stage = ""
        self._done = 0

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins."""
        self._stage, self._done = stage, 0
        if total != 0:
            self._write("start", total=total)

    def step(self, note: str = "") -> None:
        """One more step; only what is worth telling is a line."""
        self._done += 1
        if note:
            self._write("note", note=note)

    def finish(self) -> None:
        """The stage is over."""
        if self._done:
            self._write("finish", done=self._done)

    def _write(self, event: str, **values: object) -> None:
        row = {"at": f"{now():%Y-%m-%dT%H:%M:%SZ}", "event": event, "stage": self._stage}
        click.echo(json.dumps(row | values, ensure_ascii=False), file=sys.stderr)
