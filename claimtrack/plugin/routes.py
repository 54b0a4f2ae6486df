"""Our pages, feeds and exports by their addresses. A route loads a value and renders it."""

from __future__ import annotations

from functools import partial
from typing import Any

from datasette.utils.asgi import AsgiStream, NotFound, Response
from datasette.views.index import IndexView

from ..coverage import GroupLine
from ..pages import ShownClaim
from ..queries.stored import STORED
from ..render.atom import atom
from ..render.diff import diff_texts
from ..render.marked import mark_hits, mark_text
from ..schema import DICTIONARY, FAULTS, VIEWS
from ..store.reading import (
    batches,
    contradicted_groups,
    groups_of_claims,
    load_article,
    load_claim,
    load_faults,
    load_group,
    load_home,
    load_outlet,
    load_search,
    load_source,
    load_story,
    load_tables,
    newest_found,
    newest_of,
    newest_of_group,
    newest_of_story,
)
from ..vocabularies import VOCABULARIES
from . import desk, exports
from .links import STATIC, Links
from .site import home_of, load, may_view, page

_CLAIMS = ("claims", "claim_list")
_ARTICLE = ("articles", "revisions", "claims", "responsibility_claims")
_SOURCE = (
    *("sources", "claims", "responsibility_claims", "mentions", "entities"),
    *("articles", "stories", "gap_days", "entity_aliases"),
)
_STORY = (
    *("stories", "copies", "timeline", "differences", "claim_groups"),
    *("articles", "claims", "responsibility_claims"),
)
_OUTLET = ("outlets", "feeds", "gaps", "articles", "claims", "revisions")
_HOME = (
    *("articles", "claims", "responsibility_claims", "stories", "outlets", "sources"),
    *("runs", "gaps", "facet_counts"),
)
_FAULTS = ("articles", "claims", "responsibility_claims", "gaps", "corrections", "extractors")
_SEARCH = ("claims", "articles", "revisions")
_TYPES = {"css": "text/css; charset=utf-8"}
_MAX_PAGE = 200  # of a list; who wants more takes the export


async def home(request: Any, datasette: Any, send: Any) -> Any:
    """The home page; Datasette's own where none of our databases is served, or not to them."""
    if not await may_view(datasette, request, *_HOME):
        return await IndexView.as_view(datasette)(request, send)
    found = await load(datasette, request, _HOME, load_home)
    opposed: tuple[GroupLine, ...] = ()
    if await may_view(datasette, request, *desk.GROUP):
        opposed = await load(datasette, request, desk.GROUP, contradicted_groups)
    views = [(view.name, DICTIONARY[view.name].title) for view in VIEWS]
    context = {"page": found, "opposed": opposed, "views": views, "queries": STORED}
    return await page(datasette, request, "home.html", context)


async def article(request: Any, datasette: Any) -> Response:
    """An article with its claims."""
    number, revision = int(request.url_vars["id"]), _number(request, "revision")
    read = partial(load_article, article=number, revision=revision)
    found = await load(datasette, request, _ARTICLE, read)
    if found is None:
        raise NotFound("No such article, or no such revision of it")
    text = found.revision.text
    context = {
        "page": found,
        "groups": await _groups_of(request, datasette, found.claims),
        "paragraphs": mark_text(text, found.claims, found.blames) if text else (),
        "diffs": [
            (edit, diff_texts(edit.before.text, edit.after.text) if edit.after.text else None)
            for edit in found.edits
        ],
    }
    return await page(datasette, request, "article.html", context)


async def claim(request: Any, datasette: Any) -> Response:
    """One claim, to be cited."""
    read = partial(load_claim, claim=request.url_vars["key"])
    found = await load(datasette, request, _ARTICLE, read)
    if found is None:
        raise NotFound("No such claim; it may have been found by a former version only")
    address = datasette.absolute_url(request, Links(datasette, "").claim(found.claim.key))
    groups = await _groups_of(request, datasette, (found.claim,))
    context = {"page": found, "address": address, "group": groups.get(found.claim.id)}
    return await page(datasette, request, "claim.html", context)


