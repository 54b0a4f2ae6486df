"""Commands on entities: list, aliases, rule."""

from __future__ import annotations

from pathlib import Path

import click

from .. import pipeline
from ..errors import InputError
from ..identities import parse_rulings
from ..store import AliasLine, EntityLine, load_aliases, load_entities, open_database
from .tools import db_option, make_tools


@click.group()
def entities() -> None:
    """Look at entities: list them, show their aliases, overrule merges."""


@entities.command("list")
@click.option("--kind", type=click.Choice(["person", "organization", "place"]))
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@db_option
def list_command(kind: str | None, limit: int, db: Path) -> None:
    """List the persons, organisations and places with the most claims.

    \b
    Example:  claimtrack entities list --kind organization
    """
    click.echo(_ROW.format("entity", "kind", "says", "accused", "accuses", "articles", "name"))
    with open_database(db, create=False) as database:
        for line in load_entities(database, kind=kind, limit=limit):
            click.echo(_entity_text(line))


_ROW = "{:>7}  {:<12}  {:>6}  {:>7}  {:>7}  {:>8}  {}"


def _entity_text(line: EntityLine) -> str:
    counts = (line.claims, line.accused, line.accuses, line.articles)
    return _ROW.format(line.id, line.kind, *counts, line.name)


@entities.command()
@click.argument("name", required=False)
@db_option
def aliases(name: str | None, db: Path) -> None:
    """Show the aliases of one entity, or all names that were merged, with why and where.

    \b
    Example:  claimtrack entities aliases "Sony Pictures"
    """
    with open_database(db, create=False) as database:
        found = load_aliases(database, name)
    if name and not found:
        raise InputError(f"{name}: no entity is called so; see 'claimtrack entities list'")
    for line in found:
        click.echo(_alias_text(line))


def _alias_text(line: AliasLine) -> str:
    place = line.url or (f"article {line.article}" if line.article else "no article")
    return f"{line.entity} {line.name} ← {line.alias} ({line.kind}): {line.how}; {place}"


@entities.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@db_option
def rule(file: Path, db: Path) -> None:
    """Overrule merges by FILE: names that are the same, apart, or somebody else in one article.

    Lines of words parted by tabs: same|apart, kind, name, other name; or split, kind, name, whom it
    means, URL of the article. The file replaces what was ruled before.

    \b
    Example:  claimtrack entities rule rulings.txt
    """
    try:
        rulings = parse_rulings(file.read_text("utf-8"))
    except (InputError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: {error}") from error
    with open_database(db, create=False) as database:
        new = pipeline.rule(database, rulings, make_tools())
    click.echo(f"{len(rulings)} rulings, {new} of them new")
