"""Numbers of a text as quantities: from which to which value, of what.

"at least 12 people", "$1.5 million", "two dozen", "46 to 57 months". Modifiers widen the interval,
so that "over 300" and "313" do not differ. Years, dates, times, ages, addresses, ordinals and
numbers of things (Tank 12) are no quantities. Works on words alone: what is counted are the words
behind the number, up to the next short word or verb, and the nearest word for a kind of harm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..alignment import Sentence, split_sentences
from ..lexicon import pairs
from ..models import Span
from ..terms import is_stop, stem_of

# How far a modified number reaches: "at least 50" and "53" go together, "at least 12" and "20" do
# not. Chosen so that rounding is no difference and a rising toll is one.
_REACH = {
    "least": (0.99, 1.25),
    "most": (0.95, 1.0),
    "under": (0.75, 1.0),
    "nearly": (0.9, 1.0),
    "about": (0.9, 1.1),
}
_MODIFIER = re.compile(
    r"\b(?:(?P<least>at least|more than|(?:well |just )?over|upwards? of|no (?:fewer|less) than"
    r"|topped|exceed(?:s|ed|ing)?|in excess of|a minimum of)"
    r"|(?P<most>up to|as many as|as much as|at most|no more than|a maximum of)"
    r"|(?P<under>fewer than|less than|under|below)"
    r"|(?P<nearly>nearly|almost|close to|just under)"
    r"|(?P<about>about|around|approximately|roughly|some|an estimated|estimated|circa))"
    r"(?: (?:a|the|an|its|their))?\s+$",
    re.IGNORECASE,
)
_VAGUE = {
    "dozens": (24.0, 99.0),
    "few": (2.0, 5.0),
    "hundreds": (200.0, 999.0),
    "scores": (40.0, 199.0),
    "several": (3.0, 9.0),
    "thousands": (2000.0, 9999.0),
    "twice": (2.0, 2.0),
}
_SCALES = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_NUMBER = re.compile(
    r"(?<![\w.,/#’'-])(?P<money>(?:US)?[$£€])?\s?"
    r"(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[A-Za-z]+(?:-[a-z]+)?)"
    r"(?P<scale>[ -](?:dozen|hundred|thousand|million|billion|trillion)\b)?"
    r"(?P<percent>\s?%|\spercent\b|\sper cent\b)?(?![\w/%]|[,.:]\d|-\d)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:[a-z]{2,})?\.?"
# A number behind these is a name, a date or an age, one before these a time, an age or an ordinal.
_LABEL = re.compile(
    rf"\b(?:{_MONTH}|no|nos|room|tank|line|flight|route|highway|interstate|title|article|section"
    r"|chapter|page|channel|local|unit|block|phase|level|grade|district|aged?|age|top)\.?\s$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    rf"^(?:[:/]|\s?(?:a\.?\s?m\b|p\.?\s?m\b|o['’]clock)|\s{_MONTH}(?=\s|$)"
    r"|\s?-?\s?(?:years?|months?|weeks?|days?)[- ]+old\b|\s?-\s?by\b|\s(?:hundred )?block\b"
    r"|(?:st|nd|rd|th)\b|\s(?:[A-Z]\w+\s){1,2}(?:\d+\w\w\s)?(?:Street|Avenue|Road|Lane|Boulevard|Drive|St|Ave)\b)"
)
_INITIALS = re.compile(r"\b[A-Z]{2,}[- ]$")  # MS 13
_YEAR = re.compile(r"^(?:1[5-9]|20)\d\d$")
_AGE_BEFORE = re.compile(r"[A-Za-z’'.)]+, $")
_AGE_BEHIND = re.compile(r"^(?:,|\.|\)|$)")
_BETWEEN = re.compile(r"\bbetween\s$", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|[^\w\s]")
# How often something was: no multiple, and no words for time itself.
_TIMES = re.compile(r"(?:twice|thrice|\S+ times)(?! (?:as|the|more|higher)\b)\b", re.IGNORECASE)
TIMES = "times"
_CURRENCIES = {"dollars": "$", "euros": "€", "pounds": "£"}
_MOST_NOUNS = 4
_NEAR_BEHIND, _NEAR_BEFORE = 7, 5  # words in which a word of harm says what is counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A number from ``low`` to ``high`` of something.

    ``unit`` is a currency, ``%``, :data:`TIMES` or nothing; ``sort`` a kind of harm that is
    counted (death, injury), or nothing; ``nouns`` the words behind the number, as stems.
    """

    span: Span
    sentence: Sentence
    low: float
    high: float
    unit: str
    sort: str
    nouns: tuple[str, ...]

    @property
    def is_exact(self) -> bool:
        """Whether it is told as one value."""
        return self.low == self.high


