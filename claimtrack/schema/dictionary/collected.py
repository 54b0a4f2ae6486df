"""Notes on what is collected and what is found in each article."""

from __future__ import annotations

from .columns import GAPS_OF_DAY, TIME, TableNote

_CLAIMS = "attributions as articles report them, found by a program: not facts, and with errors"

_ARTICLE = {
    "state": "gone (404, 410) or retracted (its page says so), as last seen; null for neither"
}
_CHANGE = {
    "kind": "added, removed, reworded, source_changed, hedge_added, hedge_removed, denial_added, "
    "number_changed, headline_changed or correction_note",
    "at": f"When the new words were first seen, {TIME}; the edit itself was earlier",
    "title": "Headline after the edit",
    "source": "Who says it after the edit, or said it where the claim is gone",
}

COLLECTED = {
    "claim_list": TableNote(
        title="Claims",
        description=f"Who says what, in which outlet: {_CLAIMS}. One row for each attribution in "
        "the current revision of each article. Counts of reports are not counts of independent "
        "reports.",
        own=GAPS_OF_DAY,
    ),
    "responsibility_list": TableNote(
        title="Responsibility claims",
        description="Who is held responsible for what, by whom, as articles report it, denials "
        f"and doubts included: {_CLAIMS}. Somebody named here is accused by a source or an "
        "article, never by this database.",
        own={
            "stance": "asserts, hedges, denies (says the accused did not do it), questions, "
            "self_claims (the actor says it did it), withholds; null where not decided",
            "source": "Source of the claim in which the act stands; null in the article's voice",
            "claim": "The attribution claim that carries it, if one does",
        }
        | GAPS_OF_DAY,
    ),
    "article_list": TableNote(
        title="Articles",
        description="Every article that was seen, with the dates as told.",
        own=_ARTICLE | GAPS_OF_DAY,
    ),
    "source_list": TableNote(
        title="Sources",
        description="Everybody who is reported to have said something, by name. People of one "
        "name are one row here.",
        own={"source_type": "Type of the source; one name can have several rows"},
    ),
    "entity_list": TableNote(
        title="Entities",
        description="Persons, organisations and places across articles, one row each, put "
        "together by a program that rather leaves two rows for one than one for two. Nobody is "
        "accused by this database.",
        own={
            "kind": "person, organization or place",
            "claims": "Number of claims in current revisions whose source it is",
            "accused": "Number of responsibility claims in current revisions about it, denials "
            "and doubts included",
            "first_published_at": f"Earliest known publication that names it, {TIME}",
            "articles": "Number of articles that name it",
        },
    ),
    "alias_list": TableNote(
        title="Aliases",
        description="Which names mean which entity, why, and the first article that has them.",
        own={"kind": "person, organization, place, work, event or group, as the name was read"},
    ),
    "entity_record": TableNote(
        title="What entities say, and what is said of them",
        description="What each entity is reported to have said, of what it is accused, and whom "
        f"it accuses: {_CLAIMS}.",
        own={"words": "The content, or the responsibility claim as a sentence"},
    ),
    "ascription_list": TableNote(
        title="Ascriptions",
        description="What lists say of entities, such as the state suspected behind a group of "
        "attackers: somebody's attribution.",
    ),
    "entity_aliases": TableNote(
        title="Aliases, the table",
        description="See alias_list.",
        label="alias",
        own={"kind": "person, organization, place, work, event or group, as the name was read"},
    ),
    "entity_rulings": TableNote(
        title="Rulings on names",
        description="What somebody decided of two names; it outlasts every run.",
        label="name",
        own={"kind": "Kind of the names", "url": "The article, for split"},
    ),
    "ascriptions": TableNote(title="Ascriptions, the table", description="See ascription_list."),
    "unlinked": TableNote(
        title="Revisions to link",
        hidden=True,
        description="Revisions whose claims are still to be tied to entities.",
    ),
    "outlet_list": TableNote(
        title="Outlets",
        description="News houses as feeds.yaml describes them.",
        own={"kind": "agency, paper, broadcaster, magazine, blog or official"},
    ),
    "feed_health": TableNote(
        title="Feed health",
        description="Every feed and how its last poll went.",
        own={"title": "Title that the feed gives itself"},
    ),
    "run_list": TableNote(
        title="Runs",
        description="Every run of a command that writes, with its counts.",
        own={
            "articles": "Number of new articles",
            "revisions": "Number of new revisions",
            "claims": "Number of claims extracted in this run",
            "responsibility_claims": "Number of responsibility claims extracted in this run",
            "state": "running, done, failed or interrupted",
        },
    ),
    "gap_list": TableNote(
        title="Gaps",
        description="When collection did not work: silence of an outlet in such a time says "
        "nothing.",
    ),
    "about": TableNote(
        title="About",
        description="What is to be known of this database as a whole, such as a banner.",
        own={"key": "What is told", "value": "The words"},
    ),
    "outlets": TableNote(
        title="Outlets",
        description="See outlet_list.",
        label="name",
        own={"kind": "agency, paper, broadcaster, magazine, blog or official"},
    ),
    "runs": TableNote(
        title="Runs",
        description="See run_list.",
        label="command",
        own={"state": "running, done, failed or interrupted"},
    ),
    "feeds": TableNote(
        title="Feeds",
        description="See feed_health.",
        label="url",
        own={"title": "Title that the feed gives itself"},
    ),
    "fetches": TableNote(
        title="Fetches",
        description="Every attempt to fetch, with its outcome.",
        label="url",
        own={"kind": "feed or page"},
    ),
    "articles": TableNote(
        title="Articles", description="See article_list.", label="title", own=_ARTICLE
    ),
    "article_urls": TableNote(
        title="Article URLs", label="url", description="Every URL under which an article is known."
    ),
    "feed_entries": TableNote(
        title="Feed entries",
        label="title",
        description="What feeds said of articles; entries without a link are counted here only.",
        own={
            "key": "Identity of the entry within its feed",
            "content": "Content as the feed gave it, until the page was read",
            "state": "pending, done, no_link, off_topic, or failed (the page cannot be had)",
        },
    ),
    "revisions": TableNote(
        title="Revisions",
        label="title",
        description="The words of an article; a new row only when they changed.",
    ),
    "gaps": TableNote(title="Gaps", description="See gap_list.", label="url"),
    "extractors": TableNote(
        title="Extractors", label="version", description="Versions of the extractor that were used."
    ),
    "analyses": TableNote(
        title="Analyses", description="Which extractor analysed which revision, and when."
    ),
    "entities": TableNote(
        title="Entities",
        label="name",
        description="Named people, organisations, places and other things; see entity_list.",
        own={
            "kind": "person, organization, place, work, event or group",
            "claims": "Number of claims in current revisions whose source it is",
            "accused": "Number of responsibility claims in current revisions about it",
        },
    ),
    "mentions": TableNote(
        title="Mentions",
        description="Where entities are named.",
        own={
            "kind": "Kind of the name as it was read, where it is not that of the entity",
            "name": "The fullest name in this article, where it is not that of the entity",
        },
    ),
    "claims": TableNote(
        title="Claims, all revisions",
        label="content",
        description="The table behind claim_list; also holds claims of former revisions.",
    ),
    "responsibility_claims": TableNote(
        title="Responsibility claims, all revisions",
        label="act",
        description="The table behind responsibility_list; also holds former revisions.",
    ),
    "sources": TableNote(
        title="Sources",
        description="See source_list.",
        label="name",
        own={"type": "Type of the source, as source_type of claims"},
    ),
    "stale_sources": TableNote(
        title="Sources to refresh",
        hidden=True,
        description="Names whose counts are to be made anew.",
    ),
    "change_list": TableNote(
        title="Changes",
        description="What edits of published articles did to their claims, headlines and numbers, "
        f"as far as the pages were looked at again. {_CLAIMS[0].upper()}{_CLAIMS[1:]}.",
        own=_CHANGE,
    ),
    "changes": TableNote(
        title="Changes, the table", description="See change_list.", label="kind", own=_CHANGE
    ),
    "alert_list": TableNote(
        title="Alerts",
        description=f"Claims that met a watchlist when they were found: {_CLAIMS}.",
        own={"at": f"When it was found, {TIME}"},
    ),
    "alerts": TableNote(
        title="Alerts, the table",
        label="watch",
        description="See alert_list.",
        own={
            "at": f"When it was found, {TIME}",
            "wrong": "1 where a reviewer called the claim wrong: it is in no view",
        },
    ),
    "correction_list": TableNote(
        title="Corrections",
        description="What was corrected, withdrawn or restored, when and why, without the words "
        "that were withdrawn.",
        own={"kind": "What was: a claim, an article, an outlet or a person"},
    ),
    "corrections": TableNote(
        title="Corrections, the table",
        label="action",
        description="See correction_list.",
        own={"kind": "What was: a claim, an article, an outlet or a person"},
    ),
    "reviews": TableNote(
        title="Reviews",
        description="What people said of claims; only ever added to. Never published.",
        own={
            "kind": "claims or responsibility_claims",
            "words": "The quoted words of the claim, by which it is found again",
            "value": "The corrected value; null for none",
        },
    ),
    "review_claims": TableNote(
        title="Reviewed claims",
        hidden=True,
        description="To which claims a review belongs now; to none if it is orphaned.",
        own={"review": "The review, a row of reviews", "kind": "claims or responsibility_claims"},
    ),
    "withdrawals": TableNote(
        title="Withdrawals",
        description="What is withdrawn, by hashes alone; only ever added to. Never published.",
        own={
            "kind": "claim, article, outlet or person",
            "action": "withdraw or restore",
            "target": "Hash of what is withdrawn",
        },
    ),
    "withdrawn_addresses": TableNote(
        title="Withdrawn addresses",
        hidden=True,
        description="Hashes of further addresses of withdrawn articles.",
    ),
    "codings": TableNote(
        title="Codings",
        description="What coders said of fields of sampled claims. Never published as rows.",
        own={
            "kind": "claims or responsibility_claims",
            "field": "The field that was coded; is_claim: whether it is a claim at all",
        },
    ),
    "coded_claims": TableNote(
        title="Coded claims",
        hidden=True,
        description="Claims as they were when they were coded, so that codings outlive what is "
        "read anew. No words but names; published without.",
        own={
            "claim_key": "The claim's key",
            "kind": "claims or responsibility_claims",
            "revision_hash": "Hash of the text in which it stands",
            "confidence": "What the program held of it, 0 to 1",
            "claim": "Its fields and spans, a JSON object",
        },
    ),
    "outputs": TableNote(
        title="Files written",
        hidden=True,
        description="Files with words of this database, which a withdrawal must reach.",
        own={"kind": "published, alerts, or export: a folder of files"},
    ),
    "facet_counts": TableNote(
        title="Counts of facets",
        hidden=True,
        description="How many current claims have each value of a column, kept by triggers.",
        own={
            "view": "The view whose rows are counted",
            "column": "The column",
            "value": "The value",
            "claims": "Number of rows with the value",
        },
    ),
    "gap_days": TableNote(
        title="Days of gaps",
        hidden=True,
        description="On which days an outlet could not be read at some time, as of the last run.",
        own={
            "day": "The day, UTC",
            "gaps": "Number of gaps on the day",
            "up_to": "Number of the row in order of day and outlet",
        },
    ),
    "comparisons": TableNote(
        title="Comparisons",
        hidden=True,
        description="Which revisions were compared with the one before them, by what extractor.",
    ),
    "returns": TableNote(
        title="Returns",
        hidden=True,
        description="Edits that were taken back: an article shows words again that it had before.",
    ),
}
