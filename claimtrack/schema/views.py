"""The flat views that users read: each stands on one wide table, without a join.

A four-join view over a million claims times out on its facets; one wide indexed table answers in
200 ms. Columns may be added; to rename or drop one is a major version.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view by name and its select; ``facets`` are offered by default, ``fts`` is searched."""

    name: str
    sql: str
    facets: tuple[str, ...] = ()
    sort_desc: str | None = None
    fts: str | None = None
    fts_pk: str | None = None


# Who says it, where and when: no page and no export shows a responsibility claim without.
STATEMENT = """coalesce(accused, 'somebody not named') || case stance
    when 'asserts' then ' held responsible for '
    when 'hedges' then ' named as possibly responsible for '
    when 'denies' then ' said not to be responsible for '
    when 'questions' then ' asked about, not named, as responsible for '
    when 'self_claims' then ' said to claim responsibility for '
    when 'withholds' then ' neither named nor ruled out as responsible for '
    else ' mentioned, how firmly was not decided, in connection with ' end
  || coalesce('“' || act || '”', 'something not named') || coalesce(' (' || target || ')', '')
  || ', according to ' || coalesce(accuser, source, case voice
    when 'author' then 'the article itself' else 'a source not named' end)
  || ', in ' || coalesce(outlet, 'an outlet not named')
  || ', ' || coalesce(substr(published_at, 1, 10), 'date unknown')"""

# When outlets could not be read, looked up for each row that is shown: of a claim how many gaps its
# outlet had on its day; of a story how many outlets had one on its days; of a source on how many
# days of outlets that was so, which costs no more for a year than for a day.
_OF_DAY = """coalesce((select d.gaps from gap_days d
  where d.outlet = {table}.outlet and d.day = substr({table}.published_at, 1, 10)), 0) as gaps"""
_OF_STORY = """(select count(distinct d.outlet) from gap_days d
  where d.day between substr(first_published_at, 1, 10) and substr(last_published_at, 1, 10))
  as gaps"""
_UP_TO = """coalesce((select d.up_to from gap_days d where d.day {until}
  order by d.day desc, d.outlet desc limit 1), 0)"""
_OF_TIME = (
    _UP_TO.format(until="<= substr(last_published_at, 1, 10)")
    + " - "
    + _UP_TO.format(until="< substr(first_published_at, 1, 10)")
    + " as gap_days"
)

