"""Coding sheets: which claims to code, what coders said, how right the data is. Decides only.

A sheet is CSV, a row a claim, with a passage of the text and one column a field to be coded: ``y``
(right), ``n`` (wrong), nothing or ``?`` (not coded). Where ``is_claim`` is ``n`` the other fields
of the row do not count.
"""

from __future__ import annotations

import csv
import io
import math
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .errors import InputError

CODED: Mapping[str, tuple[str, ...]] = {
    "claims": ("is_claim", "source", "source_type", "content", "quotation", "stance", "tone"),
    "responsibility_claims": ("is_claim", "accused", "act", "target", "accuser", "stance", "voice"),
}
SHOWN: Mapping[str, tuple[str, ...]] = {
    "claims": (
        *("source", "source_type", "cue", "content", "quotation", "stance", "tone", "confidence"),
    ),
    "responsibility_claims": (
        *("accused", "act", "target", "accuser", "stance", "voice", "confidence"),
    ),
}
KNOWN = ("kind", "claim", "article", "outlet", "published_at", "title", "extractor", "passage")
_Z = 1.959964  # of the normal distribution: 95 %
_SAID = {"y": True, "n": False, "": None, "?": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What one coder said of one field of one claim."""

    coder: str
    kind: str
    claim: str
    article: str
    outlet: str
    extractor: str
    field: str
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """A share with its 95 % interval (Wilson); ``alpha`` None: not two coders, or all alike."""

    field: str
    right: int
    n: int
    low: float
    high: float
    alpha: float | None = None

    @property
    def share(self) -> float:
        """Right ones among all that were coded."""
        return self.right / self.n if self.n else 0.0


def choose(strata: Mapping[str, Sequence[str]], *, number: int, seed: int) -> list[str]:
    """``number`` keys, from each stratum in proportion to its size; the same for the same seed."""
    total = sum(map(len, strata.values()))
    wanted = min(number, total)
    if wanted == 0:
        return []
    exact = {name: wanted * len(keys) / total for name, keys in strata.items()}
    shares = {name: math.floor(share) for name, share in exact.items()}
    by_rest = sorted(strata, key=lambda name: (shares[name] - exact[name], name))
    for name in by_rest[: wanted - sum(shares.values())]:
        shares[name] += 1
    chance = random.Random(seed)  # nosec B311
    return [
        key
        for name in sorted(strata)
        for key in sorted(chance.sample(sorted(strata[name]), shares[name]))
    ]


def write_sheet(kind: str, rows: Iterable[Mapping[str, object]]) -> str:
    """The sheet as CSV, its columns to be coded empty."""
    out = io.StringIO()
    names = [*KNOWN, *SHOWN[kind], *(f"code_{name}" for name in CODED[kind]), "coder"]
    writer = csv.DictWriter(out, names, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _guarded(value) for name, value in row.items()})
    return out.getvalue()


def _guarded(value: object) -> object:
    """A text that a spreadsheet would run as a formula, with a mark before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def read_sheet(text: str, name: str, *, coder: str | None = None) -> list[Code]:
    """What a sheet says. Errors: :class:`InputError` with every mistake and its line."""
    reader = csv.DictReader(io.StringIO(text))
    columns = set(reader.fieldnames or ())
    missing = {"kind", "claim", "article", "extractor", "code_is_claim"} - columns
    if missing:
        raise InputError(f"{name}: is no coding sheet: lacks {', '.join(sorted(missing))}")
    codes: list[Code] = []
    problems: list[str] = []
    for number, row in enumerate(reader, 2):
        try:
            codes += _codes(row, coder)
        except ValueError as error:
            problems.append(f"{name}: line {number}: {error}")
    if problems:
        raise InputError("\n".join(problems))
    if not codes:
        raise InputError(f"{name}: nothing is coded in it yet")
    return codes


def _codes(row: Mapping[str, str | None], coder: str | None) -> list[Code]:
    kind = row["kind"] or ""
    if kind not in CODED:
        raise ValueError(f"'kind' must be one of {', '.join(CODED)}, not '{kind}'")
    if not row["claim"]:
        raise ValueError("'claim' is empty")
    said: dict[str, bool | None] = {}
    for field in CODED[kind]:
        value = (row.get(f"code_{field}") or "").strip().lower()
        if value not in _SAID:
            raise ValueError(f"'code_{field}' must be y, n or ?, not '{value}'")
        said[field] = _SAID[value]
    who = coder or (row.get("coder") or "").strip()
    if any(value is not None for value in said.values()) and not who:
        raise ValueError("'coder' is empty; fill it in or name one with --coder")
    if said["is_claim"] is False:
        said = {"is_claim": False}
    known = {name: row.get(name) or "" for name in ("claim", "article", "outlet", "extractor")}
    return [
        Code(coder=who, kind=kind, field=field, is_right=value, **known)
        for field, value in said.items()
        if value is not None
    ]


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, _Z * _Z
    middle = share + z2 / (2 * n)
    width = _Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    low, high = (middle - width) / (1 + z2 / n), (middle + width) / (1 + z2 / n)
    return max(0.0, low), min(1.0, high)


def measure(codes: Iterable[Code]) -> list[Precision]:
    """Precision of every field coded. A claim that two coders judged counts once for each."""
    by_field: dict[str, list[Code]] = defaultdict(list)
    for code in codes:
        by_field[code.field].append(code)
    order = {name: n for fields in CODED.values() for n, name in enumerate(fields)}
    return [
        _precision(field, by_field[field]) for field in sorted(by_field, key=lambda f: order[f])
    ]


def _precision(field: str, codes: Sequence[Code]) -> Precision:
    right, n = sum(code.is_right for code in codes), len(codes)
    low, high = wilson(right, n)
    return Precision(field=field, right=right, n=n, low=low, high=high, alpha=alpha(codes))


def alpha(codes: Sequence[Code]) -> float | None:
    """Krippendorff's alpha, nominal; None without two coders on one claim, or where all agree on
    one value, for which it is not defined."""
    import krippendorff  # with NumPy a tenth of a second, which only this needs
    import numpy as np

    coders = sorted({code.coder for code in codes})
    claims = sorted({code.claim for code in codes})
    table = np.full((len(coders), len(claims)), np.nan)
    for code in codes:
        table[coders.index(code.coder), claims.index(code.claim)] = float(code.is_right)
    both = (~np.isnan(table)).sum(axis=0) > 1
    if not both.any() or len(set(table[:, both][~np.isnan(table[:, both])])) < 2:
        return None
    return float(krippendorff.alpha(table, level_of_measurement="nominal"))


def paragraph(codes: Sequence[Code], figures: Sequence[Precision]) -> str:
    """What a paper can say of it."""
    claims = len({code.claim for code in codes})
    coders = len({code.coder for code in codes})
    versions = ", ".join(sorted({code.extractor for code in codes}))
    shares = "; ".join(
        f"{f.field.replace('_', ' ')} {100 * f.share:.1f} % ({100 * f.low:.1f}–{100 * f.high:.1f},"
        f" n = {f.n}{'' if f.alpha is None else f', α = {f.alpha:.2f}'})"
        for f in figures
    )
    both = "coder" if coders == 1 else "coders"
    return (
        f"A random sample of {claims} claims, found by claimtrack ({versions}), was coded by"
        f" {coders} {both} against the text of the articles. Share judged right, with 95 %"
        f" confidence intervals (Wilson){' and Krippendorff’s α' if coders > 1 else ''}: {shares}."
        " This is precision; claims that were not found are not counted."
    )
