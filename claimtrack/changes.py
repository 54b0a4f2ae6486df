"""Two revisions of an article, with what was found in them → what the edit did to claims.

Decides only. Works from the sentences that differ, so that a claim that the extractor found in one
revision and overlooked in the other is no change where its sentence is the same. For a sentence
that was changed, its claims are compared; one without claims is compared as the article's own
statement, for numbers, hedges and denials only. What a single sentence does not tell (a denial of
somebody that the next sentence takes back) is not seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from . import lexicon
from .alignment import Sentence, align, likeness, split_sentences, words_of
from .models import AttributionClaim, Change, ChangeKind, Extraction, Revision, Spans, Stance

_SAME_CLAIM = 0.5  # contents with this share of common words are two forms of one claim
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_NOTE = re.compile(
    r"^(?:correction|clarification|corrected|clarified|editor'?s'? note|update|updated|amendment"
    r"|erratum)\b(?:\s+\w+){0,4}\s*[:.-]"
    r"|\b(?:this|an earlier|a previous|the original|earlier) (?:article|story|report|version)s?\b"
    r".{0,160}\b(?:corrected|amended|updated|clarified|misstated|incorrect(?:ly)?|wrong(?:ly)?"
    r"|erroneous(?:ly)?|inaccurate(?:ly)?|mistaken(?:ly)?|error)\b"
    r"|\bwe (?:regret|apologi[sz]e for) the error\b",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|denials?|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|refut(?:e|es|ed)"
    r"|disput(?:e|es|ed)|disavow(?:s|ed)?)\b",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
# Words of a source that do not tell one source from another.
_SMALL = frozenset(
    "the a an of for and in at mr mrs ms dr sir said spokesman spokeswoman spokesperson"
    " his her its their on monday tuesday wednesday thursday friday saturday sunday".split()
)
_PRONOUNS = frozenset("he she they it we i who you him her them this that".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A claim in words, with its sentence."""

    sentence: Sentence
    source: str | None
    cue: tuple[str, ...]
    content: tuple[str, ...]
    stance: Stance | None


def find_changes(
    before: Revision, found_before: Extraction, after: Revision, found_after: Extraction
) -> tuple[Change, ...]:
    """Compare two revisions of one article."""
    notes = _new_notes(before, after)
    old, new = _body(before), _body(after, without=frozenset(notes))
    aligned = align(old, new)
    old_claims = _claims(before.text, found_before, old)
    new_claims = _claims(after.text, found_after, new)
    changes: list[Change] = [*_headline(before, after)]
    changes += [Change(kind=ChangeKind.CORRECTION_NOTE, after=note) for note in notes]
    for s, t in aligned.changed:
        changes += _compare(s, t, _of(s, old_claims), _of(t, new_claims))
    gone = [c for s in aligned.gone for c in _of(s, old_claims)]
    fresh = [c for s in aligned.new for c in _of(s, new_claims)]
    changes += _moved(gone, fresh, frozenset())
    return tuple(dict.fromkeys(changes))


# --- the parts of a revision --------------------------------------------------------------------


def _headline(before: Revision, after: Revision) -> Iterator[Change]:
    if words_of(before.title) != words_of(after.title):
        yield Change(
            kind=ChangeKind.HEADLINE_CHANGED, before=before.title or None, after=after.title or None
        )


def _new_notes(before: Revision, after: Revision) -> tuple[str, ...]:
    """Paragraphs that say that the article was corrected, where they are new."""
    known = {words_of(line) for line in before.text.split("\n")}
    lines = (line.strip() for line in after.text.split("\n"))
    return tuple(
        line
        for line in lines
        if line and words_of(line) not in known and _NOTE.search(line.translate(_QUOTES))
    )


def _body(revision: Revision, *, without: frozenset[str] = frozenset()) -> tuple[Sentence, ...]:
    """The sentences below the headline; notes of correction are no statements of the article."""
    text = revision.text
    start = len(revision.title) if revision.title and text.startswith(revision.title) else 0
    skipped = [(text.find(note), text.find(note) + len(note)) for note in without]
    return tuple(
        s
        for s in split_sentences(text)
        if s.start >= start and not any(a <= s.start < b for a, b in skipped)
    )


def _claims(text: str, found: Extraction, sentences: Sequence[Sentence]) -> list[_Claim]:
    claims = []
    for claim in found.attributions:
        place = _anchor(claim)
        home = next((s for s in sentences if s.start <= place < s.end), None)
        if home:
            claims.append(
                _Claim(
                    sentence=home,
                    source=claim.source_name or _words(text, claim.source) or None,
                    cue=words_of(_words(text, claim.cue)),
                    content=words_of(_words(text, claim.content)),
                    stance=claim.stance,
                )
            )
    return claims


def _anchor(claim: AttributionClaim) -> int:
    return min(span.start for span in claim.cue or claim.content)


def _words(text: str, spans: Spans) -> str:
    return " ".join(text[span.start : span.end] for span in spans)


def _of(sentence: Sentence, claims: Iterable[_Claim]) -> list[_Claim]:
    return [claim for claim in claims if claim.sentence == sentence]


# --- a sentence and its new form ----------------------------------------------------------------


def _compare(s: Sentence, t: Sentence, old: list[_Claim], new: list[_Claim]) -> Iterator[Change]:
    """What became of the claims of a sentence that was changed."""
    stated = tuple(_statement(s, t))
    pairs, gone, fresh = _pair(old, new)
    yield from stated
    seen = {change.kind for change in stated}
    for a, b in pairs:
        for kind, detail in _differences(a, b):
            if kind not in seen and not (kind is ChangeKind.REWORDED and seen):
                yield _change(kind, a, b, detail)
            seen.add(kind)
    # A claim whose cue still stands in the other form was overlooked by the extractor.
    gone = [c for c in gone if not _has_cue(t, c)]
    fresh = [c for c in fresh if not _has_cue(s, c)]
    if _DENIED in seen:  # who denies now no longer declines to comment
        gone = [c for c in gone if c.stance is not Stance.WITHHOLDS]
        fresh = [c for c in fresh if not _denies(c)]
    yield from _moved(gone, fresh, frozenset(seen))


