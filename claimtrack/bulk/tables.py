"""The Parquet tables of a bulk run: what a row is, its columns, its key. Row ids stand nowhere.

::

    DIR/run.json                                 what the run is, what is done, what is lost
    DIR/manifest/PARTITION.json                  one for each partition that is whole
    DIR/TABLE/month=YYYY-MM/PARTITION.parquet    month of publication, or "unknown"

Only files that a manifest lists count. An article is named by its key, a revision by the article's
key and the hash of its words, a claim by its key, as in the database; columns of the same name mean
the same there (docs/schema.md). Columns of the database that are not here are filled by what comes
after loading: stories, copies, entities, reviews.

Where two partitions have sightings of one article, both have rows of it, each as if the other did
not exist. Partitions follow each other as their names do (file, then place in it), so that what is
read in that order is what ``import`` reads: saving the sightings of each after those of the one
before gives the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

VERSION = 2  # of this form; written into run.json and each manifest
UNKNOWN_MONTH = "unknown"
MONTH = "month"  # the column that stands in the path alone

Kind = str  # integer, number, string or bytes
_I, _N, _S, _B = "integer", "number", "string", "bytes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its columns in order with their kinds, and those that name a row."""

    name: str
    about: str
    columns: tuple[tuple[str, Kind], ...]
    key: tuple[str, ...]


_ARTICLES = Table(
    name="articles",
    about="An article as its sightings in this partition tell it; revision is the hash of its "
    "present words, urls a JSON list of all addresses it was seen at, place the first record "
    "it was read from: its byte, or its row.",
    columns=(
        *(("key", _S), ("url", _S), ("external_id", _S), ("urls", _S)),
        *(("outlet", _S), ("country", _S), ("title", _S), ("byline", _S)),
        *(("published_at", _S), ("published_precision", _S), ("published_origin", _S)),
        *(("page_published_at", _S), ("page_precision", _S), ("date_source", _S)),
        *(("first_seen_at", _S), ("language", _S), ("text_kind", _S), ("words", _I)),
        *(("revision", _S), ("revisions", _I), ("claims", _I), ("responsibility_claims", _I)),
        *(("partition", _S), ("place", _I)),
    ),
    key=("partition", "key"),
)

_REVISIONS = Table(
    name="revisions",
    about="The words of an article at a sighting, oldest first by number; extractor is null where "
    "they were not analysed (not in English).",
    columns=(
        *(("article", _S), ("hash", _S), ("number", _I), ("from_revision", _S)),
        *(("text_hash", _S), ("title", _S), ("byline", _S), ("text", _S), ("text_kind", _S)),
        *(("language", _S), ("origin", _S), ("words", _I), ("seen_at", _S)),
        *(("extractor", _S), ("partition", _S)),
    ),
    key=("partition", "article", "hash"),
)

_MENTIONS = Table(
    name="mentions",
    about="A name at its place in a revision's text, in the order of the extractor.",
    columns=(
        *(("article", _S), ("revision", _S), ("number", _I)),
        *(("span_start", _I), ("span_end", _I), ("kind", _S), ("name", _S), ("partition", _S)),
    ),
    key=("partition", "article", "revision", "number"),
)

_WIDE = (
    *(("article", _S), ("revision", _S), ("current", _I), ("extractor", _S)),
    *(("outlet", _S), ("country", _S), ("published_at", _S), ("published_precision", _S)),
    *(("title", _S), ("url", _S), ("text_kind", _S)),
)

_CLAIMS = Table(
    name="claims",
    about="An attribution claim, in the order of the extractor within its revision (number); "
    "inside is the key of the claim in whose content it stands.",
    columns=(
        *(("key", _S), *_WIDE, ("number", _I)),
        *(("source", _S), ("source_words", _S), ("source_name", _S), ("source_type", _S)),
        *(("cue", _S), ("content", _S), ("quotation", _S), ("stance", _S), ("tone", _S)),
        *(("hedges", _S), ("anonymity", _S), ("anonymity_span", _S), ("confidence", _N)),
        *(("source_spans", _S), ("cue_spans", _S), ("content_spans", _S), ("why", _S)),
        *(("inside", _S), ("partition", _S)),
    ),
    key=("partition", "key"),
)

_RESPONSIBILITY_CLAIMS = Table(
    name="responsibility_claims",
    about="A responsibility claim; claim is the key of the attribution claim that carries it.",
    columns=(
        *(("key", _S), ("claim", _S), *_WIDE, ("number", _I)),
        *(("source", _S), ("source_type", _S), ("cue", _S), ("content", _S)),
        *(("quotation", _S), ("tone", _S)),
        *(("accused", _S), ("accused_words", _S), ("accused_name", _S), ("act", _S)),
        *(("target", _S), ("target_words", _S), ("target_name", _S)),
        *(("accuser", _S), ("accuser_words", _S), ("accuser_name", _S), ("accuser_names", _S)),
        *(("stance", _S), ("voice", _S), ("basis", _S), ("kind", _S)),
        *(("stated_confidence", _S), ("confidence_level", _S)),
        *(("attributed_words", _S), ("attributed_span", _S)),
        *(("attributed_at", _S), ("attributed_precision", _S), ("confidence", _N)),
        *(("accused_span", _S), ("act_span", _S), ("target_span", _S), ("accuser_span", _S)),
        *(("why", _S), ("partition", _S)),
    ),
    key=("partition", "key"),
)

_REJECTS = Table(
    name="rejects",
    about="A record that could not be used: the file, the place in it (record is its byte or row, "
    "null where the rest of the file could not be read), and why.",
    columns=(("file", _S), ("record", _I), ("reason", _S), ("partition", _S)),
    key=("partition", "record"),
)

TABLES: tuple[Table, ...] = (
    _ARTICLES,
    _REVISIONS,
    _MENTIONS,
    _CLAIMS,
    _RESPONSIBILITY_CLAIMS,
    _REJECTS,
)

# What ``bulk compare`` finds, in DIR/compared/TABLE/WINDOW.parquet; made anew as a whole.
COPIES = Table(
    name="copies",
    about="An article most of whose words stand in an earlier article, named by its key.",
    columns=(("article", _S), ("copy_of", _S), ("share", _N), ("kind", _S), ("why", _S)),
    key=("article",),
)

STORIES = Table(
    name="stories",
    about="Which story an article belongs to: the key of the story's first article. place is its "
    "place in order of date; features and sketch are what is kept to compare later articles.",
    columns=(
        *(("article", _S), ("place", _I), ("story", _S), ("method", _S)),
        *(("features", _B), ("sketch", _B)),
    ),
    key=("article",),
)