async def _groups_of(
    request: Any, datasette: Any, claims: tuple[ShownClaim, ...]
) -> dict[int, int]:
    """Claim → the group in which it is compared, where the visitor may see groups."""
    if not claims or not await may_view(datasette, request, *desk.GROUP):
        return {}
    numbers = [claim.id for claim in claims]
    read = partial(groups_of_claims, claims=numbers)
    return dict(await load(datasette, request, desk.GROUP, read))


async def source(request: Any, datasette: Any) -> Response:
    """Everything one name is reported to have said."""
    name = request.args.get("name") or ""
    read = partial(load_source, name=name, page=_page(request))
    found = await load(datasette, request, _SOURCE, read)
    if found is None:
        raise NotFound(f"Nobody of the name {name!r} is known here")
    is_person = any(one.label == "person" for one in (*found.types, *found.named))
    context = {"page": found, "is_person": is_person}
    answer = await page(datasette, request, "source.html", context)
    if is_person:
        answer.headers["x-robots-tag"] = "noindex"  # nobody is to be found here by their name
    return answer


async def story(request: Any, datasette: Any) -> Response:
    """A story."""
    number = int(request.url_vars["id"])
    found = await load(datasette, request, _STORY, partial(load_story, story=number))
    if found is None:
        raise NotFound("No such story")
    return await page(datasette, request, "story.html", {"page": found})


async def outlet(request: Any, datasette: Any) -> Response:
    """An outlet."""
    name = request.args.get("name") or ""
    found = await load(datasette, request, _OUTLET, partial(load_outlet, name=name))
    if found is None:
        raise NotFound(f"No outlet of the name {name!r} is known here")
    return await page(datasette, request, "outlet.html", {"page": found})


async def search(request: Any, datasette: Any) -> Response:
    """Hits in claims and articles."""
    question = request.args.get("q") or ""
    read = partial(load_search, question=question, page=_page(request))
    found = await load(datasette, request, _SEARCH, read)
    return await page(datasette, request, "search.html", {"page": found, "hits": mark_hits})


async def dictionary(request: Any, datasette: Any) -> Response:
    """What every table, view and column means."""
    tables = await load(datasette, request, ("about",), load_tables)
    shown = [
        (table, DICTIONARY[table.name])
        for table in tables
        if table.name in DICTIONARY and not DICTIONARY[table.name].hidden
    ]
    context = {
        "tables": shown,
        "queries": STORED,
        "faults": FAULTS,
        "vocabularies": VOCABULARIES,
    }
    return await page(datasette, request, "dictionary.html", context)


async def faults(request: Any, datasette: Any) -> Response:
    """Known faults, measured."""
    found = await load(datasette, request, _FAULTS, load_faults)
    return await page(datasette, request, "faults.html", {"page": found, "faults": FAULTS})


# --- feeds --------------------------------------------------------------------------------------


async def source_atom(request: Any, datasette: Any) -> Response:
    """The newest claims of a source."""
    name = request.args.get("name") or ""
    read = partial(newest_of, column="source", name=name)
    found = await load(datasette, request, _CLAIMS, read)
    return _feed(request, datasette, found, f"source:{name}", f"What {name} is reported to say")


async def outlet_atom(request: Any, datasette: Any) -> Response:
    """The newest claims in an outlet."""
    name = request.args.get("name") or ""
    read = partial(newest_of, column="outlet", name=name)
    found = await load(datasette, request, _CLAIMS, read)
    return _feed(request, datasette, found, f"outlet:{name}", f"Claims in {name}")


async def story_atom(request: Any, datasette: Any) -> Response:
    """The newest claims of a story."""
    number = _number(request, "id") or 0
    story = await load(datasette, request, _STORY, partial(load_story, story=number))
    if story is None:
        raise NotFound("No such story")
    found = await load(datasette, request, _CLAIMS, partial(newest_of_story, story=number))
    return _feed(request, datasette, found, f"story:{number}", f"Claims in: {story.title}")


async def group_atom(request: Any, datasette: Any) -> Response:
    """The newest claims of a group."""
    number = _number(request, "id") or 0
    group = await load(datasette, request, desk.GROUP, partial(load_group, group=number))
    if group is None:
        raise NotFound("No such group of claims")
    found = await load(datasette, request, _CLAIMS, partial(newest_of_group, group=number))
    title = f"Reports of: {group.line.content or 'a claim whose words are not published'}"
    return _feed(request, datasette, found, f"group:{number}", title)


