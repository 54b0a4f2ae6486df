"""Articles of a file → their stories and copies → where they differ. Stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from .comparison import Difference, DifferingArticle
from .copies import find_copies
from .differences import find_differences
from .match.encoding import encode
from .models import ComparedArticle, Copy, CopyKind, Extraction
from .stories import group_stories
from .text import normal_text

ExtractMany = Callable[[Iterable[str]], Iterable[Extraction]]


def differences_of(
    articles: Sequence[ComparedArticle], extract_many: ExtractMany
) -> Iterator[Difference]:
    """Where articles of one story differ; stories in order of their first article."""
    copies = {copy.id: copy for copy in find_copies(articles)}
    stories: dict[int, list[ComparedArticle]] = {}
    for article, story in zip(articles, group_stories(articles), strict=True):
        stories.setdefault(story, []).append(article)
    for members in stories.values():
        if len(members) > 1:
            texts = [normal_text(a.title, a.body) for a in members]
            found = zip(members, texts, extract_many(texts), strict=True)
            yield from find_differences(
                [
                    _differing(a, text, extraction, copies.get(a.id))
                    for a, text, extraction in found
                ],
                encode,
            )


def _differing(
    article: ComparedArticle, text: str, found: Extraction, copy: Copy | None
) -> DifferingArticle:
    return DifferingArticle(
        id=article.id,
        text=text,
        title=article.title,
        found=found,
        day=article.day,
        copies=copy.copy_of if copy else None,
        is_plain_copy=copy is not None and copy.kind is CopyKind.PLAIN,
    )
