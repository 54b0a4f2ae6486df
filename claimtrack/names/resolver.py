"""The words of one source, accused or accuser → :class:`Referent`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from ..lexicon import entries, pairs
from ..models import AttributionClaim, Mention, MentionKind, Referent, Span
from .article import Article
from .discourse import HE, SHE, Discourse
from .forms import without_article
from .nouns import is_house, is_person, is_someone, speaks
from .phrases import (
    RELATIVE,
    bounded,
    described_part,
    description,
    head_of,
    heads_of,
    is_link,
    noun_phrase,
    outside_parentheses,
    trimmed,
    whole,
)
from .relations import Relations
from .things import Things
from .unnamed import DEFINITE, why_unnamed

AUTHOR = "AUTHOR"
DESCRIBED, ODD = "described, not named", "described by a noun that seldom speaks"
_SELF = frozenset("i me my mine myself we us our ours ourselves".split())
_IT = frozenset("it its itself".split())
_THEY = frozenset("they them their theirs themselves".split())
_ACTORS = frozenset(
    {MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE, MentionKind.GROUP}
)
_WH = frozenset({"WP", "WDT"})
_HUMAN = frozenset({MentionKind.PERSON, MentionKind.GROUP})
_NOUNS = frozenset({"NOUN", "PROPN"})
_TITLE = frozenset("NOUN PROPN ADJ DET PART PRON PUNCT CCONJ".split())
_COUNTING = frozenset("each both all".split())
_SOON = 5  # sentences within which "a lawyer for him" gets a name
_SHORT = 3  # words of a description like "the appeals court"
_PLACES = frozenset("city country county kingdom nation republic state".split())
_DEEPEST = 4  # antecedents of antecedents; a parse may run in circles


class Resolver:
    """Resolves the words of one article; ``mentions`` are its names, already joined.

    ``attributions`` tell who speaks: their sources are likelier antecedents, and "I" within
    somebody's words is that somebody.
    """

    def __init__(
        self,
        doc: Doc,
        mentions: Sequence[Mention],
        attributions: Sequence[AttributionClaim] = (),
    ) -> None:
        self._article = Article(doc, mentions)
        self._attributions = attributions
        sources = frozenset(self._source_heads())
        self._discourse = Discourse(self._article, sources)
        self._relations = Relations(self._article, self._discourse)
        self._things = Things(self._article, sources)

    def _source_heads(self) -> list[int]:
        spans = [claim.source[0] for claim in self._attributions if claim.source]
        words = [self._article.words(span) for span in spans]
        return [head.i for w in words if w and (head := head_of(w)) is not None]

    def resolve(self, span: Span, *, acts: bool = True) -> Referent:
        """Whom the words at ``span`` name; a capital that ``acts`` stands for its state."""
        words = self._article.words(span)
        if not words:
            return _nobody("no words")
        found = self._resolve(whole(bounded(words)), 0)
        state = pairs("states_by_capital").get((found.name or "").casefold())
        if acts and state and found.kind is MentionKind.PLACE:
            return replace(found, name=state, rule=f"{found.rule}: a capital for its state")
        return found

    def _resolve(self, words: Words, depth: int) -> Referent:
        if len(listed := self._listed(words)) > 1:
            return _together(listed, MentionKind.PERSON)
        heads = heads_of(words)
        if not heads or depth > _DEEPEST:
            return _nobody("no words")
        if len(heads) > 1:
            return self._list(words, heads, depth)
        return self._single(words, heads[0], depth)

    def _single(self, words: Words, head: Token, depth: int) -> Referent:
        lower = head.lower_
        if lower in _SELF and head.text != "US":
            return self._first_person(head, depth)
        if lower == "you" and head.i in self._article.quoted:
            return _nobody("whoever is spoken to")
        if lower in HE or lower in SHE:
            return self._person(head, "pronoun")
        if lower in _IT:
            return self._antecedent(self._things.meant_by_it(head), "it", depth)
        if lower in _THEY:
            return self._antecedent(self._things.meant_by_they(head), "they", depth)
        if words[0].lower_ in RELATIVE and (len(words) == 1 or words[0].tag_ in _WH):
            return self._relative(words[0], depth)
        if lower in _COUNTING and len(words) == 1:
            return self._all_of(head, depth)
        relative = next((t for t in words[:3] if t.lower_ in ("whom", "which")), None)
        if relative is not None and relative.i > head.i and relative.nbor(-1).lower_ == "of":
            return self._relative(relative, depth)
        mention = self._named(words, head)
        if mention:
            return self._of_mention(mention, words, head)
        return self._described(words, head, depth)

    # --- names ----------------------------------------------------------------------------------

    def _named(self, words: Words, head: Token) -> Mention | None:
        """The name that is the head of the words; a name beside another head does not count."""
        mention = self._article.at(head)
        if mention is None and head.dep_ == "appos":
            mention = self._named_beside(head.head, head)
        for child in head.children:
            is_beside = child in words or (is_person(head) and head.tag_ == "NN")
            if mention is None and child.dep_ == "appos" and is_beside:
                mention = self._named_beside(child, head)
        if mention is None or mention.kind is MentionKind.GROUP:
            mention = self._behind_title(words) or mention
        return mention if mention and mention.kind in _ACTORS else None

    def _named_beside(self, name: Token, noun: Token) -> Mention | None:
        """The name in apposition to a noun; no paper and no judge is a place."""
        mention = self._article.at(name)
        is_place = mention is not None and mention.kind is MentionKind.PLACE
        is_of_place = noun.lemma_.lower() in _PLACES or not (is_person(noun) or is_house(noun))
        return None if is_place and not is_of_place else mention

    def _behind_title(self, words: Words) -> Mention | None:
        """The person with whom the phrase ends, behind nothing but a title: a parse may err."""
        outside = [t for t in outside_parentheses(words) if not t.is_punct]
        last = outside[-1] if outside else None
        mention = self._article.at(last) if last is not None else None
        if last is None or mention is None or mention.kind is not MentionKind.PERSON:
            return None
        before = [t for t in words if t.idx < mention.span.start]
        if before and before[-1].text == "," and is_person(words.root):
            return mention
        is_title = all(t.pos_ in _TITLE for t in before) and last.nbor(-1).lower_ != "and"
        return mention if is_title else None

    def _of_mention(self, mention: Mention, words: Words, head: Token) -> Referent:
        if mention.kind is MentionKind.GROUP:
            return self._group(mention, words, head)
        return Referent(name=without_article(mention.name), kind=mention.kind, rule="named")

    def _group(self, mention: Mention, words: Words, head: Token) -> Referent:
        """ "Republicans" as they stand; "the Republican" is one person."""
        is_one = head.tag_ in ("NN", "NNP", "JJ") and words[0].lower_ == "the"
        if is_one and (name := self._discourse.name(head)):
            return self._person_named(name, "the person spoken of")
        return Referent(
            name=description(words, head), kind=mention.kind, rule="a group as described"
        )

    def _list(self, words: Words, heads: Sequence[Token], depth: int) -> Referent:
        """ "Comey and other officials": every part resolved, in the order of the text."""
        bounds = [words.start, *(h.left_edge.i for h in heads[1:]), words.end]
        parts = [words.doc[a:b] for a, b in itertools.pairwise(bounds) if a < b]
        if len(parts) != len(heads) or self._is_one(parts, heads):
            named = self._behind_title(words)
            return (
                self._of_mention(named, words, heads[0])
                if named
                else self._single(words, heads[0], depth)
            )
        found = [self._single(trimmed(p), h, depth + 1) for p, h in zip(parts, heads, strict=True)]
        names = [r.name for r in found if r.name]
        if len(names) == len(found) and len(set(names)) == 1:  # "Lee & Ode", a firm
            return found[0]
        kinds = {r.kind for r in found}
        if len(names) < len(found):
            return _nobody("a list with a part that is not clear")
        kind = kinds.pop() if len(kinds) == 1 else MentionKind.GROUP
        together = _together(names, kind)
        if kind is None:
            return replace(together, name=description(words, heads[0]) or together.name)
        return together

    def _listed(self, words: Words) -> list[str]:
        """Persons with nothing but titles, commas and "and" between them, whatever the parse."""
        found: list[Mention] = []
        for token in outside_parentheses(words):
            mention = self._article.at(token)
            if mention and mention.kind is MentionKind.PERSON:
                if mention not in found:
                    found.append(mention)
            elif not (is_link(token) or (not found and token.pos_ in _TITLE)):
                return []
        is_joined = any(t.lower_ in ("and", "or") for t in words)
        return [m.name for m in found] if is_joined else []

    def _is_one(self, parts: Sequence[Words], heads: Sequence[Token]) -> bool:
        """ "the former mayor and senator", "his wife and partner Ann Lee": one person."""
        if len(heads) != 2 or self._article.at(heads[0]) is not None:
            return False
        is_single = heads[0].tag_ == "NN" and is_person(heads[0])
        second = trimmed(parts[1])
        return (
            is_single and heads[1].tag_ in ("NN", "NNP") and second[0].pos_ not in ("DET", "PRON")
        )

    # --- persons --------------------------------------------------------------------------------

    def _first_person(self, head: Token, depth: int) -> Referent:
        """ "I" within somebody's words is that somebody, elsewhere the writer."""
        holding = [c for c in self._attributions if _holds(c, head)]
        if head.i not in self._article.quoted:
            if signed := self._signed(head):
                return Referent(name=signed, kind=MentionKind.PERSON, rule="signed below")
            return Referent(name=AUTHOR, kind=None, rule="first person outside quotations")
        if holding:
            claim = min(holding, key=_length)
            words = self._article.words(claim.source[0]) if claim.source else None
            if words and head not in words:
                found = self._resolve(words, depth + 1)
                return replace(found, rule=f"first person in words of: {found.rule}")
        return _nobody("first person within a quotation")

    def _signed(self, head: Token) -> str | None:
        """Who signs the letter, where the article is several."""
        signatures = self._article.signatures
        after = [name for i, name in signatures if i > head.i]
        return after[0] if after and len(signatures) > 1 else None

    def _person(self, head: Token, what: str) -> Referent:
        name = self._discourse.name(head)
        if name is None or name.lower().startswith("my "):
            return Referent(name=None, kind=MentionKind.PERSON, rule=f"{what} without one person")
        return self._person_named(name, f"{what}, the person spoken of")

    def _person_named(self, name: str, rule: str) -> Referent:
        kind = MentionKind.PERSON if self._discourse.is_person(name) else None
        return Referent(name=name, kind=kind, rule=rule)

    # --- what was spoken of before --------------------------------------------------------------

    def _antecedent(self, token: Token | None, pronoun: str, depth: int) -> Referent:
        if token is None:
            return _nobody(f"'{pronoun}' without antecedent")
        words = noun_phrase(token)
        found = self._resolve(words, depth + 1)
        return _by_way_of(found, words, f"'{pronoun}', the subject before")

    def _all_of(self, head: Token, depth: int) -> Referent:
        """ "each": the two persons before, else whom "they" would mean."""
        if len(pair := self._discourse.several(head)) == 2:
            return _together(pair, MentionKind.PERSON)
        return self._antecedent(self._things.meant_by_they(head), head.lower_, depth)

    def _relative(self, head: Token, depth: int) -> Referent:
        """ "the minister, who": the noun before; "who" is nobody's town."""
        clause = next((a for a in head.ancestors if a.dep_ == "relcl"), None)
        if clause is None:
            return _nobody("relative pronoun without noun")
        noun = clause.head
        if head.lower_ in ("who", "whom", "whose"):
            noun = self._human(noun)
        words = self._article.doc[noun.left_edge.i : max(noun.i + 1, clause.left_edge.i)]
        found = self._resolve(trimmed(words), depth + 1)
        if found.is_several and found.kind in (MentionKind.PERSON, None):
            return _nobody("relative pronoun behind several")
        is_thing = found.kind is None and noun.tag_ == "NN" and not is_someone(noun)
        if head.lower_ == "who" and is_thing:
            return _nobody("'who' behind a thing")
        return _by_way_of(found, words, "relative pronoun")

    def _human(self, noun: Token) -> Token:
        """The noun, or where it names a thing the one of which it is a part of the description."""
        mention = self._article.at(noun)
        if (mention and mention.kind in _HUMAN) or (mention is None and is_someone(noun)):
            return noun
        above = noun
        while above.dep_ == "pobj" and above.head.dep_ == "prep" and above.head.head.pos_ in _NOUNS:
            above = above.head.head
        return above if mention or is_someone(above) else noun

    def _described(self, words: Words, head: Token, depth: int) -> Referent:
        lemma = head.lemma_.lower()
        if lemma in ("campaign", "team") and (name := self._campaign(words, head)):
            return Referent(name=name, kind=MentionKind.ORGANIZATION, rule="the campaign")
        if name := self._relative_of(words, head):
            return Referent(name=name, kind=MentionKind.PERSON, rule="whose it is, named so")
        if name := self._relations.ruler(head) or self._discourse.name(head):
            return self._person_named(name, "the person so described")
        first = words[0].lower_
        is_plural = head.tag_ == "NNS" and is_person(head) and len(words) < 4
        is_known = first in DEFINITE or first == "both"
        if is_plural and is_known and len(pair := self._discourse.several(head)) == 2:
            return _together(pair, MentionKind.PERSON)
        is_one = first in DEFINITE and head.tag_ in ("NN", "NNP")
        if is_one and (found := self._spoken_of(words, head, depth)):
            return found
        if mention := self._things.known_as(head):
            return replace(self._of_mention(mention, words, head), rule="known as")
        if name := self._relations.owned(words, head):
            return Referent(name=name, kind=None, rule=DESCRIBED)
        if name := self._discourse.speaks_soon(words, head):
            return Referent(name=name, kind=MentionKind.PERSON, rule="who is named and speaks next")
        if name := self._things.told_apart(words, head):
            return Referent(name=name, kind=MentionKind.GROUP, rule="of the kind told of before")
        if name := self._things.introduced_before(words, head):
            return Referent(name=name, kind=None, rule="described before")
        if name := self._things.share(words, head):
            return Referent(name=name, kind=None, rule="a part, of those told before")
        if reason := why_unnamed(self._article, words, head):
            return _nobody(reason)
        return self._as_described(words, head)

    def _spoken_of(self, words: Words, head: Token, depth: int) -> Referent | None:
        part = described_part(words, head)
        lemma = head.lemma_.lower()
        if part is None or len(part) > _SHORT:
            return None
        if lemma in entries("nouns_document") and len(part) == 2:
            token = self._things.described_before(head)
            if token is not None and depth < _DEEPEST:
                before = noun_phrase(token)
                name = description(before, token)
                return Referent(name=name, kind=None, rule="described before")
            return None
        mention = self._things.by_own_words(part) if head.is_lower else None
        if mention is None and is_house(head) and all(_is_kind(t) for t in part[1:-1]):
            mention = self._things.organization(head)
        if mention is None:
            return None
        return replace(self._of_mention(mention, words, head), rule="the organisation spoken of")

    def _campaign(self, words: Words, head: Token) -> str | None:
        if name := self._things.campaign_name(head):
            return name if head.lemma_.lower() == "campaign" else None
        if words[0].lower_ in ("his", "her") and (owner := self._discourse.name(words[0])):
            return f"{owner}{self._article.possessive}campaign"
        if len(words) == 2 and words[0].lower_ == "the":
            return self._things.campaign(head)
        return None

    def _as_described(self, words: Words, head: Token) -> Referent:
        name = self._relations.described(words, head)
        is_odd = head.tag_ == "NN" and head.is_lower and not speaks(head)
        return Referent(name=name, kind=None, rule=ODD if is_odd else DESCRIBED)

    def _relative_of(self, words: Words, head: Token) -> str | None:
        """ "his lawyer", "Lee's wife"; "a lawyer for Lee" only where the name follows soon."""
        if not is_person(head) or head.tag_ != "NN":
            return None
        is_one = any(c.dep_ == "poss" for c in head.children) or words[0].lower_ == "the"
        soon = self._article.sentence_end(self._article.sentence(head.i) + _SOON)
        return self._relations.bearer(head, within=None if is_one else range(head.i, soon + 1))


def _together(names: Sequence[str], kind: MentionKind | None) -> Referent:
    name = f"{', '.join(names[:-1])} and {names[-1]}"
    return Referent(name=name, kind=kind, rule="several together", is_several=True)


def _nobody(rule: str) -> Referent:
    return Referent(name=None, kind=None, rule=rule)


def _by_way_of(found: Referent, words: Words, rule: str) -> Referent:
    """Found through another word; the kind of source is decided by the words it stands for."""
    span = Span(start=words.start_char, end=words.end_char) if len(words) else None
    return replace(found, rule=f"{rule}: {found.rule}", described=found.described or span)


def _holds(claim: AttributionClaim, token: Token) -> bool:
    return any(s.start <= token.idx < s.end for s in claim.content)


def _length(claim: AttributionClaim) -> int:
    return sum(s.end - s.start for s in claim.content)


def _is_kind(word: Token) -> bool:
    """ "technology" of "the technology company": tells the sort, not which one."""
    return word.dep_ == "compound" and word.pos_ == "NOUN"
