"""Values ↔ rows. With ``schema`` and ``queries`` the only room that knows SQL.

| module | what it saves and loads |
|---|---|
| database | opening, migrating and closing a database file |
| lock | one run at a time |
| runs | runs and their counts |
| feeds | outlets, feeds, polls |
| entries | what feeds said of articles, and what of it is to be fetched |
| gaps | when collection did not work, and what was lost |
| articles | articles, their revisions, the URLs they are known by |
| visits | looks at an article's page, and when the next is due |
| claims | what was extracted from a revision |
| entities | which names are one person, organisation or place, and who ruled so |
| changes | what edits did to claims |
| upkeep | copies of a database, and what need not be kept |
| compare | stories and copies |
| grouping | claim groups as the program makes them, and vectors |
| groups | claim groups as people see them, and what they decide |
| timeline | the responsibility timeline of a story |
| differences | where the articles of a story differ |
| factchecks | fact-checks that were imported, and the claim groups they are on |
| statements | what each source says in a story, first to last |
| matching | texts by the words in them |
| keyed | rows by natural keys, for what is kept elsewhere |
| alerts | claims that met a watchlist |
| reviews, withdrawals, held | what people decided, what is held on a name (docs/trust.md) |
| attaching, ledger | reviews carried out in claims; what people decided, kept apart |
| marking, withholding, purge, returning, outputs | withdrawn words: found, kept out, taken out |
| status | what the database holds at a glance |

Every ``save_`` function is one transaction of well under a second; to call it twice with the same
values changes nothing the second time.
"""

