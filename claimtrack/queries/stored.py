"""Titled questions that Datasette offers as stored queries, each answered from indexes.

Every one that shows a responsibility claim shows its ``statement``, which says who says it, where
and when. ``+text_kind`` and a grouping by it lead SQLite to the index of outlets' profiles, which
holds all that is counted: that takes a fourth of the time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredQuery:
    """A question with its SQL; parameters are written ``:so``."""

    name: str
    title: str
    description: str
    sql: str


STORED = (
    StoredQuery(
        name="who_first_said",
        title="Who first said it?",
        description="The earliest claims that hold all of these words, oldest first. Dates are "
        "the articles', so a claim without a known time sorts by its day.",
        sql="""select published_at, outlet, source, source_type, cue, content, stance, title, url,
  claim, article
from claim_list
where claim in (select rowid from claims_fts
  where claims_fts match '"' || replace(replace(trim(:words), '"', ''), ' ', '" "') || '"'
  limit 5000)
order by published_at limit 100""",
    ),
    StoredQuery(
        name="who_first_held_responsible",
        title="Who was first to hold somebody responsible?",
        description="The earliest responsibility claims against a name, oldest first. Each is an "
        "attribution, not a fact.",
        sql="""select published_at, statement, stance, accuser, voice, confidence, outlet, title,
  url, caution, article
from responsibility_list where accused = :accused
order by published_at limit 100""",
    ),
    StoredQuery(
        name="denied_within_a_day",
        title="Claims of responsibility denied within a day",
        description="A name is held responsible, and within 24 hours an article reports that "
        "this is denied for the same name. That both mean the same deed is not known.",
        # from the newest denials back: all pairs of a much accused name are millions
        sql="""select a.published_at, a.statement, d.published_at as denied_at,
  d.statement as denial, a.caution, a.article, d.article as denial_article
from responsibility_list d cross join responsibility_list a on a.accused = d.accused
  and a.stance in ('asserts', 'hedges') and a.published_at between
    strftime('%Y-%m-%dT%H:%M:%SZ', d.published_at, '-1 day') and d.published_at
where d.stance = 'denies' and a.accused_name is not null and a.published_precision = 'second'
order by d.published_at desc limit 100""",
    ),
    StoredQuery(
        name="how_a_matter_stands",
        title="Who holds whom responsible in a story, and how does it stand?",
        description="The responsibility timeline of a story: who was first, how many outlets "
        "report it and how many independently, since when it is denied. Each is an attribution, "
        "not a fact.",
        sql="""select published_at, statement, stance, basis, stated_confidence, first_outlet,
  outlets, independent_outlets, denied_since, denied_by, state, settled_by, matter, caution, article
from responsibility_timeline where story = :story
order by published_at limit 500""",
    ),
    StoredQuery(
        name="contested_most_widely",
        title="Which matters are contested, and how widely reported?",
        description="Matters that somebody denies or doubts, or that another claims, by the "
        "number of independent outlets. Each is an attribution, not a fact.",
        sql="""select published_at, statement, outlets, independent_outlets, denied_since,
  denied_by, first_outlet, story, matter, caution, article
from responsibility_timeline where state = 'contested' and stance <> 'denies'
order by independent_outlets desc, published_at limit 100""",
    ),
    StoredQuery(
        name="what_a_source_said_over_time",
        title="What did somebody say, first to last, and where did it change?",
        description="The statements of one source by story. A change may be the outlet's wording "
        "as well as the source's.",
        sql="""select story, place, published_at, outlet, cue, content, stance, change, why, title,
  url, article
from statements where source = :source order by story, place limit 500""",
    ),
    StoredQuery(
        name="where_outlets_differ",
        title="Where do the articles of a story differ?",
        description="Numbers, days, stance, firmness, source and accused, the words of both "
        "sides. Which side is right is not said.",
        sql="""select kind, a_words, a_outlet, a_published_at, b_words, b_outlet, b_published_at,
  why, a_article, b_article
from difference_list where story = :story order by kind, a_published_at limit 500""",
    ),
    StoredQuery(
        name="anonymous_sources_by_outlet",
        title="Who leans most on anonymous sources?",
        description="Anonymous sources by outlet, with the number of all its claims beside them: "
        "a share says little where that is small. Full texts only.",
        sql="""select outlet, count(*) as claims, sum(source_type = 'anonymous') as anonymous,
  round(100.0 * sum(source_type = 'anonymous') / count(*), 1) as percent