_DENIED = ChangeKind.DENIAL_ADDED


def _statement(s: Sentence, t: Sentence) -> Iterator[Change]:
    """Numbers, hedges and denials, by the words alone."""
    less, more = _numbers(s) - _numbers(t), _numbers(t) - _numbers(s)
    if less and more:
        detail = f"{', '.join(sorted(less))} → {', '.join(sorted(more))}"
        yield Change(kind=ChangeKind.NUMBER_CHANGED, before=s.text, after=t.text, detail=detail)
    lost, won = _hedges(s) - _hedges(t), _hedges(t) - _hedges(s)
    if bool(lost) != bool(won):
        kind = ChangeKind.HEDGE_ADDED if won else ChangeKind.HEDGE_REMOVED
        detail = ", ".join(sorted(won or lost))
        yield Change(kind=kind, before=s.text, after=t.text, detail=detail)
    if _DENIAL.search(t.text) and not _DENIAL.search(s.text):
        yield Change(kind=ChangeKind.DENIAL_ADDED, before=s.text, after=t.text)


def _pair(
    old: list[_Claim], new: list[_Claim]
) -> tuple[list[tuple[_Claim, _Claim]], list[_Claim], list[_Claim]]:
    """Pair the claims that are forms of one, the most alike first."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])], [], []
    scores = sorted(
        (
            (likeness(a.content, b.content), -i, -j)
            for i, a in enumerate(old)
            for j, b in enumerate(new)
        ),
        reverse=True,
    )
    left, right = dict(enumerate(old)), dict(enumerate(new))
    pairs = []
    for score, i, j in scores:
        if score >= _SAME_CLAIM and -i in left and -j in right:
            pairs.append((left.pop(-i), right.pop(-j)))
    return pairs, list(left.values()), list(right.values())


def _differences(a: _Claim, b: _Claim) -> Iterator[tuple[ChangeKind, str | None]]:
    is_other = _is_other_source(a.source, b.source)
    if is_other:
        yield ChangeKind.SOURCE_CHANGED, f"{a.source} → {b.source}"
    if b.stance is Stance.DENIES and a.stance is not Stance.DENIES:
        yield ChangeKind.DENIAL_ADDED, None
    if b.stance is Stance.HEDGES and a.stance in (Stance.ASSERTS, Stance.EVALUATES):
        yield ChangeKind.HEDGE_ADDED, " ".join(b.cue)
    if a.stance is Stance.HEDGES and b.stance in (Stance.ASSERTS, Stance.EVALUATES):
        yield ChangeKind.HEDGE_REMOVED, " ".join(a.cue)
    is_said_so = a.content == b.content and (is_other or _lower(a.cue) == _lower(b.cue))
    if not is_said_so and not is_other:
        yield ChangeKind.REWORDED, None


def _is_other_source(one: str | None, other: str | None) -> bool:
    """Whether two sources are surely not the same: no word that tells them apart is common."""
    a, b = _telling(one), _telling(other)
    return bool(a and b and not a & b)


def _telling(source: str | None) -> set[str]:
    said = {word.casefold().removesuffix("'s") for word in words_of(source or "")}
    return set() if said <= _PRONOUNS else said - _SMALL - _PRONOUNS


def _moved(
    gone: list[_Claim], fresh: list[_Claim], seen: frozenset[ChangeKind]
) -> Iterator[Change]:
    """Claims that left a sentence and those that came, paired where they are forms of one."""
    for a in list(gone):
        same = [b for b in fresh if likeness(a.content, b.content) >= _SAME_CLAIM]
        if same:
            gone.remove(a)
            fresh.remove(same[0])
            for kind, detail in _differences(a, same[0]):
                if kind not in seen and not (kind is ChangeKind.REWORDED and seen):
                    yield _change(kind, a, same[0], detail)
    yield from (_change(ChangeKind.REMOVED, a, None, None) for a in gone)
    for b in fresh:
        yield _change(_DENIED if _denies(b) else ChangeKind.ADDED, None, b, None)


def _change(kind: ChangeKind, a: _Claim | None, b: _Claim | None, detail: str | None) -> Change:
    source = b.source if b else a.source if a else None
    return Change(
        kind=kind,
        before=a.sentence.text if a else None,
        after=b.sentence.text if b else None,
        source=source,
        detail=detail,
    )


def _denies(claim: _Claim) -> bool:
    return claim.stance is Stance.DENIES


def _has_cue(sentence: Sentence, claim: _Claim) -> bool:
    return bool(claim.cue) and set(_lower(claim.cue)) <= set(_lower(sentence.words))


def _lower(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.casefold() for word in words)


def _numbers(sentence: Sentence) -> Counter[str]:
    words = lexicon.pairs("numbers")
    found: Counter[str] = Counter()
    for word in sentence.words:
        for part in word.casefold().split("-"):
            if part in words:
                found[words[part]] += 1
            elif _NUMBER.match(part):
                found[part.replace(",", "").rstrip("%")] += 1
    return found


def _hedges(sentence: Sentence) -> Counter[str]:
    hedges = lexicon.entries("hedges")
    first, *rest = sentence.words
    return Counter(word for word in (first.casefold(), *rest) if word in hedges)
