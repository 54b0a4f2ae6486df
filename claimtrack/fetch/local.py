"""Files, and folders that stand for a site (mirrors)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from ..models import Fetched, Outcome
from ..packed import unpacked
from .request import Request

_INDEX = "index.html"
_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/feed+json",
    ".xml": "application/xml",
}


def local_file(url: str, mirrors: Mapping[str, tuple[Path, ...]]) -> Path | None:
    """The file that stands for ``url``; None where the network is to be asked.

    ``https://site.example/a/b`` is ``a/b``, ``a/b.html`` or ``a/b/index.html`` in the first mirror
    of its host that has it. A path that would leave the mirror names a file that does not exist.
    """
    parts = urlsplit(url)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    folders = mirrors.get(parts.hostname or "", ())
    wanted = [
        path
        for folder in folders
        for path in _candidates(folder, unquote(parts.path).lstrip("/"))
        if path.resolve().is_relative_to(folder.resolve())
    ]
    return next((p for p in wanted if p.is_file()), wanted[0] if wanted else _nowhere(folders))


def _candidates(folder: Path, name: str) -> tuple[Path, ...]:
    if "\0" in name:
        return ()
    path = folder / name
    return (path, path.with_name(path.name + ".html"), path / _INDEX) if name else (path / _INDEX,)


def _nowhere(folders: tuple[Path, ...]) -> Path | None:
    return folders[0] / "no such page" if folders else None


def read_local(request: Request, path: Path, *, max_bytes: int, at: datetime) -> Fetched:
    """Read the file, packed or not, as if it had been fetched; time and size stand for an ETag."""

    def fetched(outcome: Outcome, **more: str | bytes | None) -> Fetched:
        return Fetched(
            url=request.url,
            final_url=request.url,
            outcome=outcome,
            at=at,
            seconds=0.0,
            **more,  # type: ignore[arg-type]
        )

    try:
        state = path.stat()
        etag = f'"{state.st_mtime_ns}-{state.st_size}"'
        if etag == request.etag:
            return fetched(Outcome.NOT_MODIFIED, etag=etag)
        if state.st_size > max_bytes:
            return fetched(Outcome.TOO_LARGE, detail=f"more than {max_bytes} bytes")
        body = unpacked(path.read_bytes(), max_bytes)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return fetched(Outcome.NO_FILE, detail=f"the file cannot be read: {reason}")
    if len(body) > max_bytes:
        return fetched(Outcome.TOO_LARGE, detail=f"more than {max_bytes} bytes")
    kind = _TYPES.get(path.suffix.lower())
    return fetched(Outcome.OK, body=body, etag=etag, content_type=kind)
