"""What the parse of one article says about its names. Looks up; decides nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from ..lexicon import pairs
from ..models import Mention, MentionKind, Span
from .forms import gender_of, words_of
from .joining import title_gender

PARTIES = frozenset("republican democratic libertarian green labour conservative tory".split())
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_TOLD = frozenset("NOUN PROPN ADJ".split())  # kinds of words that tell a role
_LOWER_RANKS = frozenset("vice deputy assistant associate acting".split())
_PARTY = {"R": "republican", "D": "democratic"}
_SIGNED = 6  # tokens of a line with a name
_APPOSITION = 14  # words of an apposition that still tell the role


class Article:
    """The Doc of an article with its names, already joined."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention]) -> None:
        self.doc = doc
        self.text = doc.text  # spaCy joins it anew at every access
        self.mentions = mentions
        self._by_token: dict[int, Mention] = {}
        self.heads: list[tuple[int, Mention]] = []
        for mention in mentions:
            self._note(mention)
        self.possessive = "’s " if "’" in self.text else "'s "
        self.counts = Counter(m.name for m in mentions)
        self.quoted = quoted_tokens(doc)
        self._starts = [sentence.start for sentence in doc.sents] if len(doc) else []

    def _note(self, mention: Mention) -> None:
        words = self.words(mention.span)
        if words:
            for token in words:
                self._by_token[token.i] = mention
            self.heads.append((words.root.i, mention))

    def words(self, span: Span) -> Words | None:
        """The tokens at ``span``, those that it only touches too."""
        return self.doc.char_span(span.start, span.end, alignment_mode="expand")

    def at(self, token: Token) -> Mention | None:
        """The name that the token belongs to."""
        return self._by_token.get(token.i)

    def sentence(self, i: int) -> int:
        """Number of the sentence that holds token ``i``."""
        return bisect_right(self._starts, i) - 1

    def sentence_start(self, number: int) -> int:
        """The first token of a sentence."""
        return self._starts[max(number, 0)]

    def sentence_end(self, number: int) -> int:
        """The last token of a sentence; of the text where there are not so many."""
        is_last = number + 1 >= len(self._starts)
        return len(self.doc) - 1 if is_last else self._starts[number + 1] - 1

    @cached_property
    def genders(self) -> dict[str, str]:
        """Person → "he" or "she", by title, else by first name; others are left out."""
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for mention in self.mentions:
            if mention.kind is MentionKind.PERSON:
                if title := title_gender(self.text, mention.span.start):
                    votes[mention.name][title] += 2
                if first := gender_of(mention.name):
                    votes[mention.name][first] += 1
        return {name: vote.most_common(1)[0][0] for name, vote in votes.items()}

    @cached_property
    def roles(self) -> dict[str, Counter[str]]:
        """Person → the words by which the article describes him or her, in normal form."""
        roles: dict[str, Counter[str]] = defaultdict(Counter)
        for i, mention in self.heads:
            if mention.kind is MentionKind.PERSON:
                own = words_of(mention.name)
                told = {role_word(t) for t in self._telling(self.doc[i], mention)}
                roles[mention.name].update(word for word in told if word not in own)
        return roles

    def _telling(self, head: Token, mention: Mention) -> Iterator[Token]:
        """ "(Senator) Graham", "the (commissioner), Sullivan", "Sullivan, a (doctor)"."""
        noun = head.head if head.dep_ == "appos" else head
        if self.doc[head.left_edge.i].idx < mention.span.start:  # "MILFORD -- Senator Lee"
            noun = head
        for token in self.doc[noun.left_edge.i : noun.i + 1]:
            if token.pos_ in _TOLD and token.idx < mention.span.start and _is_own(token, noun):
                yield token
        for child in head.children:
            if child.dep_ == "appos":
                yield from _described_by(child)
        if head.dep_ in SUBJECTS and head.head.lemma_ == "be":
            for child in head.head.children:
                if child.dep_ == "attr":
                    yield from _described_by(child)

    @cached_property
    def signatures(self) -> list[tuple[int, str]]:
        """The lines that hold nothing but a person's name or handle: of letters to a paper."""
        found, start = [], 0
        for token in self.doc:
            if "\n" in token.text or token.i == len(self.doc) - 1:
                end = token.i if "\n" in token.text else token.i + 1
                if name := self._signature(self.doc[start:end]):
                    found.append((start, name))
                start = token.i + 1
        return found

    def _signature(self, line: Words) -> str | None:
        words = line.text.strip(" .") if len(line) <= _SIGNED else ""
        if words.startswith("@"):
            return words if " " not in words else None
        mention = self.at(line[0]) if words else None
        is_all = mention is not None and len(mention.name.split()) == len(words.split()) > 1
        return mention.name if mention and is_all and mention.kind is MentionKind.PERSON else None

    @cached_property
    def parties(self) -> dict[str, str]:
        """Person → "republican" or "democratic", where it stands just behind the name."""
        found: dict[str, str] = {}
        for mention in self.mentions:
            behind = self.text[mention.span.end : mention.span.end + 4].strip(" (,")
            if len(behind) > 1 and behind[1] in "-–" and behind[0] in _PARTY:
                found.setdefault(mention.name, _PARTY[behind[0]])
        return found


def _described_by(noun: Token) -> Iterator[Token]:
    end = min(noun.right_edge.i + 1, noun.left_edge.i + _APPOSITION)
    for token in noun.doc[noun.left_edge.i : end]:
        if token.dep_ == "relcl":
            return
        is_of_other = role_word(token) in PARTIES and token not in (noun, *noun.children)
        if token.pos_ in _TOLD and _is_own(token, noun) and not is_of_other:
            yield token


def _is_own(token: Token, noun: Token) -> bool:
    """Whether a word tells of the noun itself: "the mayor" of "the mayor's son" does not."""
    while token != noun and token.head != token:
        if token.dep_ == "poss":
            return False
        token = token.head
    return True


def role_word(token: Token) -> str:
    """A word of a title or description in the form in which it is compared.

    A vice president is no president: a word behind "vice" or "deputy" is another role.
    """
    word = token.lemma_.casefold().strip(".")
    word = pairs("titles_long").get(word, word)
    rank = token.nbor(-1).lower_ if token.i else ""
    return f"{rank}-{word}" if rank in _LOWER_RANKS else word


def quoted_tokens(doc: Doc) -> frozenset[int]:
    """Tokens between double quotation marks; the state begins anew in every paragraph."""
    inside: set[int] = set()
    is_open = False
    for token in doc:
        if "\n" in token.text:
            is_open = False
        elif token.text in ("“", "``") or (token.text == '"' and not is_open):
            is_open = True
        elif token.text in ("”", "''", '"'):
            is_open = False
        elif is_open:
            inside.add(token.i)
    return frozenset(inside)