from claim_list where +text_kind = 'full' and outlet is not null
group by outlet, text_kind order by percent desc, outlet limit 200""",
    ),
    StoredQuery(
        name="anonymous_phrases",
        title="Which words stand for anonymous sources?",
        description="The words used most for sources without a name, in an outlet.",
        sql="""select source_words, count(*) as claims, min(article) as an_article
from claim_list where outlet = :outlet and source_type = 'anonymous'
group by source_words order by claims desc limit 100""",
    ),
    StoredQuery(
        name="lost_their_hedge",
        title="Claims that lost their hedge",
        description="In an edited article, the same words first hedged and later asserted.",
        sql="""select before.published_at, before.outlet, before.content, before.cue as cue_before,
  after.cue as cue_after, before.stance as stance_before, after.stance as stance_after,
  before.title, before.article
from claims before join claims after on after.article = before.article
  and after.content = before.content and after.revision > before.revision
where before.current = 0 and before.stance = 'hedges' and after.stance = 'asserts'
limit 100""",
    ),
    StoredQuery(
        name="edited_articles",
        title="Which articles were edited after they were out?",
        description="Articles of which more than one state was seen, newest first.",
        sql="""select published_at, outlet, title, revisions, claims, url, article
from article_list where revisions > 1 order by published_at desc limit 200""",
    ),
    StoredQuery(
        name="most_widely_heard",
        title="Who is heard in the most outlets?",
        description="Named sources by the number of different outlets. People of one name are "
        "one row.",
        sql="""select source, source_type, outlets, articles, claims, direct, first_published_at,
  last_published_at
from source_list where source_type in ('person', 'organization')
order by outlets desc, claims desc limit 100""",
    ),
    StoredQuery(
        name="only_in_one_outlet",
        title="Whom does only this outlet hear?",
        description="Named sources that no other outlet quotes: reporting of its own, or names "
        "that other outlets write otherwise.",
        sql="""select l.source, l.source_type, count(*) as claims, min(l.published_at) as first
from claim_list l join sources s on s.name = l.source and s.type is l.source_type
where l.outlet = :outlet and s.outlets = 1 and l.source_name is not null
group by l.source, l.source_type order by claims desc limit 100""",
    ),
    StoredQuery(
        name="what_was_denied",
        title="What did somebody deny?",
        description="Claims in which this source says that something is not so.",
        sql="""select published_at, outlet, cue, content, quotation, confidence, title, url, claim,
  article
from claim_list where source = :source and stance = 'denies'
order by published_at desc limit 100""",
    ),
    StoredQuery(
        name="distancing_by_outlet",
        title="Who keeps a distance, who presumes?",
        description="How often an outlet's cues keep their distance (claimed) or presume that "
        "the claim is true (revealed), with the number of all its claims. Full texts only.",
        sql="""select outlet, count(*) as claims, sum(tone = 'distancing') as distancing,
  sum(tone = 'endorsing') as endorsing,
  round(100.0 * sum(tone = 'distancing') / count(*), 1) as percent_distancing,
  round(100.0 * sum(tone = 'endorsing') / count(*), 1) as percent_endorsing
from claim_list where +text_kind = 'full' and outlet is not null
group by outlet, text_kind order by outlet limit 200""",
    ),
    StoredQuery(
        name="cues_of_a_source",
        title="By which verbs is somebody reported?",
        description="The cues used for one source, and in how many outlets.",
        sql="""select lower(cue) as cue, count(*) as claims, count(distinct outlet) as outlets,
  sum(tone = 'distancing') as distancing, sum(tone = 'endorsing') as endorsing
from claim_list where source = :source group by lower(cue) order by claims desc limit 100""",
    ),
    StoredQuery(
        name="in_the_articles_own_voice",
        title="Responsibility told without a source",
        description="Where an article itself holds somebody responsible and names nobody who "
        "says so. Each is an attribution, not a fact.",
        sql="""select published_at, statement, stance, confidence, outlet, title, url, caution,
  article
from responsibility_list where voice = 'author' and accuser is null
order by published_at desc limit 200""",
    ),
    StoredQuery(
        name="when_we_were_blind",
        title="When was an outlet not read?",
        description="Gaps of collection: that an outlet is silent in such a time says nothing.",
        sql="""select outlet, since, until, attempts, outcome, detail, lost, url
from gap_list order by since desc limit 200""",
    ),
)