VIEWS = (
    View(
        name="claim_list",
        sql=f"""select id as claim, outlet, country, published_at, published_precision, title, url,
  source, source_type, cue, content, quotation, stance, tone, hedges, anonymity, confidence, story,
  copy_of, text_kind, source_words, source_name, article, revision, extractor, source_spans,
  cue_spans, content_spans, anonymity_span, inside, why, review, extracted,
  {_OF_DAY.format(table="claims")}
from claims where current = 1""",
        facets=("outlet", "source_type", "stance"),
        sort_desc="published_at",
        fts="claims_fts",
        fts_pk="claim",
    ),
    View(
        name="responsibility_list",
        sql=f"""select id as responsibility_claim, claim, outlet, country, published_at,
  published_precision, title, url, accused, act, target, accuser, stance, voice, basis, kind,
  stated_confidence, confidence_level, attributed_at, attributed_precision, confidence, source,
  source_type, cue, content, quotation, tone, story,
  copy_of, text_kind, accused_words, accused_name, target_words, target_name, accuser_words,
  accuser_name, accuser_names, attributed_words, article, revision, extractor, accused_span,
  act_span, target_span, accuser_span, attributed_span, why, {STATEMENT} as statement,
  'an attribution, not a fact' as caution, review, extracted,
  {_OF_DAY.format(table="responsibility_claims")}
from responsibility_claims where current = 1""",
        facets=("outlet", "stance", "voice"),
        sort_desc="published_at",
    ),
    View(
        name="article_list",
        sql=f"""select id as article, outlet, country, published_at, published_precision,
  published_origin, title, byline, url, language, text_kind, words, revisions, claims,
  responsibility_claims, story, copy_of, feed_published_at, feed_precision, page_published_at,
  page_precision, date_source, first_seen_at, external_id, revision, visits, visited_at, revisit_at,
  state, state_at, rights, {_OF_DAY.format(table="articles")}
from articles""",
        facets=("outlet", "text_kind", "language"),
        sort_desc="published_at",
        fts="articles_fts",
        fts_pk="article",
    ),
    View(
        name="source_list",
        sql=f"""select name as source, type as source_type, claims, direct, articles, outlets,
  first_published_at, last_published_at, {_OF_TIME}
from sources""",
        facets=("source_type",),
        sort_desc="claims",
    ),
    View(
        name="entity_list",
        sql=f"""select id as entity, name, kind, claims, accused, accuses, articles, outlets,
  first_published_at, last_published_at,
  iif(kind = 'person' and instr(name, ' ') = 0, 'may be several people', null) as doubt, {_OF_TIME}
from entities where judged = 1 and kind in ('person', 'organization', 'place')""",
        facets=("kind",),
        sort_desc="claims",
    ),
    View(
        name="alias_list",
        sql="""select a.entity, e.name, a.alias, a.kind, a.how, a.article, t.outlet, t.title, t.url,
  a.span_start, a.span_end, a.only_article
from entity_aliases a join entities e on e.id = a.entity
  left join articles t on t.id = a.article""",
        facets=("how",),
    ),
    View(
        name="entity_record",
        sql=f"""select source_entity as entity, 'says' as role, id as claim,
  null as responsibility_claim, outlet, published_at, title, url, content as words, stance, tone,
  article
from claims where current = 1 and source_entity is not null
union all select accused_entity, 'accused', claim, id, outlet, published_at, title, url,
  {STATEMENT}, stance, tone, article
from responsibility_claims where current = 1 and accused_entity is not null
union all select accuser_entity, 'accuses', claim, id, outlet, published_at, title, url,
  {STATEMENT}, stance, tone, article
from responsibility_claims where current = 1 and accuser_entity is not null""",
        facets=("role",),
        sort_desc="published_at",
    ),
    View(
        name="ascription_list",
        sql="""select s.entity, e.name, s.field, s.value, s.said_by
from ascriptions s join entities e on e.id = s.entity""",
        facets=("field", "value"),
    ),
    View(
        name="outlet_list",
        sql="""select name as outlet, domain, country, language, kind, owner, articles, claims,
  last_published_at, terms_url, store, keep_days,
  (select count(*) from gaps g where g.outlet = outlets.name) as gaps,
  (select count(*) from gaps g where g.outlet = outlets.name and g.until is null) as open_gaps
from outlets""",
        facets=("country", "kind"),
        sort_desc="claims",
    ),
    View(
        name="feed_health",
        sql="""select id as feed, outlet, url, active, outcome, status, failures, polled_at,
  succeeded_at, changed_at, entries, form, title, detail, moved_to, interval_seconds, trouble,
  every_seconds, next_poll_at, news_at, stopped_at, ttl_seconds, fetch_url, moves,
  (select count(*) from gaps g where g.feed = feeds.id) as gaps
from feeds""",
        facets=("outlet", "outcome"),
        sort_desc="failures",
    ),
    View(
        name="run_list",
        sql="""select id as run, command, started_at, finished_at, state, feeds, feeds_unchanged,
  feeds_failed, pages, pages_failed, articles, revisions, claims, responsibility_claims, version,
  detail, feeds_waiting, revisits, changes, alerts
from runs""",
        facets=("command", "state"),
        sort_desc="started_at",
    ),
    View(
        name="gap_list",
        sql="""select id as gap, outlet, url, since, until, attempts, outcome, detail, lost, feed
from gaps""",
        facets=("outlet", "outcome"),
        sort_desc="since",
    ),
    View(
        name="change_list",
        sql="""select id as change, at, outlet, country, kind, before, after, source, title, url,
  published_at, detail, article, from_revision, revision
from changes""",
        facets=("kind", "outlet"),
        sort_desc="at",
    ),
    View(
        name="story_list",
        sql=f"""select id as story, title, first_published_at, last_published_at, articles, copies,
  outlets, independent_outlets, subtracted, {_OF_STORY}
from stories where articles > 1""",
        sort_desc="last_published_at",
    ),
    View(
        name="responsibility_timeline",
        sql=f"""select id as entry, story, matter, published_at, published_precision, accused, act,
  target, accuser, stance, voice, basis, kind, stated_confidence, outlet, first_outlet, outlets,
  independent_outlets, subtracted, denied_since, denied_by, state, settled_by, articles, title,
  url, article, responsibility_claim, claims as reports, source, source_type,
  {STATEMENT} as statement, 'an attribution, not a fact' as caution
from timeline""",
        facets=("state", "stance"),
        sort_desc="published_at",
    ),
    View(
        name="difference_list",
        sql="""select id as difference, story, kind, a_words, a_outlet, a_published_at, b_words,
  b_outlet, b_published_at, why, a_title, b_title, a_article, a_start, a_end, b_article, b_start,
  b_end, a_revision, b_revision
from differences""",
        facets=("kind", "a_outlet", "b_outlet"),
        sort_desc="story",
    ),
    View(
        name="statements",
        sql="""select source, source_type, story, place, number, published_at, published_precision,
  outlet, cue, content, stance, quotation, change, why, earlier_claim, first_at, last_at, title,
  url, claim, article
from said""",
        facets=("change", "stance", "outlet"),
        sort_desc="published_at",
    ),
    View(
        name="factcheck_list",
        sql="""select id as factcheck, published_at, published_precision, reviewer, claim, claimant,
  claimed_at, rating, rating_value, best_rating, worst_rating, url, appearances, imported_at,
  imported_from
from factchecks""",
        facets=("reviewer", "rating"),
        sort_desc="published_at",
    ),
    View(
        name="factcheck_match_list",
        sql="""select m.id as factcheck_match, m.factcheck, m.claim_group, m.state, m.score,
  m.why, m.who, m.decided_at, f.reviewer, f.rating, f.claim, f.url
from factcheck_matches m join factchecks f on f.id = m.factcheck""",
        facets=("state", "reviewer"),
        sort_desc="score",
    ),
    View(
        name="copy_list",
        sql="""select c.article, a.outlet, a.published_at, a.title, a.url, c.original as copy_of,
  o.outlet as original_outlet, o.title as original_title, c.share, c.kind, c.why
from copies c join articles a on a.id = c.article join articles o on o.id = c.original""",
        facets=("outlet", "kind"),
        sort_desc="published_at",
    ),
    View(
        name="claim_group_list",
        sql="""select g.id as claim_group, c.content, c.source as first_source,
  c.outlet as first_outlet, g.first_published_at, c.published_precision, g.last_published_at,
  g.claims, g.articles, g.outlets, g.independent_outlets, g.subtracted, g.stances, g.denied,
  g.opposed, g.state, g.story, g.first_claim
from claim_groups g join claims c on c.id = g.first_claim where g.merged_into is null""",
        facets=("state", "opposed"),
        sort_desc="last_published_at",
    ),
    View(
        name="claim_group_member_list",
        sql="""select m.claim_group, m.claim, c.outlet, c.published_at, c.published_precision,
  c.title, c.url, c.source, c.source_type, c.cue, c.content, c.stance, c.quotation, c.tone,
  m.state, m.score, m.why, c.confidence, c.story, c.copy_of, c.article, c.content_spans
from claim_group_members m join claims c on c.id = m.claim
where m.state <> 'rejected' and c.current = 1""",
        facets=("outlet", "stance", "state"),
        sort_desc="published_at",
    ),
    View(
        name="correction_list",
        sql="""select at, action, kind, field, outlet, reason, claim_key, id as correction
from corrections""",
        facets=("action", "kind"),
        sort_desc="at",
    ),
    View(
        name="alert_list",
        sql="""select id as alert, at, watch, outlet, title, url, published_at, source, content,
  accused, delivered_at, attempts, detail, story
from alerts where wrong = 0""",
        facets=("watch", "outlet"),
        sort_desc="at",
    ),
)
