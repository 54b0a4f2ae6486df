"""Words that name somebody → the fullest name that the article gives for them.

::

    name_mentions   the names of an article are joined among themselves ("Comey" → "James Comey")
    Article         what the parse says about them: where, how often, he or she, in which role
    Discourse       he, she and "the senator", from the first sentence to the last
    Resolver        the words of one source, accused or accuser → :class:`Referent`

Two candidates left are no answer. Errs on the side of keeping the words as they stand.
"""

from __future__ import annotations

from .joining import name_mentions
from .resolver import AUTHOR, DESCRIBED, ODD, Resolver

__all__ = ["AUTHOR", "DESCRIBED", "ODD", "Resolver", "name_mentions"]
