"""What an edit changed, as HTML: whole paragraphs first, then words within changed ones.

Removed words are struck through and added ones underlined, with hidden words for those who listen,
so that nothing hangs on colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from markupsafe import Markup

# Word by word only where a paragraph stays recognisable; else old and new one below the other.
_ALIKE = 0.4
_LONG = 4_000  # words of a paragraph, beyond which comparing them word by word takes too long

_DEL = Markup('<del><span class="heard">[removed: </span>{}<span class="heard">]</span></del>')
_INS = Markup('<ins><span class="heard">[added: </span>{}<span class="heard">]</span></ins>')
_SAME = Markup('<p class="same">{} unchanged</p>')


def diff_texts(before: str, after: str) -> Markup:
    """The edit from ``before`` to ``after``; unchanged paragraphs are only counted."""
    old, new = _paragraphs(before), _paragraphs(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return Markup("\n").join(
        block
        for tag, i1, i2, j1, j2 in matcher.get_opcodes()
        for block in _blocks(tag, old[i1:i2], new[j1:j2])
    )


def diff_words(reference: str, words: str) -> Markup | None:
    """Where ``words`` differ from those of another report; None where hardly a word is shared."""
    return _by_words(reference, words)


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _blocks(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Markup]:
    if tag == "equal":
        words = "1 paragraph" if len(old) == 1 else f"{len(old)} paragraphs"
        yield _SAME.format(words)
        return
    for number in range(max(len(old), len(new))):
        yield _paragraph(old[number : number + 1], new[number : number + 1])


def _paragraph(old: Sequence[str], new: Sequence[str]) -> Markup:
    if old and new and (words := _by_words(old[0], new[0])) is not None:
        return Markup("<p>{}</p>").format(words)
    removed = _DEL.format(old[0]) if old else ""
    added = _INS.format(new[0]) if new else ""
    return Markup("<p>{}{}</p>").format(removed, added)


def _by_words(old: str, new: str) -> Markup | None:
    a, b = _tokens(old), _tokens(new)
    if len(a) + len(b) > _LONG:
        return None
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return None
    pieces: list[Markup | str] = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = "".join(a[i1:i2]), "".join(b[j1:j2])
        if tag == "equal":
            pieces.append(gone)
            continue
        pieces += [_DEL.format(gone)] if gone else []
        pieces += [_INS.format(come)] if come else []
    return Markup("").join(pieces)


def _tokens(text: str) -> list[str]:
    """Words with the space before them, and marks on their own."""
    return re.findall(r"\s*(?:\w+(?:['’.-]\w+)*|[^\w\s])|\s+", text)
