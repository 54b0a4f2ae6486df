"""Commands that measure how right the data is: sample, coded, gold."""

from __future__ import annotations

from pathlib import Path

import click

from ..coding import CODED, measure, paragraph, read_sheet, write_sheet
from ..errors import InputError
from ..render.jsonl import extraction_line
from ..store import open_database
from ..store.codings import brat, load_codes, load_gold, sample_claims, save_codes
from .texts import read_text
from .tools import db_option, now


@click.command("sample")
@click.option("-n", "number", type=click.IntRange(min=1), default=200, show_default=True)
@click.option("--by", default="outlet,stance", show_default=True, help="Strata, by comma.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--kind", type=click.Choice(list(CODED)), default="claims", show_default=True)
@db_option
def sample_command(number: int, by: str, seed: int, kind: str, db: Path) -> None:
    """Print a coding sheet: claims drawn at random, with their passages, as CSV.

    Strata are drawn from in proportion to their size; the same seed draws the same claims. Coders
    fill in y, n or ? and their name; 'claimtrack coded' reads it back.

    \b
    Example:  claimtrack sample -n 200 --by outlet,stance --seed 1 > sheet.csv
    """
    strata = [name.strip() for name in by.split(",") if name.strip()]
    with open_database(db, create=False) as database:
        rows = sample_claims(database, kind, strata, number=number, seed=seed)
    click.echo(write_sheet(kind, rows), nl=False)


@click.command()
@click.argument("sheets", nargs=-1, metavar="[SHEET.csv]...")
@click.option("--coder", help="Who coded the sheets, where they do not say.")
@db_option
def coded(sheets: tuple[str, ...], coder: str | None, db: Path) -> None:
    """Read coding sheets back and print how right each field is; without a sheet, of all so far.

    Precision with 95 % intervals (Wilson), agreement of coders (Krippendorff's alpha), and a
    paragraph for a paper.

    \b
    Example:  claimtrack coded sheet-ann.csv sheet-ben.csv
    """
    codes = [code for name in sheets for code in read_sheet(read_text(name), name, coder=coder)]
    with open_database(db, create=False) as database:
        if codes:
            save_codes(database, db, codes, at=now())
        codes = codes or load_codes(database)
    if not codes:
        raise InputError("nothing was coded yet; begin with 'claimtrack sample'")
    for kind in CODED:
        own = [code for code in codes if code.kind == kind]
        if not own:
            continue
        figures = measure(own)
        click.echo(f"{kind:24}{'right':>8}{'n':>6}{'share':>8}{'95 % interval':>16}{'alpha':>8}")
        for one in figures:
            agreed = "" if one.alpha is None else f"{one.alpha:.2f}"
            interval = f"{one.low:.3f}–{one.high:.3f}"
            click.echo(
                f"{one.field:24}{one.right:8}{one.n:6}{one.share:8.3f}{interval:>16}{agreed:>8}"
            )
        click.echo(f"\n{paragraph(own, figures)}\n")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["brat", "jsonl"]), default="brat", show_default=True
)
@db_option
def gold(folder: Path, form: str, db: Path) -> None:
    """Write claims that people found right or corrected as gold for 'claimtrack evaluate'.

    Only what was judged is in it: precision on it means something, recall does not.

    \b
    Example:  claimtrack gold gold/ --format brat
    """
    with open_database(db, create=False) as database:
        texts = load_gold(database)
    if not texts:
        raise InputError("no claim whose text is held was found right or corrected yet")
    (folder / "text").mkdir(parents=True, exist_ok=True)
    for one in texts:
        (folder / "text" / f"{one.name}.txt").write_text(one.text, "utf-8", newline="")
    if form == "jsonl":
        lines = [extraction_line(one.name, one.extraction) for one in texts]
        (folder / "gold.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    else:
        (folder / "attributions").mkdir(exist_ok=True)
        for one in texts:
            file = folder / "attributions" / f"{one.name}_0.ann"
            file.write_text(brat(one.text, one.extraction.attributions), "utf-8")
    click.echo(f"{len(texts)} texts in {folder}")