async def search_atom(request: Any, datasette: Any) -> Response:
    """The newest claims that a search finds."""
    question = request.args.get("q") or ""
    found = await load(datasette, request, _CLAIMS, partial(newest_found, question=question))
    return _feed(request, datasette, found, f"search:{question}", f"Claims with: {question}")


def _feed(
    request: Any, datasette: Any, claims: tuple[ShownClaim, ...], feed: str, title: str
) -> Response:
    to = Links(datasette, home_of(datasette) or "")
    query = f"?{request.query_string}" if request.query_string else ""
    own = datasette.absolute_url(request, request.path + query)
    text = atom(
        claims,
        feed=feed,
        title=title,
        own_url=own,
        page_url=own.replace(".atom", "", 1),
        link=lambda found: datasette.absolute_url(request, to.claim(found.key)),
    )
    body = f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'
    return Response(body, content_type="application/atom+xml; charset=utf-8")


# --- exports and files --------------------------------------------------------------------------


async def export(request: Any, datasette: Any) -> AsgiStream:
    """Every row of a view."""
    view, form = request.url_vars["view"], request.url_vars["form"]
    if view not in {v.name for v in VIEWS}:
        raise NotFound("No such view")
    columns = await load(datasette, request, (view,), partial(_columns, view=view))
    following = batches(view)

    async def next_batch(last: Any, done: int) -> Any:
        return await load(datasette, request, (view,), lambda conn: following(conn, last, done))

    async def stream(writer: Any) -> None:
        async for chunk in exports.chunks(next_batch, columns, form):
            await writer.write(chunk)

    name = f"{home_of(datasette)}-{view}.{form}"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return AsgiStream(stream, headers=headers, content_type=exports.TYPES[form])


def _columns(conn: Any, *, view: str) -> list[str]:
    return [c for table in load_tables(conn) if table.name == view for c in table.columns]


async def asset(request: Any) -> Response:
    """Our stylesheets, kept by browsers for a year: their address changes with them."""
    path = STATIC / request.url_vars["name"]
    if not path.is_file():
        raise NotFound("No such file")
    return Response(
        path.read_bytes(),
        headers={"cache-control": "public, max-age=31536000, immutable"},
        content_type=_TYPES[path.suffix[1:]],
    )


def _number(request: Any, name: str) -> int | None:
    """A positive number of the query; None if it is absent or not one."""
    value = request.args.get(name) or ""
    if not (value.isascii() and value.isdigit() and len(value) < 12):
        return None
    return int(value) or None


def _page(request: Any) -> int:
    return min(_number(request, "page") or 1, _MAX_PAGE)


ROUTES = [
    (r"^/(?P<format>(?!))?$", home),  # Datasette's own home page reads a format, here always None
    (r"^/-/article/(?P<id>\d{1,15})$", article),
    (r"^/-/claim/(?P<key>[0-9a-f]{1,40})$", claim),
    (r"^/-/source$", source),
    (r"^/-/source\.atom$", source_atom),
    (r"^/-/story/(?P<id>\d{1,15})$", story),
    (r"^/-/story\.atom$", story_atom),
    (r"^/-/group/(?P<id>\d{1,15})$", desk.group),
    (r"^/-/group/(?P<id>\d{1,15})\.jsonld$", desk.reviews),
    (r"^/-/group/(?P<id>\d{1,15})/ruling$", desk.ruling),
    (r"^/-/group\.atom$", group_atom),
    (r"^/-/verdicts$", desk.verdicts),
    (r"^/-/outlet$", outlet),
    (r"^/-/outlet\.atom$", outlet_atom),
    (r"^/-/search$", search),
    (r"^/-/search\.atom$", search_atom),
    (r"^/-/dictionary$", dictionary),
    (r"^/-/faults$", faults),
    (r"^/-/export/(?P<view>[a-z_]+)\.(?P<form>csv|json|jsonl)$", export),
    (r"^/-/claimtrack/(?P<name>[a-z]+\.css)$", asset),
]