def is_apart(a: Quantity, b: Quantity) -> bool:
    """Whether no value is in both."""
    return a.high < b.low or b.high < a.low


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a text, in order."""
    return tuple(q for s in split_sentences(text) for q in _of_sentence(s, _start(text, s)))


def _start(text: str, sentence: Sentence) -> int:
    return text.index(sentence.text, sentence.start)


def _of_sentence(sentence: Sentence, start: int) -> Iterator[Quantity]:
    text = sentence.text
    hits = [hit for hit in _NUMBER.finditer(text) if _value(hit)]
    place = 0
    while place < len(hits):
        first = last = hits[place]
        if place + 1 < len(hits) and _is_range(text, first, hits[place + 1]):
            last = hits[place + 1]
            place += 1
        place += 1
        if not _is_label(text, first, last):
            yield _quantity(sentence, start, first, last)


# --- what is a number ---------------------------------------------------------------------------


def _value(hit: re.Match[str]) -> tuple[float, float] | None:
    """The lowest and highest value of a number's words; None where they are no number."""
    word = hit["value"].casefold()
    spread = _digits(word) if word[0].isdigit() else _word_value(word)
    if spread is None:
        return None
    scale = _SCALES[hit["scale"].strip(" -").casefold()] if hit["scale"] else 1.0
    return spread[0] * scale, spread[1] * scale


def _digits(word: str) -> tuple[float, float]:
    value = float(word.replace(",", ""))
    return value, value


def _word_value(word: str) -> tuple[float, float] | None:
    if word in _VAGUE:
        return _VAGUE[word]
    numbers = pairs("numbers")
    parts = word.split("-")
    if word in ("half", "one") or not all(part in numbers for part in parts):
        return None
    values = [float(numbers[part]) for part in parts]
    value = math.prod(values) if parts[-1] == "dozen" else sum(values)
    return value, value


def _is_range(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """ "46 to 57 months", "from 500,000 to 1.6 million", "between five and ten"."""
    between = text[first.end() : last.start()].strip()
    low, high = _value(first), _value(last)
    if low is None or high is None or low[0] >= high[0]:
        return False
    if between == "and":
        return bool(_BETWEEN.search(text[: first.start()]))
    return between in ("to", "-", "–") and not (last["money"] and not first["money"])


def _is_label(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether the number names or dates something instead of counting it."""
    before, behind = text[: first.start()], text[last.end() :]
    if _LABELLED.match(behind):
        return True
    if any(hit[part] for hit in (first, last) for part in ("money", "percent", "scale")):
        return False
    if not first["value"][0].isdigit():
        return bool(_LABEL.search(before))
    if _INITIALS.search(before):
        return True
    is_small = len(last["value"]) <= 2
    if is_small and _AGE_BEFORE.search(before) and _AGE_BEHIND.match(behind):
        return True
    return bool(_YEAR.match(last["value"])) or bool(_LABEL.search(before))


# --- what is counted ----------------------------------------------------------------------------


def _quantity(
    sentence: Sentence, start: int, first: re.Match[str], last: re.Match[str]
) -> Quantity:
    text = sentence.text
    modifier = _MODIFIER.search(text[: first.start()])
    begin = modifier.start() if modifier else first.start()
    begin += len(text[begin:]) - len(text[begin:].lstrip())
    low, high = _interval(modifier, first, last)
    nouns = _nouns(text[last.end() :])
    unit = (first["money"] or last["money"] or "").removeprefix("US")
    unit = "%" if first["percent"] or last["percent"] else unit
    if _TIMES.match(text, first.start()):
        unit, nouns = TIMES, []
    if nouns and nouns[0] in _CURRENCIES:
        unit, nouns = _CURRENCIES[nouns[0]], nouns[1:]
    return Quantity(
        span=Span(start=start + begin, end=start + last.end()),
        sentence=sentence,
        low=low,
        high=high,
        unit=unit,
        sort="" if unit else _sort(text, first.start(), last.end()),
        nouns=tuple(stem_of(noun) for noun in nouns),
    )


def _interval(
    modifier: re.Match[str] | None, first: re.Match[str], last: re.Match[str]
) -> tuple[float, float]:
    low, high = (_value(first) or (0.0, 0.0))[0], (_value(last) or (0.0, 0.0))[1]
    if first is not last or modifier is None or modifier.lastgroup is None:
        return low, high
    below, above = _REACH[modifier.lastgroup]
    return low * below, high * above


def _nouns(behind: str) -> list[str]:
    """The words behind a number, up to the next short word, verb or mark."""
    found: list[str] = []
    for word in _WORD.findall(behind)[: _MOST_NOUNS + 1]:
        lower = word.casefold()
        if not word[0].isalpha() or _sort_of(lower) or (found and lower.endswith("ed")):
            break
        if lower in ("of", "worth") and not found:
            continue
        if is_stop(lower) and lower not in ("people", "women", "men", "years", "days", "times"):
            break
        found.append(lower)
    return found[:_MOST_NOUNS]


def _sort(text: str, start: int, end: int) -> str:
    """The kind of harm that is counted: the nearest word for one, behind first."""
    for word in _clause(_WORD.findall(text[end:])[:_NEAR_BEHIND]):
        if sort := _sort_of(word.casefold()):
            return sort
    for word in _clause(reversed(_WORD.findall(text[:start])[-_NEAR_BEFORE:])):
        if sort := _sort_of(word.casefold()):
            return sort
    return ""


def _clause(words: Iterator[str] | list[str]) -> Iterator[str]:
    """The words as far as no mark, number or other part of the sentence begins."""
    for word in words:
        if word in (",", ";", ":", "—", "–", "(", ")", "and", "but", "while", "who"):
            return
        yield word


def _sort_of(word: str) -> str:
    sorts = pairs("quantity_sorts")
    return sorts.get(word) or sorts.get(stem_of(word), "")
