"""The normal form of a revision's text: title, blank line, body.

NFC, LF, paragraphs a blank line apart, no space at the ends of lines. Offsets of claims count
its code points, so nobody changes the text after a claim was taken from it.
"""

from __future__ import annotations

import re
import unicodedata

# Control characters that no text means (tab and line feed stay): they break JSON, XML and eyes.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """Return ``text`` in NFC with LF line ends, without control characters and double spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n\n").replace("\x85", "\n")
    text = _CONTROL.sub("", unicodedata.normalize("NFC", text))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip()


def clean_line(text: str | None) -> str:
    """Return ``text`` cleaned and on one line; "" for None."""
    return " ".join(clean(text or "").split())


def normal_text(title: str | None, body: str | None) -> str:
    """Join title and body into the text of a revision. Every line of ``body`` is a paragraph."""
    paragraphs = (line for line in clean(body or "").split("\n") if line)
    return "\n\n".join(part for part in (clean_line(title), *paragraphs) if part)
