"""Values ↔ rows. With ``schema`` and ``queries`` the only room that knows SQL.

| module | what it saves and loads |
|---|---|
| database | opening, migrating and closing a database file |
| runs | runs and their counts |
| feeds | outlets, feeds, polls, feed entries, gaps |
| articles | articles, their revisions, the URLs they are known by |
| claims | what was extracted from a revision |
| compare | stories and copies |
| status | what the database holds at a glance |

Every ``save_`` function is one transaction of well under a second; to call it twice with the same
values changes nothing the second time.
"""

from .articles import Saved, save_sighting
from .claims import (
    PendingRevision,
    count_pending,
    load_extraction,
    load_pending,
    refresh_summaries,
    save_extraction,
    stored_extraction,
    use_extractor,
)
from .compare import (
    Compared,
    StoryCounts,
    count_uncompared,
    forget_compared,
    load_compared,
    load_reports,
    load_uncompared,
    save_compared,
    save_copies,
    save_story,
)
from .database import open_database
from .feeds import (
    FeedState,
    PendingEntry,
    count_pending_entries,
    load_feed_states,
    load_pending_entries,
    save_entry_failure,
    save_outlets,
    save_poll,
)
from .runs import (
    Run,
    RunCounts,
    finish_run,
    load_runs,
    save_fetch,
    start_run,
    unfinished_since,
)
from .status import (
    FeedHealth,
    Status,
    find_revision,
    load_about,
    load_feed_health,
    load_status,
    load_text,
    save_about,
)

__all__ = [
    "Compared",
    "FeedHealth",
    "FeedState",
    "PendingEntry",
    "PendingRevision",
    "Run",
    "RunCounts",
    "Saved",
    "Status",
    "StoryCounts",
    "count_pending",
    "count_pending_entries",
    "count_uncompared",
    "find_revision",
    "finish_run",
    "forget_compared",
    "load_about",
    "load_compared",
    "load_extraction",
    "load_feed_health",
    "load_feed_states",
    "load_pending",
    "load_pending_entries",
    "load_reports",
    "load_runs",
    "load_status",
    "load_text",
    "load_uncompared",
    "open_database",
    "refresh_summaries",
    "save_about",
    "save_compared",
    "save_copies",
    "save_entry_failure",
    "save_extraction",
    "save_fetch",
    "save_outlets",
    "save_poll",
    "save_sighting",
    "save_story",
    "start_run",
    "stored_extraction",
    "unfinished_since",
    "use_extractor",
]
