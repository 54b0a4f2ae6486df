"""Words that name somebody → the fullest name that the article gives for them.

Two steps: the names of an article are joined among themselves ("Comey" → "James Comey"), then any
source, accused or accuser is resolved: pronouns, "the company", capitals that speak for a state.
Two candidates left are no answer. Errs on the side of keeping the words as they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from .lexicon import entries, pairs
from .models import Mention, MentionKind, Referent, Span

AUTHOR = "AUTHOR"
_SELF = frozenset("i me my mine myself we us our ours ourselves".split())
_HE, _SHE = frozenset("he him his himself".split()), frozenset("she her hers herself".split())
_IT = frozenset("it its itself".split())
_RELATIVE = frozenset("who whom whose which that".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_DEFINITE = frozenset("the this that".split())
# A surname that two persons share means the one who is named in full this many times as often.
_DOMINANT = 3
_BACK = 4  # sentences in which a pronoun's antecedent is looked for
_NAMED = frozenset({MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE})
_ACTORS = _NAMED | {MentionKind.GROUP}
_LEADING = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)


def name_mentions(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Give every mention the fullest name that the article has for it, and its kind."""
    found = tuple(mentions)
    by_kind: dict[MentionKind, Counter[str]] = {kind: Counter() for kind in MentionKind}
    for mention in found:
        by_kind[mention.kind][mention.name] += 1
    persons = by_kind[MentionKind.PERSON]
    by_surname = _by_surname(persons)
    named = []
    for mention in found:
        if mention.kind is not MentionKind.PERSON and mention.name in by_surname:
            # the model takes many a surname that stands alone for a firm or a place
            mention = replace(mention, kind=MentionKind.PERSON)
        names = persons if mention.kind is MentionKind.PERSON else by_kind[mention.kind]
        named.append(replace(mention, name=_fullest(mention.kind, mention.name, names)))
    return tuple(named)


def _by_surname(persons: Counter[str]) -> dict[str, str]:
    """The person that the article means by a surname alone, where that is clear."""
    surnames = {name.split()[-1] for name in persons if _is_full(name)}
    meant = {surname: _fullest(MentionKind.PERSON, surname, persons) for surname in surnames}
    return {surname: full for surname, full in meant.items() if full != surname}


def _is_full(name: str) -> bool:
    words = name.split()
    return 2 <= len(words) <= 4 and all(word[:1].isupper() for word in words)


def _fullest(kind: MentionKind, name: str, names: Counter[str]) -> str:
    if kind is MentionKind.PERSON:
        longer = [n for n in names if _is_full(n) and _is_part_of_person(name, n)]
    elif kind is MentionKind.ORGANIZATION:
        longer = [n for n in names if _is_part_of_organization(name, n)]
    else:
        return name
    tops = [n for n in longer if not any(_is_part_of_person(n, o) for o in longer)]
    if len(tops) > 1 and kind is MentionKind.PERSON:
        ranked = sorted(tops, key=lambda n: -names[n])
        if names[ranked[0]] >= _DOMINANT * names[ranked[1]]:
            return ranked[0]
    return tops[0] if len(tops) == 1 else name


def _is_part_of_person(short: str, full: str) -> bool:
    """ "Comey", "James Comey" of "James B. Comey"; of one word only the surname or first name."""
    a, b = short.split(), full.split()
    if len(a) >= len(b):
        return False
    if len(a) == 1:
        return a[0] in (b[0], b[-1])
    return a[0] == b[0] and a[-1] == b[-1]


def _is_part_of_organization(short: str, full: str) -> bool:
    """ "Sony" of "Sony Pictures", "FBI" of "Federal Bureau of Investigation"."""
    a, b = short.split(), full.split()
    if short.isupper() and 2 <= len(short) <= 6 and len(b) > 1:
        return short == "".join(word[0] for word in b if word[0].isupper())
    return len(a) < len(b) and b[: len(a)] == a


