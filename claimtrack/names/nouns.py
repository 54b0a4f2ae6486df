"""Which nouns stand for persons, for organisations, for either: by the word lists."""

from __future__ import annotations

from spacy.tokens import Token

from ..lexicon import entries

_PERSONS = ("nouns_person", "nouns_official")
_HOUSES = ("nouns_organization", "nouns_outlet")


def is_person(noun: Token) -> bool:
    """Whether the noun describes one or more persons."""
    return _is_listed(noun, *_PERSONS)


def is_house(noun: Token) -> bool:
    """Whether the noun describes an organisation or an outlet."""
    return _is_listed(noun, *_HOUSES)


def is_party(noun: Token) -> bool:
    """Whether the noun is a person or organisation, told apart by its owner's name."""
    return _is_listed(noun, *_PERSONS, "nouns_organization")


def is_someone(noun: Token) -> bool:
    """Whether "who" may follow the noun."""
    others = ("nouns_anonymous", "nouns_group", "nouns_collective", "nouns_organization")
    return _is_listed(noun, *_PERSONS, *others)


def acts(noun: Token) -> bool:
    """Whether the noun is one of people or organisations, and not of documents."""
    return _is_listed(noun, *_PERSONS, "nouns_organization", "nouns_group")


def speaks(noun: Token) -> bool:
    """Whether something may be told by the noun: somebody, a document, a part of many."""
    return is_someone(noun) or _is_listed(noun, "nouns_document", "nouns_outlet", "nouns_quantity")


def _is_listed(noun: Token, *names: str) -> bool:
    lemma = noun.lemma_.lower()
    return any(lemma in entries(name) for name in names)
