"""What signed-in people say of claims: a form for each claim, with all that was said before.

Datasette refuses posts that come from other sites. A published copy takes no reviews: they would be
lost with the next one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from datasette.utils.asgi import Forbidden, NotFound, Response
from sqlite_utils import Database

from ..errors import ClaimtrackError, InputError
from ..following import follow
from ..models import Judgement
from ..reviews import FIELDS, REVIEW_CLAIMS, Review
from ..store.reading.reviewed import ReviewedClaim, load_reviewed
from ..store.reviews import save_review
from ..store.withdrawals import Signed
from .links import Links
from .site import home_of, load, page, takes_changes

_TABLES = ("claims", "responsibility_claims", "articles", "revisions")
_FORM = {"judgement", "field", "value", "note", "seen"}
_LONGEST = 1_000  # characters of a value or a note


async def review(request: Any, datasette: Any) -> Response:
    """A claim with all that was said of it; with POST, something is said."""
    who = await _reviewer(request, datasette)
    key = request.url_vars["key"]
    if request.method == "POST":
        return await _save(request, datasette, key, who)
    return await _shown(request, datasette, key)


async def _reviewer(request: Any, datasette: Any) -> str:
    """Who asks; Forbidden for anybody who may not review."""
    await datasette.ensure_permission(action=REVIEW_CLAIMS, actor=request.actor)
    who = str((request.actor or {}).get("id") or "")
    if not who:
        raise Forbidden("Sign in to review claims")
    if not await takes_changes(datasette):
        raise Forbidden("A published copy takes no reviews")
    return who


async def _shown(
    request: Any, datasette: Any, key: str, *, problem: str | None = None, status: int = 200
) -> Response:
    found = await load(datasette, request, _TABLES, partial(load_reviewed, key=key))
    if found is None:
        raise NotFound("No such claim")
    context = {
        "page": found,
        "fields": {n: [w.value for w in words or ()] for n, (_, words) in _fields(found).items()},
        "problem": problem,
    }
    answer = await page(datasette, request, "review.html", context, status=status)
    answer.headers["cache-control"] = "private, no-store"
    return answer


def _fields(found: ReviewedClaim) -> Any:
    return FIELDS[found.kind]


async def _save(request: Any, datasette: Any, key: str, who: str) -> Response:
    """Save what the form says; where somebody said something meanwhile, show that instead."""
    form = await request.post_vars()
    home = datasette.get_database(home_of(datasette))
    try:
        said, seen = _read(form)
        by = Signed(who=who, at=datetime.now(UTC), reason="")

        def write(connection: Any) -> int:
            db = Database(connection, execute_plugins=False)
            number = save_review(db, Path(home.path), key, said, by, seen=seen)
            follow(db, at=by.at)
            return number

        await home.execute_write_fn(write, transaction=False)
    except InputError as error:
        return await _shown(request, datasette, key, problem=str(error), status=400)
    except ClaimtrackError as error:
        return await _shown(request, datasette, key, problem=str(error), status=409)
    return Response.redirect(Links(datasette, "").review(key))


def _read(form: dict[str, str]) -> tuple[Review, int]:
    values = {name: (form.get(name) or "").strip()[:_LONGEST] for name in _FORM}
    if values["judgement"] not in list(Judgement):
        raise InputError(f"say one of {', '.join(Judgement)}")
    if not values["seen"].isdigit():
        raise InputError("the form is not complete; open it anew")
    judgement = Judgement(values["judgement"])
    is_correction = judgement is Judgement.CORRECTED
    review = Review(
        judgement=judgement,
        field=values["field"] if is_correction else None,
        value=values["value"] if is_correction else None,
        note=values["note"] or None,
    )
    return review, int(values["seen"])


REVIEW_ROUTES = [(r"^/-/review/(?P<key>[0-9a-f]{1,40})$", review)]
