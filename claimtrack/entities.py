"""Doc → the names in it. Decides where a name begins and ends, and what kind of thing it names.

Leaves the Doc alone. Errs on the side of leaving out: numbers, dates and languages are no entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc
from spacy.tokens import Span as Words

from .lexicon import entries
from .models import Mention, MentionKind, Span

_KINDS = {
    "PERSON": MentionKind.PERSON,
    "ORG": MentionKind.ORGANIZATION,
    "GPE": MentionKind.PLACE,
    "LOC": MentionKind.PLACE,
    "FAC": MentionKind.PLACE,
    "WORK_OF_ART": MentionKind.WORK,
    "EVENT": MentionKind.EVENT,
    "NORP": MentionKind.GROUP,
}
_POSSESSIVE = re.compile(r"(?:['’]s|['’])$")
_LEADING = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_EDGES = " \n\t.,;:!?\"“”‘’'()[]—–-#@"
_LONGEST = 100  # characters; longer ones are runs of headings, no names


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """The names in ``doc`` in order; ``name`` is each one's own words, without article and 's."""
    return tuple(mention for ent in doc.ents for mention in _mention(ent))


def _mention(ent: Words) -> Iterator[Mention]:
    kind = _KINDS.get(ent.label_)
    if kind is None:
        return
    first, last = _core(ent.text, is_person=ent.label_ == "PERSON")
    name = " ".join(ent.text[first:last].split())
    if not any(c.isalpha() for c in name) or len(name) > _LONGEST:
        return
    if kind is MentionKind.PERSON and name.casefold() in entries("titles"):
        return
    span = Span(start=ent.start_char + first, end=ent.start_char + last)
    yield Mention(span=span, kind=_judged(kind, name), name=name)


def _core(words: str, *, is_person: bool) -> tuple[int, int]:
    """Where the name itself stands: without article, title, possessive and punctuation."""
    end = len(
        _POSSESSIVE.sub("", words.rstrip(_EDGES.replace("'", "").replace("’", ""))).rstrip(_EDGES)
    )
    start = end - len(words[:end].lstrip(_EDGES))
    if article := _LEADING.match(words[start:end]):
        start += article.end()
    if is_person:
        start += _title_length(words[start:end])
    return start, max(start, end)


def _title_length(name: str) -> int:
    """Length of the titles before a name ("Gov. ", "Mr. "), if a name is left behind them."""
    length = 0
    for word in re.finditer(r"\S+\s+", name):
        if word.group().strip(" .\n").casefold() not in entries("titles"):
            break
        length = word.end()
    return length


def _judged(kind: MentionKind, name: str) -> MentionKind:
    """News organisations are often taken for works or persons by the model."""
    last = name.split()[-1]
    is_outlet = name in entries("outlets") or (
        len(name.split()) > 1 and last in entries("outlet_endings")
    )
    is_doubtful = kind in (MentionKind.WORK, MentionKind.PERSON, MentionKind.PLACE)
    return MentionKind.ORGANIZATION if is_outlet and is_doubtful else kind
