"""Doc → the names in it. Decides where a name begins and ends, and what kind of thing it names.

Leaves the Doc alone. Errs on the side of leaving out: numbers, dates and languages are no entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from .lexicon import entries, pairs
from .models import Mention, MentionKind, Span, touch

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
_LOWER = re.compile(r"(?:[a-z]{2,}\s+)+(?=[A-Z])")
_EDGES = " \n\t.,;:!?\"“”‘’'()[]—–-#@"
_NOUNS = ("nouns_anonymous", "nouns_official", "nouns_person")
_ASKING = frozenset("Will May Can".split())
_PERSONAL = frozenset({"Mr", "Mrs", "Ms", "Miss"})
_NICK_MARKS = frozenset('"“”')
_DOTTED = re.compile(r"(?:\b[A-Z]\.){2,}$")
_PARTY = re.compile(r"[RDI][-–][A-Z]")
_INITIAL = re.compile(r"(?:[A-Z]\.)+|[A-Z]")
_NO_SURNAMES = frozenset("monday tuesday wednesday thursday friday saturday sunday jan feb".split())
_UNFINISHED = frozenset({"DET", "ADP", "AUX", "CCONJ"})
_WORDS = 8  # tokens of a name at most
_HEADING = 25  # words of a heading at most
_LONGEST = 100  # characters; longer ones are runs of headings, no names


def find_mentions(doc: Doc) -> tuple[Mention, ...]:
    """The names in ``doc`` in order; ``name`` is each one's own words, without article and 's.

    The model's names count, but for headings, where it takes every capital for a name: there only
    what it also saw in the body. Persons whose first name or title tells are found without it.
    """
    headings = _headings(doc)
    named = [(ent, m) for ent in doc.ents for m in _mention(ent)]
    body = {m.name.casefold() for ent, m in named if not _is_within(ent, headings)}
    modelled = [
        m
        for ent, m in named
        if not body or not _is_within(ent, headings) or _is_confirmed(m.name.casefold(), body)
    ]
    spelled = [m for m in _people(doc, headings) if not _is_part(m, modelled)]
    kept = [m for m in modelled if not touch((m.span,), (other.span for other in spelled))]
    return tuple(sorted((*kept, *spelled), key=lambda m: m.span))


# --- headings -----------------------------------------------------------------------------------


def _headings(doc: Doc) -> list[tuple[int, int]]:
    """Lines in which nearly every long word begins with a capital, as ranges of tokens."""
    found, start = [], 0
    for token in doc:
        if "\n" in token.text or token.i == len(doc) - 1:
            if _is_heading(doc[start : token.i + 1]):
                found.append((start, token.i + 1))
            start = token.i + 1
    return found


def _is_heading(line: Words) -> bool:
    long = [t.text for t in line if t.is_alpha and len(t) > 3]
    capitals = sum(word[0].isupper() for word in long)
    return 3 <= len(long) <= _HEADING and capitals >= 0.8 * len(long) and len(line) < 2 * _HEADING


def _is_confirmed(name: str, body: set[str]) -> bool:
    """Whether the body has the name of a heading, or the surname of the person in it."""
    first, last = name.split()[0], name.split()[-1]
    is_person = len(name.split()) == 2 and first in pairs("first_names")
    return name in body or (is_person and last in body)


def _is_within(words: Words, headings: list[tuple[int, int]]) -> bool:
    return any(start <= words.start < end for start, end in headings)


# --- persons by their first names and titles ----------------------------------------------------


def _people(doc: Doc, headings: list[tuple[int, int]]) -> Iterator[Mention]:
    """ "Chandler Van Voorhis", "Mr. Van Voorhis", 'Robert C. "Bobby" Scott'."""
    i = 0
    while i < len(doc) - 1:
        end = _name_end(doc, i)
        if end and not _is_within(doc[i:end], headings):
            start = i + 1 if _is_personal_title(doc[i]) else i
            words = doc[start:end]
            span = Span(start=words.start_char, end=words.end_char)
            yield Mention(span=span, kind=MentionKind.PERSON, name=" ".join(words.text.split()))
        i = end or i + 1


def _name_end(doc: Doc, i: int) -> int | None:
    """The token after the name that begins at ``i``, if one does."""
    token = doc[i]
    is_titled = _is_personal_title(token)
    if not is_titled and not (token.text.istitle() and token.lower_ in pairs("first_names")):
        return None
    if _asks(token):
        return None
    end = last = i + 1
    while end < len(doc) and end < i + _WORDS:
        kind = _part_of_name(doc[end])
        if kind is None:
            break
        end += 1
        if kind == "word":
            last = end
    while last > i + 1 and sum(t.text in _NICK_MARKS for t in doc[i:last]) % 2:
        last -= 1
    is_whole = last > i + 1 and doc[last - 1].lower_ not in entries("words_particle")
    return last if is_whole else None


def _part_of_name(token: Token) -> str | None:
    """Whether a word may stand in a name, and end it."""
    text = token.text
    if text in _NICK_MARKS or token.lower_ in entries("words_particle"):
        return "between"
    if _INITIAL.fullmatch(text):
        return "between"
    if text[:1].isupper() and token.pos_ == "PROPN" and any(c.islower() for c in text):
        if text in entries("organization_words") or text in entries("outlet_endings"):
            return None
        if text.casefold() in entries("titles"):
            return None
        return "word" if text.rstrip(".").casefold() not in _NO_SURNAMES else None
    return "word" if text in ("II", "III", "IV") else None


def _is_personal_title(token: Token) -> bool:
    return token.text.rstrip(".") in _PERSONAL


def _is_part(mention: Mention, others: list[Mention]) -> bool:
    """Whether the words are part of a longer name ("Johns Hopkins University")."""
    return any(
        o.span.start <= mention.span.start
        and mention.span.end <= o.span.end
        and (
            o.span != mention.span and (o.kind is not MentionKind.PERSON or '"' not in mention.name)
        )
        for o in others
    )


# --- names of the model -------------------------------------------------------------------------


def _mention(ent: Words) -> Iterator[Mention]:
    kind = _KINDS.get(ent.label_)
    if kind is None or (len(ent) == 1 and _is_noun(ent[0])):
        return
    if ent.label_ == "PERSON":
        ent = _asked_of(ent) if _asks(ent[0]) else _with_first_name(ent)
    first, last = _core(ent.text, is_person=ent.label_ == "PERSON")
    if kind is MentionKind.ORGANIZATION:
        first += len(_lower(ent.text[first:last]))
    name = " ".join(ent.text[first:last].split())
    if not any(c.isalpha() for c in name) or len(name) > _LONGEST:
        return
    if kind is MentionKind.PERSON and name.casefold() in entries("titles"):
        return
    if name.casefold() in entries("nouns_organization") and _is_indefinite(ent):
        return
    if kind is MentionKind.WORK and ent[-1].pos_ in _UNFINISHED:  # "Lee accused Ode of being a"
        return
    if _PARTY.match(name):  # "R-Ohio" behind a name
        return
    span = Span(start=ent.start_char + first, end=ent.start_char + last)
    yield Mention(span=span, kind=_judged(kind, name), name=name)


def _asks(token: Token) -> bool:
    """ "Will" of "Will Lee resign?"."""
    return bool(token.is_sent_start) and token.text in _ASKING and "?" in token.sent.text[-4:]


def _asked_of(ent: Words) -> Words:
    """ "Lee" of "Will Lee resign?"."""
    return Words(ent.doc, min(ent.start + 1, ent.end - 1), ent.end, label=ent.label)


def _lower(name: str) -> str:
    """ "federal " of "federal Trade Commission": what is no part of the name."""
    found = _LOWER.match(name)
    return found.group() if found else ""


def _is_indefinite(ent: Words) -> bool:
    """ "a super PAC" is one of many; "the Senate" is a name."""
    return any(t.lower_ in ("a", "an") for t in ent.doc[max(ent.start - 2, 0) : ent.start])


def _with_first_name(ent: Words) -> Words:
    """ "Amelize Joseph" where the model knows only "Joseph"."""
    before = ent.doc[max(ent.start - 1, 0)]
    is_name = before.tag_ == "NNP" and before.dep_ == "compound" and before.head == ent.root
    is_plain = before.text.istitle() and before.is_alpha and not before.ent_type_
    if len(ent) > 1 or before == ent[0] or not (is_name and is_plain) or _is_known(before):
        return ent
    return Words(ent.doc, before.i, ent.end, label=ent.label)


def _is_known(word: Token) -> bool:
    """Whether a word before a name is a title, a role or a party."""
    lemma = word.lemma_.lower()
    lists = ("titles", "nouns_person", "nouns_official", "organization_words", "outlet_endings")
    is_listed = any(lemma in entries(n) or word.text in entries(n) for n in lists)
    return is_listed or lemma in pairs("titles_long") or lemma in pairs("states_by_adjective")


def _is_noun(word: Token) -> bool:
    """ "Insiders" at the start of a sentence is no name."""
    lemma = word.lemma_.lower()
    return word.tag_ in ("NNS", "NNPS") and any(lemma in entries(name) for name in _NOUNS)


def _core(words: str, *, is_person: bool) -> tuple[int, int]:
    """Where the name itself stands: without article, title, possessive and punctuation."""
    end = len(
        _POSSESSIVE.sub("", words.rstrip(_EDGES.replace("'", "").replace("’", ""))).rstrip(_EDGES)
    )
    if _DOTTED.search(words[: end + 1]):
        end += 1  # "U.N." keeps its last point
    start = end - len(words[:end].lstrip(_EDGES))
    if article := _LEADING.match(words[start:end]):
        start += article.end()
    if is_person:
        start += _title_length(words[start:end])
    return start, max(start, end)


def _title_length(name: str) -> int:
    """Length of what ends with a title ("Gov. ", "German Chancellor "), if a name is left."""
    length = 0
    for word in re.finditer(r"\S+\s+", name):
        if word.group().strip(" .\n").casefold() in entries("titles"):
            length = word.end()
    return length


def _judged(kind: MentionKind, name: str) -> MentionKind:
    """The model takes many a news organisation, firm or authority for a work or person."""
    last = name.split()[-1]
    if kind is MentionKind.PERSON and last in entries("organization_words"):
        return MentionKind.ORGANIZATION
    is_outlet = name in entries("outlets") or (
        len(name.split()) > 1 and last in entries("outlet_endings")
    )
    is_doubtful = kind in (MentionKind.WORK, MentionKind.PERSON, MentionKind.PLACE)
    return MentionKind.ORGANIZATION if is_outlet and is_doubtful else kind
