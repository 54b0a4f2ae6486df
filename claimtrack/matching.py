"""Has this been claimed before? Asks the encoder, the vectors and the words, and joins them.

The vectors of a database are loaded once (:class:`ClaimBank`) and then asked many times: keep the
bank while the database stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from sqlite_utils import Database

from . import store
from .comparison import GroupHit
from .match.rank import CANDIDATES, Candidate, Match, probes, rank
from .match.vectors import Floats, VectorIndex, pack
from .store import FoundClaim

if TYPE_CHECKING:  # whoever has nothing to compare loads no encoder, nor its library
    from .match.encoder import Encoder

LIMIT = 20
_ENCODED = 40  # claims without a vector that are encoded for one question


class ClaimBank:
    """The vectors of the claims that were placed in groups.

    Claims that have none, as those that no run has placed yet and those whose words are not
    published in full, are found by their words alone.
    """

    def __init__(self, db: Database, encoder: Encoder) -> None:
        self._encoder = encoder
        known = store.load_claim_vectors(db, encoder.version)
        self._claims = np.array(known.claims, np.int64)
        self._index = VectorIndex(known.packed)

    def __len__(self) -> int:
        return len(self._claims)

    def nearest(self, db: Database, text: str, *, limit: int = LIMIT) -> list[Match]:
        """The claims of ``db`` most like the text, by number, best first."""
        return self._ranked(db, text, limit)[0]

    def _ranked(
        self, db: Database, text: str, limit: int
    ) -> tuple[list[Match], dict[int, FoundClaim]]:
        """The best, and all that were looked at."""
        words = probes(text)
        vector = self._encoder.vectors([text])[0]
        places, cosines = self._index.nearest(vector, CANDIDATES)
        near = {str(self._claims[p]): float(c) for p, c in zip(places, cosines, strict=True)}
        worded = store.find_claims(db, words, CANDIDATES)
        near |= self._cosines(db, vector, list(worded))
        told = store.load_found(db, [int(claim) for claim in near])
        candidates = {
            str(claim): Candidate(
                text=one.content,
                cosine=near[str(claim)],
                bm25=worded.get(claim, 0.0),
                around=f"{one.source or ''} {one.title}",
            )
            for claim, one in told.items()
        }
        return rank(text, candidates, limit, store.word_shares(db, words)), told

    def find(
        self, db: Database, text: str, *, limit: int = LIMIT
    ) -> list[tuple[FoundClaim, float]]:
        """The claims most like the text, best first, each with its score."""
        matches, told = self._ranked(db, text, limit)
        return [(told[int(match.id)], match.score) for match in matches]

    def find_groups(self, db: Database, text: str) -> list[GroupHit]:
        """The claims in groups most like the text, best first."""
        return [
            GroupHit(group=claim.group, content=claim.content, score=score)
            for claim, score in self.find(db, text, limit=CANDIDATES)
            if claim.group is not None
        ]

    def _cosines(self, db: Database, vector: Floats, claims: Sequence[int]) -> dict[str, float]:
        """Those of claims that were found by words, best first."""
        places = np.searchsorted(self._claims, claims)
        known = [(p, c) for p, c in zip(places, claims, strict=True) if self._holds(p, c)]
        own = self._index.cosines(vector, np.array([p for p, _ in known], np.int64))
        found = {str(claim): float(c) for (_, claim), c in zip(known, own, strict=True)}
        words = store.load_words(db, [c for c in claims if str(c) not in found][:_ENCODED])
        made = self._encoder.vectors(list(words.values())) @ vector
        return found | {str(claim): float(c) for claim, c in zip(words, made, strict=True)}

    def _holds(self, place: int, claim: int) -> bool:
        return place < len(self) and bool(self._claims[place] == claim)


def match_texts(
    queries: Mapping[str, str], bank: Mapping[str, str], encoder: Encoder, *, limit: int = LIMIT
) -> Iterator[tuple[str, list[Match]]]:
    """For each query (text by id) the texts of the bank most like it, best first."""
    ids, place = list(bank), {id: n for n, id in enumerate(bank)}
    index = VectorIndex([pack(vector) for vector in encoder.vectors(list(bank.values()))])
    vectors = encoder.vectors(list(queries.values()))
    with store.word_bank(bank) as db:
        for (id, text), vector in zip(queries.items(), vectors, strict=True):
            places, cosines = index.nearest(vector, CANDIDATES)
            near = {ids[p]: float(c) for p, c in zip(places, cosines, strict=True)}
            worded = store.find_texts(db, probes(text), CANDIDATES)
            own = index.cosines(vector, np.array([place[found] for found in worded], np.int64))
            near |= dict(zip(worded, own.tolist(), strict=True))
            candidates = {
                found: Candidate(text=bank[found], cosine=cosine, bm25=worded.get(found, 0.0))
                for found, cosine in near.items()
            }
            yield id, rank(text, candidates, limit)