from .alerts import load_alerts, load_unwatched, save_alerts, save_delivery
from .articles import Saved, load_known_revision, save_sighting
from .changes import Comparison, count_comparisons, load_comparisons, save_changes
from .claims import (
    PendingRevision,
    count_pending,
    last_revision,
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
from .differences import (
    StoredDifference,
    load_differences,
    load_differing,
    load_group_differences,
    save_differences,
)
from .entities import (
    AliasLine,
    EntityLine,
    EntityName,
    count_unjudged,
    ensure_entity,
    load_aliases,
    load_entities,
    load_names,
    load_rulings,
    load_unjudged,
    save_ascription,
    save_own,
    save_rulings,
    save_same,
)
from .entries import (
    PendingEntry,
    count_pending_entries,
    load_known_entries,
    load_pending_entries,
    save_entry_failure,
)
from .extractions import load_extraction
from .factchecks import (
    StoredFactCheck,
    StoredMatch,
    decide_match,
    load_factchecks,
    load_matches,
    save_factchecks,
    save_suggestions,
)
from .feeds import (
    FeedState,
    Poll,
    load_feed_states,
    resume_feed,
    save_outlets,
    save_poll,
)
from .gaps import Gap, load_gaps
from .grouping import (
    Orphan,
    ReportedContent,
    attach_members,
    forget_suggestions,
    groups_with_members,
    load_barred,
    load_claim_vectors,
    load_claims,
    load_contents,
    load_group_orphans,
    load_single,
    load_stale_groups,
    load_vectors,
    restore_numbers,
    save_counted,
    save_placed,
    save_vectors,
    stories_to_group,
    suggest_member,
)
from .groups import (
    Judgement,
    confirm_claims,
    create_group,
    group_of,
    load_decisions,
    load_group,
    load_group_reports,
    load_groups,
    merge_groups,
    new_group,
    reject_claims,
    save_group_counts,
    split_group,
)
from .held import Held, load_corrections, load_held
from .linking import link_claims
from .lock import run_lock
from .marking import Withdrawal, find_claim, plan_withdrawal
from .matching import (
    FoundClaim,
    count_placed,
    find_claims,
    find_texts,
    load_found,
    load_words,
    word_bank,
)
from .outputs import files_holding, load_outputs, purge_copy, purge_verdicts, save_output
from .purge import Purged
from .returning import open_copy, take_texts
from .reviews import Reviewed, load_orphans, load_reviews, save_review
from .runs import (
    Run,
    RunCounts,
    finish_run,
    load_runs,
    save_fetch,
    start_run,
    unfinished_since,
)
from .statements import (
    StoredStatement,
    find_speakers,
    load_said,
    load_statements,
    save_statements,
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
from .timeline import load_blames, load_stale_stories, save_fresh, save_timeline
from .upkeep import Compacted, backup, compact, restore
from .visits import DueVisit, count_due_visits, load_due_visits, save_visit
from .withdrawals import Restored, Signed, save_restore, save_withdrawal
from .withholding import is_withdrawn_outlet, load_marks, withhold, withhold_entries

__all__ = [
    "AliasLine",
    "Compacted",
    "Compared",
    "Comparison",
    "DueVisit",
    "EntityLine",
    "EntityName",
    "FeedHealth",
    "FeedState",
    "FoundClaim",
    "Gap",
    "Held",
    "Judgement",
    "Orphan",
    "PendingEntry",
    "PendingRevision",
    "Poll",
    "Purged",
    "ReportedContent",
    "Restored",
    "Reviewed",
    "Run",
    "RunCounts",
    "Saved",
    "Signed",
    "Status",
    "StoredDifference",
    "StoredFactCheck",
    "StoredMatch",
    "StoredStatement",
    "StoryCounts",
    "Withdrawal",
    "attach_members",
    "backup",
    "compact",
    "confirm_claims",
    "count_comparisons",
    "count_due_visits",
    "count_pending",
    "count_pending_entries",
    "count_placed",
    "count_uncompared",
    "count_unjudged",
    "create_group",
    "decide_match",
    "ensure_entity",
    "files_holding",
    "find_claim",
    "find_claims",
    "find_revision",
    "find_speakers",
    "find_texts",
    "finish_run",
    "forget_compared",
    "forget_suggestions",
    "group_of",
    "groups_with_members",
    "is_withdrawn_outlet",
    "last_revision",
    "link_claims",
    "load_about",
    "load_alerts",
    "load_aliases",
    "load_barred",
    "load_blames",
    "load_claim_vectors",
    "load_claims",
    "load_compared",
    "load_comparisons",
    "load_contents",
    "load_corrections",
    "load_decisions",
    "load_differences",
    "load_differing",
    "load_due_visits",
    "load_entities",
    "load_extraction",
    "load_factchecks",
    "load_feed_health",
    "load_feed_states",
    "load_found",
    "load_gaps",
    "load_group",
    "load_group_differences",
    "load_group_orphans",
    "load_group_reports",
    "load_groups",
    "load_held",
    "load_known_entries",
    "load_known_revision",
    "load_marks",
    "load_matches",
    "load_names",
    "load_orphans",
    "load_outputs",
    "load_pending",
    "load_pending_entries",
    "load_reports",
    "load_reviews",
    "load_rulings",
    "load_runs",
    "load_said",
    "load_single",
    "load_stale_groups",
    "load_stale_stories",
    "load_statements",
    "load_status",
    "load_text",
    "load_uncompared",
    "load_unjudged",
    "load_unwatched",
    "load_vectors",
    "load_words",
    "merge_groups",
    "new_group",
    "open_copy",
    "open_database",
    "plan_withdrawal",
    "purge_copy",
    "purge_verdicts",
    "refresh_summaries",
    "reject_claims",
    "restore",
    "restore_numbers",
    "resume_feed",
    "run_lock",
    "save_about",
    "save_alerts",
    "save_ascription",
    "save_changes",
    "save_compared",
    "save_copies",
    "save_counted",
    "save_delivery",
    "save_differences",
    "save_entry_failure",
    "save_extraction",
    "save_factchecks",
    "save_fetch",
    "save_fresh",
    "save_group_counts",
    "save_outlets",
    "save_output",
    "save_own",
    "save_placed",
    "save_poll",
    "save_restore",
    "save_review",
    "save_rulings",
    "save_same",
    "save_sighting",
    "save_statements",
    "save_story",
    "save_suggestions",
    "save_timeline",
    "save_vectors",
    "save_visit",
    "save_withdrawal",
    "split_group",
    "start_run",
    "stored_extraction",
    "stories_to_group",
    "suggest_member",
    "take_texts",
    "unfinished_since",
    "use_extractor",
    "withhold",
    "withhold_entries",
    "word_bank",
]
