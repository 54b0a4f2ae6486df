"""Notes on what comes of setting articles side by side."""

from __future__ import annotations

from .columns import TIME, TableNote

_CLAIMS = "attributions as articles report them, found by a program: not facts, and with errors"

_GROUP = {
    "first_outlet": "Outlet of that claim; within a day nobody knows who was first",
    "claims": "Number of claims of the group",
    "articles": "Number of articles that report it",
    "outlets": "Number of outlets that report it",
    "state": "suggested by the program, or confirmed by a person, every claim",
    "story": "The story of all its claims; null where they are of several",
    "first_published_at": f"Publication of the first report, {TIME}",
}
_VECTOR = {"hash": "The first 16 bytes of the SHA-256 of the text"}
_MEMBER = {
    "state": "suggested by the program, confirmed by a person, or rejected by one",
    "why": "What it was told by, in words",
}
_TIMELINE = {
    "published_at": f"First report of the entry, {TIME}; a day alone where no time is known",
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
    "published_at": f"Publication of the fact-check, {TIME}; a day alone where no time is given",
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
    "first_at": f"Publication of the earliest of them, {TIME}",
    "last_at": f"Publication of the latest of them, {TIME}",
    "change": "What is otherwise than in earlier_claim: stance, hedge or number; null if nothing",
    "why": "How it changed, in a few words",
}

COMPARED = {
    "story_list": TableNote(
        title="Stories",
        description="Articles on one event, across outlets and days, put together by a program: "
        "with errors. Stories of a single article are left out.",
        own={
            "story": "The story, a row of stories",
            "title": "Headline of its first article",
            "first_published_at": f"Publication of its earliest article, {TIME}",
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
    "stale_groups": TableNote(
        title="Claim groups to count",
        hidden=True,
        description="Claim groups of which a claim was corrected or withdrawn since they were "
        "counted.",
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
            "first_published_at": f"Publication of its earliest article, {TIME}",
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
