"""Names as strings: which are full, which are part of which. Knows no article."""

from __future__ import annotations

import re

from ..lexicon import entries, pairs

_SUFFIXES = frozenset("jr sr ii iii iv".split())
_NICKNAME = re.compile(r"[\"“”]\s*([^\"“”]*?)\s*[\"“”]")
_LEADING = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_LONGEST = 5  # words of a person's name; longer ones are names that the model ran together
_LONG = 6  # letters of a surname that nobody bears by chance with one of them missing
_STATES = frozenset({"U.S.", "US", "United States", "U.N.", "UN", "United Nations"})
_SMALL = frozenset("of the and for in on at to a".split())


def without_article(name: str) -> str:
    """The name without a leading article."""
    return _LEADING.sub("", name)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared: lower case, without points, marks and suffix."""
    plain = _NICKNAME.sub("", name).replace("’", "'").casefold()
    words = [word.strip(".,'") for word in plain.split()]
    return tuple(word for word in words if word and word not in _SUFFIXES)


def rank(name: str) -> tuple[bool, int]:
    """Of two forms of a name the higher one is fuller; without a first name neither is."""
    words = words_of(name)
    return words[0] in pairs("first_names") or len(words[0]) == 1, len(name.split())


def suffix_of(name: str) -> str:
    """ "jr", "ii" or nothing."""
    last = name.split()[-1].strip(".").casefold() if name else ""
    return last if last in _SUFFIXES else ""


def surname_of(name: str) -> tuple[str, ...]:
    """The last word of a name, with particles before it: ("de", "blasio")."""
    words = words_of(name)
    start = len(words) - 1
    while start > 1 and words[start - 1] in entries("words_particle"):
        start -= 1
    return words[max(start, 0) :]


def is_full(name: str) -> bool:
    """Whether a person's name holds more than a surname."""
    words = _NICKNAME.sub("", name).split()
    if not words or words[0].casefold() in entries("words_particle"):
        return False
    return 2 <= len(words_of(name)) <= _LONGEST and all(
        word[:1].isupper() or word.casefold() in entries("words_particle") for word in words
    )


def gender_of(name: str) -> str | None:
    """ "he" or "she" by the first name; None where that does not tell."""
    words = words_of(name)
    return pairs("first_names").get(words[0]) if len(words) > 1 else None


def is_same_person(a: str, b: str) -> bool:
    """Two full names of one: "James Comey", "James B. Comey"; a junior is not his father."""
    if suffix_of(a) != suffix_of(b):
        return False
    nicknames = {n.casefold() for name in (a, b) for n in _NICKNAME.findall(name)}
    x, y = words_of(a), words_of(b)
    if x[-1] != y[-1]:
        return False
    if x == y[-len(x) :] or y == x[-len(y) :]:  # two surnames, or "Crooked" before the name
        return True
    return x[0] == y[0] or bool({x[0], y[0]} & nicknames)


def is_part_of_person(short: tuple[str, ...], full: str) -> bool:
    """ "Comey" or "James" of "James Comey", "Guajardo Villarreal" of the minister's whole name."""
    words = words_of(full)
    if len(short) >= len(words):
        return False
    return words[-len(short) :] == short or (len(short) == 1 and words[0] == short[0])


def is_misspelt(word: str, surname: str) -> bool:
    """ "McLeny" for "McLenny": a long surname with one letter left out or put in."""
    long, short = sorted((word, surname), key=len, reverse=True)
    if len(short) < _LONG or len(long) - len(short) != 1 or long.rstrip("s") == short:
        return False
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def is_part_of_organization(short: str, full: str) -> bool:
    """ "Sony" of "Sony Pictures", "FBI" of "Federal Bureau of Investigation".

    "Sony" is not part of "Sony Open": what follows must be a word of firms and authorities.
    """
    short, full = without_article(short), without_article(full)
    if is_initials(short, full):
        return True
    a, b = short.split(), full.split()
    if len(a) >= len(b) or short in _STATES:
        return False
    if b[: len(a)] == a:
        return b[len(a)] in entries("organization_tails")
    return b[-len(a) :] == a and " ".join(b[: -len(a)]) in _STATES


def is_initials(short: str, full: str) -> bool:
    """ "EPA" and "E.P.A." of "Environmental Protection Agency"."""
    letters = short.replace(".", "")
    words = [w for part in full.split() for w in part.split("-") if w]
    if not (2 <= len(letters) <= 6 and letters.isupper() and len(words) > 1):
        return False
    initials = "".join(word[0] for word in words if word.casefold() not in _SMALL)
    return letters == initials or letters == "".join(word[0].upper() for word in words)
