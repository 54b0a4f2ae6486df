"""What our plugin puts into Datasette's own pages: links, the menu, the lines above a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..pages import CAUTION
from ..queries import GAPS
from ..schema import VIEWS
from .links import Links
from .site import banner, contact, is_desk, is_ours, may_view

if TYPE_CHECKING:
    from datasette.app import Datasette

_VIEWS = frozenset(view.name for view in VIEWS)
_OF_CLAIMS = frozenset(
    "claim_list responsibility_list responsibility_timeline claim_group_list"
    " claim_group_member_list".split()
)
# Views whose rows are counted, and are fewer where an outlet could not be read.
_SHORT = frozenset(
    "claim_list responsibility_list article_list source_list entity_list entity_record story_list"
    " claim_group_list claim_group_member_list responsibility_timeline statements".split()
)
_NAMES = frozenset(("source", "accused", "accuser", "target"))
_LINK = Markup('<a href="{}">{}</a>')
_CONTACT = Markup(
    '<p class="claimtrack-ways">You are named here, or something is wrong? Write to {}</p>'
)
_BANNER = Markup('<p role="note" class="claimtrack-banner">{}</p>')


def linked(value: Any, column: str, table: str, to: Links) -> Markup | None:
    """A cell of a view as a link to the page that tells of it; None leaves the cell as it is."""
    if table not in _VIEWS or value in (None, ""):
        return None
    if column == "article" and isinstance(value, int):
        return _LINK.format(to.article(value), value)
    if column == "claim" and isinstance(value, int):
        return _LINK.format(to.claim(str(value)), value)
    if column == "claim_group" and isinstance(value, int):
        return _LINK.format(to.group(value), value)
    if column == "story" and isinstance(value, int):
        return _LINK.format(to.story(value), value)
    if column == "outlet" and isinstance(value, str):
        return _LINK.format(to.outlet(value), value)
    if column in _NAMES and isinstance(value, str):
        return _LINK.format(to.source(value), value)
    return None


def menu(to: Links) -> list[dict[str, str]]:
    """The links of Datasette's menu."""
    return [
        {"href": to.index(), "label": "Home and search"},
        {"href": to.match(), "label": "Has this been claimed before?"},
        {"href": to.table("story_list"), "label": "Stories"},
        {"href": to.table("claim_list"), "label": "Claims"},
        {"href": to.table("responsibility_list"), "label": "Responsibility claims"},
        {"href": to.dictionary(), "label": "Data dictionary"},
    ]


async def top(
    datasette: Datasette, name: str | None, *, table: str | None = None, request: Any = None
) -> Markup:
    """What stands above Datasette's pages of our database: banner, ways back, export, gaps."""
    if name is None or name not in datasette.databases:
        return Markup("")
    database = datasette.get_database(name)
    if not await is_ours(database) and not await is_desk(database):
        return Markup("")
    words, address = await banner(datasette, name), await contact(datasette, name)
    to = Links(datasette, name)
    return Markup("").join(
        (
            _BANNER.format(words) if words else Markup(""),
            _ways(to, table),
            _exports(to, table),
            await _gaps(datasette, request, name) if table in _SHORT else Markup(""),
            _CONTACT.format(address) if address else Markup(""),
        )
    )


def _ways(to: Links, table: str | None) -> Markup:
    return Markup(
        '<p class="claimtrack-ways"><a href="{}">Home and search</a> · <a href="{}">All tables'
        ' and questions</a> · <a href="{}">What the columns mean</a>'
        ' · <a href="{}">Known faults, measured</a></p>'
    ).format(
        to.index(), to.database(), to.dictionary(table if table in _VIEWS else ""), to.faults()
    )


async def _gaps(datasette: Datasette, request: Any, name: str) -> Markup:
    """How often collection did not work, of the outlet that is asked for or of all."""
    if not await may_view(datasette, request, "gaps", of=name):
        return Markup("")
    outlet = request.args.get("outlet")
    rows = await datasette.get_database(name).execute(GAPS, {"outlet": outlet})
    gaps, outlets = rows.rows[0]
    if not gaps:
        return Markup("")
    whose = outlet or ("one outlet" if outlets == 1 else f"{outlets:,} outlets")
    where = Links(datasette, name).table("gap_list", **({"outlet": outlet} if outlet else {}))
    return Markup(
        '<p class="claimtrack-ways">Counts may be short: {} could not be read at times,'
        ' <a href="{}">{}</a> in all.</p>'
    ).format(whose, where, "one gap" if gaps == 1 else f"{gaps:,} gaps")


def _exports(to: Links, table: str | None) -> Markup:
    if table not in _VIEWS:
        return Markup("")
    forms = Markup(" · ").join(
        _LINK.format(to.export(table, form), form.upper()) for form in ("csv", "json", "jsonl")
    )
    note = f" Each row is {CAUTION}." if table in _OF_CLAIMS else ""
    return Markup('<p class="claimtrack-ways">The whole view, every row: {}.{}</p>').format(
        forms, note
    )
