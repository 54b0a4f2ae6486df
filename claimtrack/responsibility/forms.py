"""The forms in which a text holds somebody responsible, found word by word.

They look for all that may be a claim; what is none is sifted out later (:mod:`.sift`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Doc, Token

from ..lexicon import entries
from .acts import act_of, forms_of
from .blame import alleged, attributed, blamed, condemned
from .deeds import deed, done, event
from .found import Found
from .guilt import admitted, behind, denied, guilty, in_role, taken

_LATER = {"deed": 1, "event": 1, "done": 2, "near": 3}
_NO_PERSON = frozenset({"DATE", "TIME", "WORK_OF_ART", "EVENT", "MONEY", "CARDINAL", "PERCENT"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def find_forms(doc: Doc) -> Iterator[Found]:
    """All that may hold somebody responsible; a pair of accused and act once, surest form first."""
    seen: set[tuple[int, int]] = set()
    found = [item for token in doc for item in _forms_at(token)]
    for item in sorted(found, key=lambda f: _LATER.get(f.form, 0)):
        key = (item.accused.i, item.act.i)
        if key not in seen and _may_be_held(item):
            seen.add(key)
            yield item


def _may_be_held(found: Found) -> bool:
    accused = found.accused
    is_number = accused.ent_type_ == "CARDINAL" and accused.dep_ in _SUBJECTS  # "Four are charged"
    return (
        accused.i != found.act.i
        and (
            accused.ent_type_ not in _NO_PERSON
            or is_number
            or any(c.text == "#" for c in accused.lefts)
        )
        and accused.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET")
        and not accused.tag_.startswith("W")
    )


def _forms_at(token: Token) -> Iterator[Found]:
    lower = token.lower_
    if token.pos_ in ("VERB", "AUX"):
        for name, form in _VERB_FORMS:
            if lower in forms_of(name):
                yield from form(token)
    elif lower in entries("responsibility_guilt"):
        yield from guilty(token)
    elif lower == "behind":
        yield from behind(token)
    elif token.lemma_.lower() in entries("blame_nouns"):
        yield from alleged(token)
    if token.dep_ == "attr" and token.lemma_.lower() in entries("responsibility_roles"):
        yield from in_role(token)
    if act := act_of(token):
        yield from (deed(act) if act.is_verb else event(act))
    else:
        yield from done(token)


_VERB_FORMS: tuple[tuple[str, Callable[[Token], Iterator[Found]]], ...] = (
    ("blame_verbs", blamed),
    ("condemn_verbs", condemned),
    ("attribute_verbs", attributed),
    ("take_verbs", taken),
    ("admit_verbs", admitted),
    ("deny_verbs", denied),
    ("guilt_verbs", guilty),
)