class Resolver:
    """Resolves the words of one article; ``mentions`` are its names, already joined."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention]) -> None:
        self._doc = doc
        self._mentions = mentions
        self._by_token: dict[int, Mention] = {}
        self._tokens: list[tuple[int, Mention]] = []  # the head of every name, in order
        self._genders: dict[str, str] = {}
        for mention in mentions:
            self._note(mention)
        self._quoted = _quoted_tokens(doc)
        self._by_surname = _known_surnames(mentions)
        self._counts = Counter(m.name for m in mentions if m.kind is MentionKind.ORGANIZATION)

    def _note(self, mention: Mention) -> None:
        words = self._doc.char_span(mention.span.start, mention.span.end, alignment_mode="expand")
        if not words:
            return
        for token in words:
            self._by_token[token.i] = mention
        self._tokens.append((words.root.i, mention))
        before = self._doc[words.start - 1].lower_.strip(".") if words.start else ""
        if mention.kind is MentionKind.PERSON and before in ("mr", "ms", "mrs", "miss"):
            self._genders[mention.name] = "he" if before == "mr" else "she"

    def resolve(self, span: Span) -> Referent:
        """Whom the words at ``span`` name."""
        words = self._doc.char_span(span.start, span.end, alignment_mode="expand")
        if not words:
            return Referent(name=None, kind=None, rule="no words")
        head = words.root
        lower = head.lower_
        if lower in _SELF:
            return self._writer(head)
        if lower in _HE or lower in _SHE:
            return self._person_before(head, "he" if lower in _HE else "she")
        if lower in _IT:
            return self._organization_before(head)
        if lower in _RELATIVE and len(words) == 1:
            return self._relative(head)
        mention = self._named(words)
        if mention and mention.kind is MentionKind.GROUP:
            return Referent(name=_bare(words), kind=mention.kind, rule="a group as described")
        if mention:
            return _of_mention(mention)
        return self._described(words)

    def _writer(self, head: Token) -> Referent:
        if head.i in self._quoted:
            return Referent(name=None, kind=None, rule="first person within a quotation")
        return Referent(name=AUTHOR, kind=None, rule="first person outside quotations")

    def _named(self, words: Words) -> Mention | None:
        """The name that is the head of the words; a name beside another head does not count."""
        mention = self._by_token.get(words.root.i)
        if mention is None and words.root.dep_ == "appos":
            mention = self._by_token.get(words.root.head.i)
        for child in words.root.children:
            if mention is None and child.dep_ == "appos" and child in words:
                mention = self._by_token.get(child.i)
        if mention is None and words.root.pos_ == "PROPN":  # a name that the model overlooked
            mention = self._by_surname.get(words.root.text)
        return mention if mention and mention.kind in _ACTORS else None

    def _person_before(self, head: Token, gender: str) -> Referent:
        for sentence in self._sentences_before(head):
            found = [
                (self._doc[i].dep_ in _SUBJECTS, i, m)
                for i, m in self._tokens
                if sentence.start <= i < min(sentence.end, head.i)
                and m.kind is MentionKind.PERSON
                and self._genders.get(m.name, gender) == gender
            ]
            if found:
                best = max(found, key=lambda item: item[:2])[2]
                self._genders[best.name] = gender
                return Referent(name=best.name, kind=best.kind, rule="pronoun, nearest person")
        return Referent(name=None, kind=MentionKind.PERSON, rule="pronoun without antecedent")

    def _organization_before(self, head: Token) -> Referent:
        for sentence in self._sentences_before(head)[:2]:
            names = {
                m.name: m
                for i, m in self._tokens
                if sentence.start <= i < min(sentence.end, head.i)
                and m.kind in (MentionKind.ORGANIZATION, MentionKind.PLACE)
                and self._doc[i].dep_ in _SUBJECTS
            }
            if len(names) == 1:
                return _of_mention(next(iter(names.values())), rule="pronoun, only subject before")
        return Referent(name=None, kind=MentionKind.ORGANIZATION, rule="pronoun, no one candidate")

    def _relative(self, head: Token) -> Referent:
        for ancestor in head.ancestors:
            if ancestor.dep_ == "relcl":
                mention = self._by_token.get(ancestor.head.i)
                if mention:
                    return _of_mention(mention, rule="relative pronoun")
                noun = ancestor.head
                words = self._doc[noun.left_edge.i : noun.i + 1]
                return self._described(words)
        return Referent(name=None, kind=None, rule="relative pronoun without noun")

    def _described(self, words: Words) -> Referent:
        head = words.root
        if any(t.lower_ in _DEFINITE for t in words[:1]) and head.tag_ in ("NN", "NNP"):
            if head.lemma_.lower() in entries("nouns_organization"):
                if name := self._organization_in_focus(head):
                    kind = MentionKind.ORGANIZATION
                    return Referent(name=name, kind=kind, rule="the organisation spoken of")
            elif len(words) == 2 and (mention := self._bearer(head)):
                return _of_mention(mention, rule="the bearer of the title")
        return Referent(name=_bare(words), kind=None, rule="described, not named")

    def _organization_in_focus(self, head: Token) -> str | None:
        """The one organisation in the last two sentences; else the one mostly spoken of."""
        near = {
            m.name
            for sentence in self._sentences_before(head)[:2]
            for i, m in self._tokens
            if sentence.start <= i < min(sentence.end, head.i)
            and m.kind is MentionKind.ORGANIZATION
            and m.name not in entries("outlets")
        }
        if len(near) == 1:
            return near.pop()
        ranked = self._counts.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1]):
            return ranked[0][0]
        return None

    def _bearer(self, head: Token) -> Mention | None:
        """The one person whom the article gives this title ("Senator Graham" for "the senator")."""
        found: dict[str, Mention] = {}
        for i, mention in self._tokens:
            if mention.kind is not MentionKind.PERSON:
                continue
            near = {child.lemma_.lower() for child in self._doc[i].children}
            if head.lemma_.lower() in near:
                found[mention.name] = mention
        return next(iter(found.values())) if len(found) == 1 else None

    def _sentences_before(self, head: Token) -> list[Words]:
        """The sentence of ``head`` and those before it, nearest first."""
        sentences = [head.sent]
        while sentences[-1].start > 0 and len(sentences) < _BACK:
            sentences.append(self._doc[sentences[-1].start - 1].sent)
        return sentences


def _bare(words: Words) -> str | None:
    return " ".join(words.text.strip(' ,.;:"“”').split()) or None


def _known_surnames(mentions: Iterable[Mention]) -> dict[str, Mention]:
    persons = [m for m in mentions if m.kind is MentionKind.PERSON and _is_full(m.name)]
    found: dict[str, Mention] = {}
    for mention in persons:
        other = found.setdefault(mention.name.split()[-1], mention)
        if other.name != mention.name:
            found[mention.name.split()[-1]] = replace(mention, kind=MentionKind.WORK)
    return found


def _of_mention(mention: Mention, rule: str = "named") -> Referent:
    name = _LEADING.sub("", mention.name)
    state = pairs("states_by_capital").get(name.casefold())
    if mention.kind is MentionKind.PLACE and state:
        return Referent(name=state, kind=mention.kind, rule="a capital for its state")
    return Referent(name=name, kind=mention.kind, rule=rule)


def _quoted_tokens(doc: Doc) -> frozenset[int]:
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
