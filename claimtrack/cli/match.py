"""The command match: has this been claimed before?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ..errors import InputError
from ..matching import LIMIT, ClaimBank, match_texts
from ..store import FoundClaim, open_database
from .collect import open_lines
from .tools import db_option, load_encoder


@click.command("match")
@click.argument("text", required=False)
@click.option("--queries", metavar="FILE.jsonl", help="Lines with id and text.")
@click.option("--bank", metavar="FILE.jsonl", help="Lines with id and text, to be searched.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text")
@db_option
def match_command(
    text: str | None, queries: str | None, bank: str | None, form: str, db: Path
) -> None:
    """Tell whether TEXT has been claimed before: by whom, where, the most alike first.

    With --queries and --bank the texts of two files are matched, a JSON line for each query.

    \b
    Example:  claimtrack match "hackers of the state broke into the studio" --db db/demo.db
    """
    if queries and bank and not text:
        _match_files(queries, bank)
    elif text and text.strip() and not queries and not bank:
        _match_claims(text, form, db)
    else:
        raise click.UsageError("give a TEXT, or --queries and --bank")


def _match_files(queries: str, bank: str) -> None:
    asked, known = read_texts(queries), read_texts(bank)
    for id, matches in match_texts(asked, known, load_encoder()):
        found = [{"id": match.id, "score": match.score} for match in matches]
        click.echo(json.dumps({"query": id, "matches": found}, ensure_ascii=False))


def _match_claims(text: str, form: str, db: Path) -> None:
    with open_database(db, create=False) as database:
        found = ClaimBank(database, load_encoder()).find(database, text, limit=LIMIT)
    if not found and form == "text":
        click.echo("nothing like it is in the database")
    for claim, score in found:
        click.echo(_line(claim, score) if form == "text" else _json(claim, score))


def _line(claim: FoundClaim, score: float) -> str:
    said = f"{claim.source or 'nobody named'} {claim.stance or '(stance not decided)'}"
    where = f"{claim.outlet or 'outlet not named'}, {(claim.published_at or 'no date')[:10]}"
    group = f", group {claim.group}" if claim.group else ""
    return f"{score:.2f}  {said}: {claim.content}  ({where}; claim {claim.claim}{group})"


def _json(claim: FoundClaim, score: float) -> str:
    row = {name: getattr(claim, name) for name in FoundClaim.__dataclass_fields__}
    return json.dumps({"score": score, **row}, ensure_ascii=False)


def read_texts(file: str) -> dict[str, str]:
    """The texts of a file by id; one line that is none is told and nothing is printed."""
    with open_lines(file) as lines:
        rows = [(n, line) for n, line in enumerate(lines, 1) if line.strip()]
    texts: dict[str, str] = {}
    for number, line in rows:
        row = _parsed(line, f"{file}: line {number}")
        if row["id"] in texts:
            raise InputError(f"{file}: line {number} repeats the id {row['id']}")
        texts[row["id"]] = row["text"]
    if not texts:
        raise InputError(f"{file}: holds no text")
    return texts


def _parsed(line: bytes, place: str) -> dict[str, str]:
    try:
        row: Any = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{place} is not JSON: {error}") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise InputError(f"{place} is no JSON object with 'id' and 'text'")
    if not isinstance(row.get("id"), str | int):
        raise InputError(f"{place} has no 'id'")
    return {"id": str(row["id"]), "text": row["text"]}
