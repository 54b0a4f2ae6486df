"""The article's own paragraphs, how much of the article they are, and their language."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from lxml import etree
from lxml import html as lxml_html
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from trafilatura import bare_extraction

from ..lexicon import entries
from ..models import TextKind
from ..text import clean
from .document import Document

# The fallback of trafilatura takes over where its own rules find little; where they found an
# article's length and the fallback this many times as much, the fallback has taken in the page.
_ARTICLE_WORDS = 250
_TOO_MUCH = 2.5
# JSON-LD's body is taken where it is longer by this factor and holds most of what was found.
_LONGER = 1.2
_HOLDS = 0.8
_WORD = re.compile(r"\w+")


def extract_body(document: Document, title: str | None) -> str:
    """The article's paragraphs, a blank line apart; "" if there are none."""
    text = _visible_text(document)
    stated = clean(_plain(document.linked.body))
    if len(stated.split()) > _LONGER * len(text.split()) and _holds(stated, text):
        text = stated
    lines = [line for line in text.split("\n") if line.strip()]
    return "\n\n".join(_without_furniture(lines, title))


def _visible_text(document: Document) -> str:
    own = _run(document, fast=True)
    full = _run(document, fast=False)
    if len(own.split()) >= _ARTICLE_WORDS and len(full.split()) >= _TOO_MUCH * len(own.split()):
        return own
    return full


def _run(document: Document, *, fast: bool) -> str:
    try:
        found = bare_extraction(
            document.markup, url=document.url or None, include_comments=False, fast=fast
        )
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return ""  # trafilatura stumbles over some broken trees; the page may still have JSON-LD
    text = getattr(found, "text", None)
    return clean(text) if isinstance(text, str) else ""


def _holds(longer: str, shorter: str) -> bool:
    """Whether most words of ``shorter`` stand in ``longer``."""
    a, b = (Counter(_WORD.findall(text.casefold())) for text in (longer, shorter))
    return (a & b).total() >= _HOLDS * max(b.total(), 1)


@cache
def _furniture() -> re.Pattern[str]:
    """Lines that are page furniture in whole: adverts, calls to sign up, credits."""
    lines = sorted(entries("furniture"))
    return re.compile("|".join(f"(?:{line})" for line in lines), re.IGNORECASE)


# Headings after which a page lists other articles; they count in its last part only.
_TAIL = re.compile(
    r"(?:more|also|read) (?:from|on|in|like|must.reads|about|stories|news|for you)\b.{0,40}"
    r"|(?:related|recommended|popular|trending|most (?:read|popular|viewed)|latest)\b.{0,40}"
    r"|(?:up next|read next|what to read next|you (?:may|might) also like|comments?)\W*",
    re.IGNORECASE,
)
_LAST_PART = 0.6
_DOUBLED = re.compile(r"(.{20,}?)\s+\1")


def _without_furniture(lines: list[str], title: str | None) -> list[str]:
    kept: list[str] = []
    for number, line in enumerate(lines):
        bare = line.strip().strip("-*•›» ").strip()
        if _TAIL.fullmatch(bare) and number > _LAST_PART * len(lines):
            if _are_links(lines[number + 1 :]):
                break
            continue
        if bare == title or _furniture().fullmatch(bare) or _DOUBLED.fullmatch(bare):
            continue
        if bare:
            kept.append(line.strip())
    return kept


def _are_links(lines: list[str]) -> bool:
    """Whether these lines are a list of headlines: short, and hardly any ends as a sentence."""
    if not lines:
        return True
    ended = sum(line.rstrip().endswith((".", ".”", '."')) for line in lines)
    words = sum(len(line.split()) for line in lines) / len(lines)
    return ended <= len(lines) / 2 and words < 30


_GATE = re.compile(
    r"(?:subscribe|sign in|log in|register|create (?:a|an) (?:free )?account)\b.{0,60}"
    r"\b(?:to (?:continue|read|keep|access|unlock)|reading|full (?:story|article|access))"
    r"|this (?:article|content|story) is (?:for|only|available|reserved)\b.{0,40}subscribers"
    r"|already a subscriber|to continue reading",
    re.IGNORECASE,
)
_CUT_END = re.compile(
    r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\W*$|\b(?:read more|continue reading)\W*$", re.I
)
_TEASER_WORDS = 200  # a text longer than this is no teaser, whatever stands beside it


def judge_kind(document: Document, body: str) -> TextKind:
    """Whether ``body`` is the full article or cut off behind a paywall or a link."""
    is_cut = len(body.split()) < _TEASER_WORDS and _CUT_END.search(body)
    return TextKind.TRUNCATED if is_cut or is_gated(document, body) else TextKind.FULL


def is_gated(document: Document, body: str) -> bool:
    """Whether the page says that more than ``body`` is for those who pay or sign in."""
    if len(body.split()) >= _TEASER_WORDS:
        return False
    said = clean(" ".join(document.tree.itertext("p", "div", "span", "a")))
    return document.linked.is_free is False or _GATE.search(said) is not None


def text_of_html(fragment: str) -> str:
    """The words of a fragment of HTML, paragraphs a blank line apart; "" for none."""
    if "<" not in fragment and "&" not in fragment:
        return clean(fragment)
    lines = clean(_plain(fragment)).split("\n")
    return "\n\n".join(line for line in lines if line)


_BLOCKS = frozenset(("p", "div", "br", "li", "blockquote", "tr", "table", "section")) | {
    *("ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6")
}
_SILENT = ("script", "style", "iframe", "noscript", "template", "svg", "figure", "form")


def _plain(fragment: str) -> str:
    if "<" not in fragment:
        return fragment
    try:
        tree = lxml_html.fragment_fromstring(fragment[:5_000_000], create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return re.sub(r"<[^>]*>", " ", fragment)
    etree.strip_elements(tree, *_SILENT, etree.Comment, with_tail=False)
    for element in tree.iter():
        if element.tag in _BLOCKS:
            element.tail = "\n" + (element.tail or "")
            if element.tag != "br":
                element.text = "\n" + (element.text or "")
    return str(tree.text_content())


_SURE = 0.9
_ENOUGH_CHARS = 60


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str, declared: str | None = None) -> str | None:
    """Language of ``text`` as two letters; what is declared where the text is too short to tell.

    None where neither says. Erring towards what is declared: a short headline of names looks like
    many languages.
    """
    sample = text[:4000]
    if len(sample) < _ENOUGH_CHARS:
        return declared
    language, probability = _identifier().classify(sample)
    return str(language) if probability >= _SURE else declared
