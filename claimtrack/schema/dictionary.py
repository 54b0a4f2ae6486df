"""What every table, view and column means: the one source of the data dictionary.

A column's note stands once under its name; a table that uses the name in another sense says so in
``own``. A test holds that every column of the database has a note.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNote:
    """Title and description of a table or view; ``own`` notes win over the common ones."""

    title: str
    description: str
    hidden: bool = False
    label: str | None = None
    own: dict[str, str] = field(default_factory=dict)

    def note(self, column: str) -> str | None:
        """What ``column`` means here."""
        return self.own.get(column) or COLUMNS.get(column)


_TIME = "ISO 8601, UTC"
_SPAN = "code points of the revision's text, [start, end)"

COLUMNS = {
    "accused": "Who is held responsible: the fullest name the article gives, else the words",
    "accused_name": "Resolved name of the accused; null where the program could not decide",
    "accused_span": f"Where the accused is named, {_SPAN}; null if not named there",
    "accused_words": "The accused, in the article's own words",
    "accuser": "Who holds them responsible (or denies it, or claims it); null if nobody is named",
    "accuser_names": "Every accuser by name, where several speak together, a JSON list",
    "accuser_name": "Resolved name of the accuser; null where the program could not decide",
    "accuser_span": f"Where the accuser is named, {_SPAN}; null if not named",
    "accuser_words": "The accuser, in the article's own words",
    "act": "The act or event, in the shortest words that name it",
    "act_span": f"Where the act is named, {_SPAN}",
    "active": "1 if the feed is configured and polled now, else 0",
    "anonymity": "The reason the article states for not naming the source, word for word; null if "
    "none (or not published)",
    "anonymity_span": f"Where that reason stands, {_SPAN}",
    "article": "The article, a row of articles",
    "articles": "Number of articles",
    "at": f"When it happened, {_TIME}",
    "attempts": "Number of attempts so far",
    "authors": "Names of the authors, a JSON list",
    "basis": "What the attribution is said to rest on; unknown where the text does not say",
    "body_hash": "SHA-256 of the feed's bytes at the last poll that brought something",
    "byline": "Authors as named by the article",
    "bytes": "Size of the body, in bytes after decompression",
    "changed_at": f"Last time the feed's bytes differed, {_TIME}",
    "claim": "The attribution claim, a row of claims",
    "claims": "Number of attribution claims in current revisions",
    "command": "The command that was run",
    "attributed_at": "When the accusation was made, as far as the text dates it: 2014-12-19, "
    "2014-12 or 2014; null if it does not",
    "attributed_precision": "day, month or year; null where attributed_at is",
    "attributed_span": f"Where that date stands, {_SPAN}",
    "attributed_words": "The words that date the accusation; null if none (or not published)",
    "confidence_level": "high, moderate or low, read off stated_confidence; null if none is stated",
    "confidence": "How sure the extractor is, 0 to 1; null where it is not estimated",
    "content": "What is attributed, word for word; … between parts of a broken content",
    "content_spans": f"Where the content stands, a JSON list of spans in {_SPAN}",
    "copy_of": "The article this one is a copy of; null where none is known",
    "country": "Country of the outlet, ISO 3166 alpha-2",
    "cue": "The words that tie source to content, such as said, according to, has yet to deny",
    "cue_spans": f"Where the cue stands, a JSON list of spans in {_SPAN}",
    "current": "1 if the claim is in the article's current revision, else 0",
    "date_source": "Where in the page its date stood",
    "detail": "One sentence on what happened",
    "direct": "Number of claims that are quoted directly, word for word",
    "domain": "Internet domain of the outlet",
    "entity": "The entity, a row of entities",
    "entries": "Number of entries at the last poll that brought something",
    "etag": "ETag the server sent last, given back to ask whether anything changed",
    "external_id": "The id the article was imported with",
    "extractor": "Version of the extractor (code, weights, language model) that found this",
    "failures": "Number of polls that failed since the last that did not",
    "feed": "The feed, a row of feeds",
    "feed_precision": "How exactly the feed told the date: second, day or unknown",
    "feed_published_at": f"Publication by the feed, {_TIME}; a day alone where no time is given",
    "feeds": "Number of feeds polled",
    "feeds_failed": "Number of feeds that could not be had or read",
    "feeds_unchanged": "Number of feeds that were as before",
    "final_url": "URL after redirects",
    "finished_at": f"When the run ended, {_TIME}; null while it runs",
    "first_published_at": f"Earliest known publication of a claim of this source, {_TIME}",
    "first_seen_at": f"When it was first seen by this tracker, {_TIME}",
    "first_used_at": f"When this version was first used, {_TIME}",
    "form": "Format of the feed, as the parser names it: rss20, atom10, json11 …",
    "gap": "Number of the gap",
    "hash": "SHA-256 of the words, so that only changed words count as news",
    "id": "Row number",
    "interval_seconds": "Wanted time between polls, in seconds",
    "key": "Identity that stays the same when the database is made again",
    "kind": "In what capacity: technical, official, legal, unofficial, media, self, unknown",
    "language": "Language, ISO 639-1; of an article as detected, null where it was not",
    "last_modified": "Last-Modified the server sent last, given back likewise",
    "last_published_at": f"Latest known publication, {_TIME}",
    "lost": "What was lost in the meantime, where that is known",
    "mention": "Number of the mention",
    "moved_to": "URL to which the feed says it moved for good",
    "name": "Name",
    "origin": "Where the text comes from: page, feed or import",
    "outcome": "How the attempt ended: ok, not_modified, or the kind of failure",
    "outlet": "The news house that published it; null where unknown",
    "outlets": "Number of different outlets",
    "owner": "Who owns the outlet, where feeds.yaml says",
    "page_precision": "How exactly the page told the date: second, day or unknown",
    "page_published_at": f"Publication by the page, {_TIME}; a day alone where no time is given",
    "pages": "Number of article pages fetched",
    "pages_failed": "Number of article pages that could not be had or read",
    "polled_at": f"Last poll, {_TIME}",
    "published_at": f"Publication, {_TIME}; a day alone where no time is known; null if unknown",
    "published_origin": "Who told the date: feed, page, or only our clock when first seen",
    "published_precision": "How exactly the date is known: second, day or unknown",
    "quotation": "direct (all in quotation marks), mixed (part), indirect (none)",
    "responsibility_claim": "The responsibility claim, a row of responsibility_claims",
    "responsibility_claims": "Number of responsibility claims in current revisions",
    "revision": "The revision of the article's words, a row of revisions",
    "revisions": "Number of revisions",
    "run": "The run, a row of runs",
    "seconds": "Time it took, in seconds",
    "seen_at": f"When these words were first seen, {_TIME}",
    "since": f"Last success before the gap, or its first failure, {_TIME}",
    "source": "Who says it: the fullest name the article gives, else the words; null if nobody "
    "(or not published, where source_spans is not [])",
    "source_name": "Resolved name of the source; null where the program could not decide",
    "source_spans": f"Where the source stands, a JSON list of spans in {_SPAN}",
    "source_type": "person, organization, outlet, document, official, anonymous, group, author, "
    "unknown (the text names none); null where the program could not decide",
    "source_words": "The source, in the article's own words",
    "span_end": f"End of the mention, {_SPAN}",
    "span_start": f"Start of the mention, {_SPAN}",
    "stance": "What the source commits to: asserts, hedges, denies, questions, directs, "
    "evaluates, withholds, self_claims; null where the program could not decide",
    "started_at": f"When the run began, {_TIME}",
    "hedges": "Words that keep the content open, a JSON list of start and end in the text, class "
    "(modal, adverb, approximator, evidential, conditional) and whose (source, author)",
    "state": "State",
    "stated_confidence": "The confidence that the accuser states, word for word; null if none",
    "status": "HTTP status",
    "store": "How much text may be stored: full, excerpt or none",
    "story": "The story (articles on one event); null where not grouped",
    "succeeded_at": f"Last poll that went well, {_TIME}",
    "summary": "Summary as the feed gave it, until the page was read",
    "target": "Who or what was harmed: resolved name, else the words; null if none is named",
    "target_name": "Resolved name of the target; null where the program could not decide",
    "target_span": f"Where the target is named, {_SPAN}",
    "target_words": "The target, in the article's own words",
    "terms_url": "The outlet's terms of use",
    "text": "Title, blank line, body; all offsets count code points of it",
    "text_hash": "SHA-256 of the text alone, so that the same text is analysed once",
    "text_kind": "How much of the article was had: full, truncated, summary or headline",
    "title": "Headline",
    "tone": "How the article frames the cue: neutral, endorsing (presumes that it is true), "
    "distancing (keeps its distance)",
    "until": f"End of the gap, {_TIME}; null while it lasts",
    "url": "Canonical URL, without tracking parameters",
    "version": "Version",
    "voice": "author (the article says so itself) or source (someone in it does)",
    "why": "Which rule or model decided each field and how surely, a JSON list",
    "words": "Number of words",
    "copies": "Number of articles that are copies of another",
    "features": "What is kept of the article's words to compare later ones with it",
    "independent_outlets": "Number of outlets less those that copy, relay, or share an owner",
    "method": "Version of the method that compared the article",
    "original": "The article that was copied, a row of articles",
    "original_outlet": "Outlet of the article that was copied",
    "original_title": "Headline of the article that was copied",
    "place": "Place in the order in which articles were compared",
    "share": "How much of the article's own words, in order, stand in the original, 0 to 1",
    "sketch": "What is kept of the article's words to find copies of it",
    "subtracted": "Outlets not counted as independent and why, a JSON list",
    "claim_group": "The claim group (claims that state the same); null where there is none",
    "denied": "Number of claims that deny it",
    "first_claim": "The claim of the group that was published first, a row of claims",
    "first_source": "Source of that claim",
    "merged_into": "The group that took over its claims; null where none did",
    "opposed": "1 if some assert what others deny, else 0",
    "other_group": "The group that was split, or merged into it; null for none",
    "quote": "The quoted words by which the claim is known, also after it was extracted anew",
    "score": "How surely the program puts it there, 0 to 1; null where a person did",
    "stances": "Number of claims of each stance, a JSON object",
    "who": "Who decided",
    "note": "What they said of it",
    "encoder": "Version of the sentence encoder",
    "vector": "The text as 384 whole numbers of one byte, and before them their scale",
    "keep_days": "Days after which the text is to be deleted; null for never",
    "fetch_url": "Address polled instead, since the feed moved there for good; null for its own",
    "moves": "Number of polls in a row that led to moved_to",
    "every_seconds": "Time between polls as it adapted itself, in seconds",
    "ttl_seconds": "How long the feed says it stays as it is, in seconds; null where it does not",
    "next_poll_at": f"When the feed is asked next, {_TIME}; null for at once",
    "trouble": "What the last failure means: soft, temporary, hard or gone; null for none",
    "stopped_at": f"When polling ended because the feed is gone (410), {_TIME}; null otherwise",
    "news_at": f"Last poll that brought an entry not seen before, {_TIME}",
    "updated_at": f"Last change by the feed, {_TIME}; null where it does not say",
    "redated": "How often the feed gave the same entry another date of publication",
    "expired_at": f"When the text was deleted, since its keep_days were over, {_TIME}",
    "visit_url": "Address at which the page was last had, after redirects",
    "visits": "How often the page was had",
    "visited_at": f"When the page was last had or found unchanged, {_TIME}",
    "revisit_at": f"When the page is looked at again, {_TIME}; null for never",
    "visit_failures": "Number of visits that failed since the last that did not",
    "feeds_waiting": "Number of feeds whose time had not come",
    "revisits": "Number of pages looked at again",
    "changes": "Number of changes found",
    "change": "Number of the change",
    "before": "The words before the edit; null where there were none",
    "after": "The words after the edit; null where there are none",
    "from_revision": "The revision before the edit, a row of revisions",
    "returned": "Where the edit took an earlier one back, a row of returns; null otherwise",
    "gaps": "Number of gaps, times in which collecting did not work: counts may be short",
    "open_gaps": "Number of gaps that last",
    "watch": "Name of the watchlist in feeds.yaml",
    "watched": "1 if its claims were held against the watchlists, else 0",
    "delivered_at": f"When the webhook took it, {_TIME}; null where none did",
    "alerts": "Number of new alerts",
    "alert": "Number of the alert",
    "from_extractor": "Version of the extractor that read the revision before",
    "difference": "Number of the difference",
    "a_article": "The article of the one side, the earlier one, a row of articles",
    "a_outlet": "Outlet of the one side",
    "a_published_at": f"Publication of the one side, {_TIME}",
    "a_title": "Headline of the one side",
    "a_words": "What the one side says, word for word; null where words are not published",
    "a_start": f"Start of these words, {_SPAN}",
    "a_end": f"End of these words, {_SPAN}",
    "a_revision": "The revision they stand in, a row of revisions",
    "b_article": "The article of the other side, a row of articles",
    "b_outlet": "Outlet of the other side",
    "b_published_at": f"Publication of the other side, {_TIME}",
    "b_title": "Headline of the other side",
    "b_words": "What the other side says, word for word; null where words are not published",
    "b_start": f"Start of these words, {_SPAN}",
    "b_end": f"End of these words, {_SPAN}",
    "b_revision": "The revision they stand in, a row of revisions",
    "earlier_claim": "The likest earlier claim of this source, a row of claims; null if unchanged",
    "factcheck": "The fact-check, a row of factchecks",
    "factcheck_match": "Number of the match",
    "reviewer": "Who made the fact-check",
    "claimant": "Who made the claim, as the fact-checker says",
    "claimed_at": "When the claim was made, as the fact-checker writes it",
    "rating": "The verdict in the fact-checker's words; null where it is a number alone",
    "rating_value": "The verdict as a number between worst_rating and best_rating",
    "best_rating": "The number of the best verdict this fact-checker gives",
    "worst_rating": "The number of the worst verdict this fact-checker gives",
    "appearances": "Where the claim was made, a JSON list of URLs",
    "imported_at": f"When it was imported, {_TIME}",
    "imported_from": "File or URL it was imported from",
    "decided_at": f"When a person decided, {_TIME}",
    "entry": "Number of the entry",
    "matter": "Same for all entries on one accused and one sort of act in one story",
    "first_outlet": 'Which outlet reported it first, as far as dates tell: its name, or "same day: '
    'A, B"; outlets without a date are named behind; null where none has one',
    "denied_since": f"Earliest report of a denial in this matter, {_TIME}; null if none is known",
    "denied_by": "Who denies it there; null where nobody is named",
    "settled_by": "The words by which an article says that it is settled; null where none does",
    "reports": "The responsibility claims that make the entry, earliest first, a JSON list",
    "statement": "The claim as a sentence that says who says it, in which outlet and when",
    "accused_entity": "The accused as an entity; null where the name is none or could be two",
    "accuser_entity": "The accuser as an entity; null where the name is none or could be two",
    "accuses": "Number of responsibility claims in current revisions that it makes or denies",
    "alias": "A name by which articles call it",
    "doubt": "Why the row may stand for several; null where nothing tells so",
    "everywhere": "1 if the alias means this entity in every article, else 0",
    "field": "Which field is meant: the corrected one, or what is said of an entity",
    "how": "Why the name belongs to the entity",
    "judged": "1 if it was told apart from all others known then, else 0",
    "only_article": "The one article in which the alias holds; null for all",
    "other": "The other name",
    "role": "says, accused (of an act, or cleared of it) or accuses (or denies, or claims it)",
    "ruling": "same, apart, or split (in one article it is somebody else)",
    "said_by": "Who says so: an attribution, not a fact",
    "source_entity": "The source as an entity; null where the name is none or could be two",
    "value": "What is said",
    "caution": "What every row is: an attribution, not a fact",
    "review": "What a reviewer said last: right, wrong or corrected; null where nobody did",
    "extracted": "What the program had found in fields since corrected, a JSON object; else null",
    "rights": "What the site reserves and who said it: tdm, noai, noarchive; null for nothing",
    "state_at": f"When the state was first seen, {_TIME}",
    "coder": "Who coded it",
    "is_right": "1 if the coder found it right, 0 if wrong",
    "uid": "Identity that is the same in the database and its ledger",
    "action": "withdraw, restore, or corrected (a field of a claim)",
    "reason": "Why, in the words of who decided it",
    "claim_key": "Key of the claim when it was decided on",
    "correction": "Number of the entry in the log",
    "article_key": "Identity of the article",
    "revision_hash": "Hash of the words in which the claim stood",
    "spans": "Where the parts of the claim stood, a JSON object",
    "judgement": "right, wrong, corrected, or cleared (takes back what was said before)",
    "marks": "Hashes by which withdrawn words are found again, a JSON list",
    "applied": "1 if it was carried out in this database, else 0",
    "withdrawal": "The withdrawal, by its uid",
    "path": "Path of the file",
}

_CLAIMS = "attributions as articles report them, found by a program: not facts, and with errors"

_ARTICLE = {
    "state": "gone (404, 410) or retracted (its page says so), as last seen; null for neither"
}
_CHANGE = {
    "kind": "added, removed, reworded, source_changed, hedge_added, hedge_removed, denial_added, "
    "number_changed, headline_changed or correction_note",
    "at": f"When the new words were first seen, {_TIME}; the edit itself was earlier",
    "title": "Headline after the edit",
    "source": "Who says it after the edit, or said it where the claim is gone",
}

_GROUP = {
    "first_outlet": "Outlet of that claim; within a day nobody knows who was first",
    "claims": "Number of claims of the group",
    "articles": "Number of articles that report it",
    "outlets": "Number of outlets that report it",
    "state": "suggested by the program, or confirmed by a person, every claim",
    "story": "The story of all its claims; null where they are of several",
    "first_published_at": f"Publication of the first report, {_TIME}",
}
_VECTOR = {"hash": "The first 16 bytes of the SHA-256 of the text"}
_MEMBER = {
    "state": "suggested by the program, confirmed by a person, or rejected by one",
    "why": "What it was told by, in words",
}
_TIMELINE = {
    "published_at": f"First report of the entry, {_TIME}; a day alone where no time is known",
    "outlet": "The outlet of that first report; see first_outlet for how sure the order is",
    "title": "Headline of that first report",
    "articles": "Number of articles that report it, copies too",
    "outlets": "Number of different outlets that report it",
    "state": "contested (somebody denies or doubts it, or another claims the same deed), settled "
    "(an article tells a conviction, an admission or a retraction), unanswered (neither)",
    "stance": "asserts, hedges, denies (says the accused did not do it), questions, "
    "self_claims (the actor says it did it), withholds; null where not decided",
    "basis": "What it is said to rest on, by the first report that tells",
    "claims": "The responsibility claims that make the entry, earliest first, a JSON list",
    "responsibility_claim": "The first report, a row of responsibility_claims",
    "source": "Source of the claim in which the act stands; null in the article's voice",
}

_DIFFERENCE = {
    "kind": "opposed_stance, hedged_flat, named_anonymous, other_source, other_accused, number "
    "or date",
    "story": "The story to which both articles belong",
    "why": "What differs, in a few words",
}

_FACTCHECK = {
    "claim": "The claim that was checked, as the fact-checker puts it",
    "url": "Where the fact-check stands",
    "published_at": f"Publication of the fact-check, {_TIME}; a day alone where no time is given",
}
_FACTCHECK_MATCH = {
    **_FACTCHECK,
    "state": "suggested (by the program), confirmed or rejected (by a person)",
    "score": "How alike the claim and the likest claim of the group are, 0 to 1; null if by hand",
    "why": "What they have in common, in words",
    "who": "Who confirmed or rejected it",
}
_STATEMENT = {
    "place": "Place among all that this source says in this story, the earliest first",
    "number": "How many statements that are",
    "first_at": f"Publication of the earliest of them, {_TIME}",
    "last_at": f"Publication of the latest of them, {_TIME}",
    "change": "What is otherwise than in earlier_claim: stance, hedge or number; null if nothing",
    "why": "How it changed, in a few words",
}

DICTIONARY = {
    "claim_list": TableNote(
        title="Claims",
        description=f"Who says what, in which outlet: {_CLAIMS}. One row for each attribution in "
        "the current revision of each article. Counts of reports are not counts of independent "
        "reports.",
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
        },
    ),
    "article_list": TableNote(
        title="Articles",
        description="Every article that was seen, with the dates as told.",
        own=_ARTICLE,
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
            "first_published_at": f"Earliest known publication that names it, {_TIME}",
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
        own={"at": f"When it was found, {_TIME}"},
    ),
    "alerts": TableNote(
        title="Alerts, the table",
        label="watch",
        description="See alert_list.",
        own={"at": f"When it was found, {_TIME}"},
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
    "outputs": TableNote(
        title="Files written",
        hidden=True,
        description="Files with words of this database, which a withdrawal must reach.",
        own={"kind": "published or alerts"},
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
    "story_list": TableNote(
        title="Stories",
        description="Articles on one event, across outlets and days, put together by a program: "
        "with errors. Stories of a single article are left out.",
        own={
            "story": "The story, a row of stories",
            "title": "Headline of its first article",
            "first_published_at": f"Publication of its earliest article, {_TIME}",
            "gaps": "Number of outlets that could not be read at some time of its days: "
            "their reports may be missing",
        },
    ),
    "responsibility_timeline": TableNote(
        title="Responsibility timeline",
        description="By story, what each accuser says of each matter (one accused, one sort of "
        "act), since when, in how many outlets, whether it is denied and how it stands: "
        f"{_CLAIMS}. Somebody named here is accused by a source or an article, never by this "
        "database.",
        own=_TIMELINE,
    ),
    "timeline": TableNote(
        title="Responsibility timeline, the table",
        label="act",
        description="See responsibility_timeline.",
        own=_TIMELINE,
    ),
    "difference_list": TableNote(
        title="Differences",
        description="Where two articles of a story differ, with the words of both: numbers, days, "
        "stance, firmness, source, accused. Found by a program: with errors, and what is told in "
        "other words is not seen. Which side is right is not said.",
        own=_DIFFERENCE,
    ),
    "differences": TableNote(
        title="Differences, the table",
        label="kind",
        description="See difference_list.",
        own=_DIFFERENCE,
    ),
    "factcheck_list": TableNote(
        title="Fact-checks",
        description="Verdicts of fact-checkers as their ClaimReview tells them, imported: theirs, "
        "not this database's.",
        own=_FACTCHECK,
    ),
    "factcheck_match_list": TableNote(
        title="Fact-checks on claim groups",
        description="Which claim group a fact-check may be on: a suggestion until a person "
        "confirms it.",
        own=_FACTCHECK_MATCH,
    ),
    "factchecks": TableNote(
        title="Fact-checks, the table",
        label="claim",
        description="See factcheck_list.",
        own=_FACTCHECK,
    ),
    "factcheck_matches": TableNote(
        title="Fact-checks on claim groups, the table",
        description="See factcheck_match_list.",
        own=_FACTCHECK_MATCH,
    ),
    "statements": TableNote(
        title="Statements over time",
        description="What one named source says in one story, first to last, and where it says "
        "otherwise than before. Sources heard in two articles at least; plain copies are left out. "
        f"{_CLAIMS[0].upper()}{_CLAIMS[1:]}. An outlet may have changed the words.",
        own=_STATEMENT,
    ),
    "said": TableNote(
        title="Statements over time, the table",
        label="content",
        description="See statements.",
        own=_STATEMENT,
    ),
    "stale_stories": TableNote(
        title="Stories to refresh",
        hidden=True,
        description="Stories of which something is new that was not compared yet.",
    ),
    "copy_list": TableNote(
        title="Copies",
        description="Articles most of whose words stand in an earlier article, as with wire copy.",
        own={
            "kind": "plain, or extended (with reporting of its own)",
            "why": "What it was told by, in words",
        },
    ),
    "claim_group_list": TableNote(
        title="Claim groups",
        description="Claims that state the same about the same, whoever says it and however "
        "firmly, denials included: put together by a program, with errors, unless a person "
        "confirmed it.",
        own={
            **_GROUP,
            "content": "What is claimed, in the words of its first report",
            "published_precision": "How exactly the first report's time is known",
        },
    ),
    "claim_group_member_list": TableNote(
        title="Claims of the groups",
        description="Each claim of each claim group: attributions as articles report them.",
        own=_MEMBER,
    ),
    "claim_groups": TableNote(
        title="Claim groups, by number",
        description="The table behind claim_group_list; merged and empty groups stay in it.",
        own={**_GROUP, "id": "The group; never changes and is never used again"},
    ),
    "claim_group_members": TableNote(
        title="Claims of the groups, by number",
        label="quote",
        description="The table behind claim_group_member_list; also what a person took out, and "
        "claims that were not found again after a re-extraction.",
        own={**_MEMBER, "claim": "The claim, a row of claims; null where it was not found again"},
    ),
    "claim_group_decisions": TableNote(
        title="Decisions on claim groups",
        label="action",
        description="What people decided on claim groups. Rows are only ever added.",
        own={
            "action": "create, confirm, reject, split (claim_group was split off other_group) or "
            "merge (other_group went into claim_group)"
        },
    ),
    "grouped": TableNote(
        title="Grouped claims",
        hidden=True,
        description="Which claims were compared with others, by what version of the method.",
        own=_VECTOR,
    ),
    "vectors": TableNote(
        title="Vectors",
        hidden=True,
        description="Texts as vectors, so that none is computed twice.",
        own=_VECTOR,
    ),
    "stories": TableNote(
        title="Stories, single articles too",
        label="title",
        description="The table behind story_list.",
        own={
            "id": "The story: the number of its first article, which never changes",
            "title": "Headline of its first article",
            "first_published_at": f"Publication of its earliest article, {_TIME}",
        },
    ),
    "copies": TableNote(
        title="Copies, by number",
        description="The table behind copy_list.",
        own={
            "kind": "plain, or extended (with reporting of its own)",
            "why": "What it was told by, in words",
        },
    ),
    "compared": TableNote(
        title="Compared articles",
        hidden=True,
        description="What is kept of each article so that later ones can be compared with it.",
    ),
}

# What users must know before they count: said openly wherever the columns are explained.
FAULTS = (
    "Claims are found by a program. Some are missed, some are none, and in some a field is wrong; "
    "the README tells how often.",
    "A source is a name: people of one name are one source, and pronouns that the program could "
    "not resolve stand as they are (he, she, it).",
    "Ten articles that repeat one agency report are ten rows. Where copy_of is set an article is "
    "a copy; where it is null it may still be one.",
    "published_at is what the feed or the page told. Where published_precision is day or unknown, "
    "orders within a day mean nothing.",
    "An edit is dated by when it was seen, not by when it was made; edits between two polls are "
    "not seen.",
    "A denial is joined to an accusation by the name of the accused alone: that both mean the "
    "same deed is not known.",
    "Offsets count code points. JavaScript counts UTF-16 units: the two differ after an emoji.",
    "Only English texts are analysed; others are stored without claims.",
)
