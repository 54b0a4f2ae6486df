"""Fields → the words and signs by which pages tell them. Never a colour alone."""

from __future__ import annotations

from urllib.parse import urlsplit

_STANCES = {
    "asserts": ("✓", "says that it is so"),
    "hedges": ("≈", "does not commit to it"),
    "denies": ("✗", "says that it is not so"),
    "questions": ("?", "asks"),
    "directs": ("→", "asks for or orders it"),
    "evaluates": ("◆", "judges"),
    "withholds": ("–", "declines to say"),
    "self_claims": ("!", "says that it did it itself"),
}
_TONES = {
    "neutral": "the article stays neutral",
    "endorsing": "the article's verb presumes that it is true",
    "distancing": "the article keeps its distance",
}
_TONE_SIGNS = {"neutral": "=", "endorsing": "▲", "distancing": "▽"}
_TYPE_SIGNS = {
    "person": "●",
    "organization": "■",
    "official": "◧",
    "anonymous": "○",
    "group": "◌",
    "document": "▤",
    "outlet": "▣",
    "author": "✎",
    "unknown": "?",
}
_RATINGS = {
    "true": "✓✓",
    "mostly_true": "✓",
    "mixed": "✓✗",
    "mostly_false": "✗",
    "false": "✗✗",
    "unproven": "?",
    "withdrawn": "–",
}
_DIFFERENCES = {
    "opposed_stance": "one says so, one says not",
    "hedged_flat": "one hedges, one says it flatly",
    "named_anonymous": "one names its source, one does not",
    "other_source": "another source",
    "other_accused": "somebody else held responsible",
    "number": "another number",
    "date": "another day",
}
_QUOTATIONS = {
    "direct": "quoted word for word",
    "mixed": "quoted in part",
    "indirect": "in the article's words",
}
_PRECISIONS = {
    "second": "to the second",
    "day": "day only",
    "unknown": "not before this day; when exactly is not known",
}
_ORIGINS = {
    "feed": "as the feed told",
    "page": "as the page told",
    "seen": "when first seen",
}
_KINDS = {
    "full": "full text",
    "truncated": "truncated text",
    "summary": "summary only",
    "headline": "headline only",
}


def sign(stance: str | None) -> str:
    """The sign of a stance; one for "not decided" too."""
    return _STANCES.get(stance or "", ("·", ""))[0]


def difference(kind: str) -> str:
    """In what two reports differ, in a few words."""
    return _DIFFERENCES.get(kind, kind)


def tone_sign(tone: str | None) -> str:
    """The sign of a tone; one for "not decided" too."""
    return _TONE_SIGNS.get(tone or "", "·")


def type_sign(kind: str | None) -> str:
    """The sign of a kind of source; one for "not decided" too."""
    return _TYPE_SIGNS.get(kind or "", "·")


def rating_sign(rating: str) -> str:
    """The sign of a checker's rating."""
    return _RATINGS[rating]


def meaning(value: str | None) -> str:
    """What a value of stance, tone or quotation means, in a few words."""
    if value is None:
        return "the program could not decide"
    return _STANCES.get(value, ("", ""))[1] or _TONES.get(value) or _QUOTATIONS.get(value) or value


def words(value: str | None) -> str:
    """A value of a vocabulary as words; null is told as such."""
    return "not decided" if value is None else value.replace("_", " ")


def date_told(precision: str, origin: str | None) -> str:
    """How exactly a date is known and who told it."""
    known = _PRECISIONS.get(precision, precision)
    return f"{known}, {_ORIGINS[origin]}" if origin in _ORIGINS else known


def text_told(kind: str) -> str:
    """How much of an article is held."""
    return _KINDS.get(kind, kind)


def moment(at: str | None) -> str:
    """A stored time as people read it: "2026-05-07 09:30 UTC", or the day alone."""
    if at is None:
        return "date unknown"
    return f"{at[:10]} {at[11:16]} UTC" if len(at) > 10 else at


def percent(n: int, total: int) -> str:
    """A share in percent, without decimals that so few cases would not bear."""
    return f"{100 * n / total:.0f} %" if total else "–"


def confidence(value: float | None) -> str:
    """A confidence; null is told as such."""
    return "not estimated" if value is None else f"{value:.2f}"


def web_link(url: str | None) -> str | None:
    """The URL if it is an http or https one with a host, else None: feeds may carry anything."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in ("http", "https") and parts.netloc else None


def count(n: int | None) -> str:
    """A number with thousands apart."""
    return "many" if n is None else f"{n:,}"


def differs(name: str | None, in_text: str | None) -> bool:
    """Whether a name is other words than the text has, articles, marks and case apart."""
    return bool(name and in_text) and _bare(name) != _bare(in_text)


def _bare(words: str | None) -> str:
    text = (words or "").casefold().strip(" ,.;:\"'“”‘’")
    return text.removeprefix("the ").removeprefix("a ").removeprefix("an ")
