"""The rows of a database by natural keys: no row id stands in them, so that they can be joined.

Whatever stands in a table of ``claimtrack bulk`` is read here. Rows come in the order in which they
were saved; ``month`` is that of the article's publication, None where it is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlite_utils import Database

_BATCH = 2_000

# What does not stand in the table under its own name: column → expression.
_ARTICLE = {"article": "a.key", "revision": "r.hash"}
_NUMBER = "row_number() over (partition by t.revision order by t.id)"
_OWN = {
    "articles": {
        "revision": "r.hash",
        "urls": "(select json_group_array(url) from"
        " (select url from article_urls where article = t.id order by url))",
    },
    "revisions": {
        "article": "a.key",
        "number": "row_number() over (partition by t.article order by t.id)",
        "from_revision": "(select hash from revisions where id = t.from_revision)",
        "extractor": "(select extractor from analyses where revision = t.id)",
    },
    "mentions": {
        **_ARTICLE,
        "number": _NUMBER,
        "kind": "coalesce(t.kind, (select kind from entities where id = t.entity))",
        "name": "coalesce(t.name, (select name from entities where id = t.entity))",
    },
    "claims": {**_ARTICLE, "number": _NUMBER},
    "responsibility_claims": {
        **_ARTICLE,
        "number": _NUMBER,
        "claim": "(select key from claims where id = t.claim)",
    },
}
_FROM = {
    "articles": "articles t join articles a on a.id = t.id"
    " left join revisions r on r.id = a.revision",
    "revisions": "revisions t join articles a on a.id = t.article",
}
_OTHERWISE = "{} t join revisions r on r.id = t.revision join articles a on a.id = r.article"


def keyed_rows(db: Database, table: str, columns: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
    """Every row of ``table`` with these columns and ``month``, in batches."""
    own = _OWN[table]
    chosen = ", ".join(f"{own.get(name, f't.{name}')} as {name}" for name in columns)
    source = _FROM.get(table, _OTHERWISE.format(table))
    sql = f"select substr(a.published_at, 1, 7) as month, {chosen} from {source} order by t.id"
    cursor = db.execute(sql)
    names = [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(_BATCH):
        yield [dict(zip(names, row, strict=True)) for row in rows]
