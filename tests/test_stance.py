"""Stance, tone and kind of source, on short sentences: (source), {cue}, [content]."""

from __future__ import annotations

import pytest

from claimtrack.entities import find_mentions
from claimtrack.lexicon import entries
from claimtrack.names import Resolver, name_mentions
from claimtrack.stance import find_source_type, find_stance, find_tone
from tests.marked import parse, read

DENIES = """
(The minister) {denied} [that he had taken the money].
(She) {denied} [any part in the theft].
(The company) {has denied} [the report].
(He) {flatly denied} [knowing the man].
(The bank) {denies} [it was warned].
(The firm) {rejected} [the charge that it lied].
(The ministry) {rejects} [the finding].
(Norvania) {rejected} [the accusation as absurd].
(The mayor) {disputed} [the figures].
(Two experts) {dispute} [that account].
(The lawyer) {refuted} [the claim].
(A spokesman) {refuted} [the article's conclusions].
(The studio) {rebutted} [the story].
(Researchers) {debunked} [the rumor].
(The agency) {debunked} [reports of a second leak].
(The ambassador) {contradicted} [the police version].
(The new study) {contradicts} [the earlier result].
(He) {called} [the report false].
(The senator) {called} [the story a lie].
(The governor) {called} [the claims untrue].
(The chairman) {called} [the accusations baseless].
(The envoy) {dismissed} [the report as false].
(The regime) {dismissed} [the charges as fabricated].
(The owner) {described} [the allegations as unfounded].
(The airline) {labeled} [the rumor false].
(The general) {disavowed} [the order].
(The party) {disowned} [the leaflet].
(The institute) {discredited} [the theory].
(Officials) {do not believe} [that the dam was attacked].
(The panel) {did not accept} [his account].
(The minister) {denied} [wrongdoing].
(The editor) {believes} [the official version]. | hedges
(He) {doesn't think} [the fire was an accident].
(She) {did not buy} [the explanation].
(The premier) {repudiated} [the statement].
(The union) {issued a denial of} [the talks].
(The hotel) {shot down} [reports of a sale].
(The coach) {brushed off claims} [that he would leave].
(The police chief) {disagreed} [that the stop was unlawful].
(The director) {has repeatedly denied} [the affair].
(The club) {strongly denies} [wrongdoing].
(The witness) {disproved} [his alibi].
(The mill) {denied responsibility for} [the spill].
(The mayor) {said} [he did not take the money]. | asserts
(The court) {denied} [the motion]. | directs
(The judge) {rejected} [a request for bail]. | directs
(The board) {rejected} [the application]. | directs
(The studio) {called} [the film a triumph]. | evaluates
(The bank) {confirmed} [that it was warned]. | asserts
"""

WITHHOLDS = """
(The company) {declined to comment on} [the report].
(A spokesman) {declined to say} [who gave the order].
(She) {declined to discuss} [the talks].
(The firm) {declined} [to comment].
(The ministry) {refused to comment on} [the arrests].
(He) {refused to say} [whether he would run].
(The bank) {refused to confirm} [the loss].
(The chief) {refuses} [to discuss the case].
(The agency) {refused to identify} [the victim].
(The studio) {has refused to name} [the sender].
(The leaders) {have yet to deny} [the country is responsible].
(The mayor) {has yet to respond to} [the charge].
(Norvania) {has yet to acknowledge} [the attack].
(The firm) {did not respond to} [a request for comment].
(The embassy) {did not immediately respond to} [requests for comment].
(He) {did not return} [calls].
(The lawyer) {did not immediately return} [a message].
(The agency) {would not confirm} [the number].
(She) {would not say} [when she learned of it].
(The police) {would not disclose} [his name].
(The army) {would neither confirm nor deny} [the raid].
(The operator) {did not name} [a suspect].
(The police) {have not named} [the victim].
(The party) {has not endorsed} [the plan].
(The report) {does not mention} [the leak].
(The governor) {did not mention} [the lawsuit].
(The hospital) {did not disclose} [the cause].
(The utility) {did not explain} [the delay].
(The utility) {has not explained} [how the valve failed].
(The studio) {is still holding off on} [its official announcement].
(The prosecutor) {stopped short of} [an accusation].
(The senator) {sidestepped} [the question].
(He) {dodged} [questions about the loan].
(She) {evaded} [the question].
(The minister) {avoided} [the subject].
(The minister) {remained silent on} [the arrests].
(The palace) {kept silent about} [the visit].
(The regulator) {withheld} [the names].
(The witness) {refrained from} [a comment].
(The chief) {deflected} [questions about the raid].
(The agency) {did not rule out} [a second attack].
(The firm) {has not revealed} [the price].
(The board) {did not address} [the charge].
(The company) {did not specify} [the amount].
(The mayor) {refused to pay} [the fine]. | directs
(The union) {declined} [to join the talks]. | directs
(The firm) {responded} [that it had been warned]. | asserts
(The police) {named} [the victim]. | asserts
"""

OTHERS = """
(The minister) {said} [the dam was safe]. | asserts
(Officials) {announced} [a new rule]. | asserts
(The report) {found} [that the valve failed]. | asserts
(He) {cited} [two studies]. | asserts
(The agency) {released} [the figures]. | asserts
(She) {warned} [that the bridge could fall]. | asserts
{According to} (police), [the car was stolen]. | asserts
(The prosecutor) {accused} [the mayor of taking bribes]. | asserts
(Officials) {accused} [the mayor]. | evaluates
(The critics) {denounced} [the film]. | evaluates
(The governor) {praised} [the firefighters]. | evaluates
(He) {called} [her a hero]. | evaluates
(The union) {backed} [the bill]. | evaluates
(The chairman) {mocked} [the plan]. | evaluates
(They) {talked about} [the weather]. | evaluates
(The senator) {opposes} [the bill]. | evaluates
(He) {criticized} [that the bill was late]. | asserts
(Police) {suspect} [that he fled]. | hedges
(Experts) {believe} [the group is behind it]. | hedges
(The data) {suggest} [that prices will fall]. | hedges
(Residents) {fear} [that the dam will break]. | hedges
{It appears} [that the files were copied]. | hedges
{reportedly} [the firm paid a ransom]. | hedges
(She) {may believe} [that it is over]. | hedges
(The firm) {hopes} [that sales recover]. | hedges
(The reporter) {asked} [whether he knew]. | questions
(She) {wondered} [who had sent it]. | questions
{It is unclear} [how they got in]. | questions
(We) {don't know} [how that server was opened]. | questions
(He) {asked}: ["Who is behind this?"] | questions
(The paper) {asked} [the crowd to leave]. | directs
(The mayor) {urged} [people to stay home]. | directs
(The board) {demanded} [his resignation]. | directs
(She) {vowed} [to fight on]. | directs
(He) {promised} [to resign]. | directs
(The union) {wants} [higher pay]. | directs
(The firm) {agreed} [to sell the plant]. | directs
(The firm) {agreed} [that the plant was old]. | asserts
(The judge) {ordered} [the release of the files]. | directs
(She) {hopes} [to win]. | directs
"""

TONES = """
(He) {said} [it was late]. | neutral
(He) {told} [reporters it was late]. | neutral
{According to} (him), [it was late]. | neutral
(He) {claimed} [it was late]. | distancing
(He) {alleged} [fraud]. | distancing
(He) {insisted} [it was late]. | distancing
{reportedly} [it was late]. | distancing
(He) {admitted} [that it was late]. | endorsing
(He) {acknowledged} [the delay]. | endorsing
(The study) {showed} [a fall]. | endorsing
(She) {pointed out} [that it was late]. | endorsing
(She) {revealed} [the price]. | endorsing
(She) {did not know} [that it was late]. | neutral
"""

AUTHOR = """
(We) {don't know} [how the server was opened].
(We) {do not know} [who sent the letter].
(We) {know} [that the pump failed].
(We) {can say} [that the pump failed].
(We) {asked} [for the records].
(We) {believe} [the plant should close].
(We) {think} [the mayor should resign].
(We) {suspect} [the figures are wrong].
(We) {hope} [the council listens].
(We) {doubt} [that the plan will work].
(We) {have learned} [that the pump failed].
(We) {found} [that the records were missing].
(We) {wonder} [who paid].
(We) {urge} [the council to vote].
(We) {welcome} [the decision].
(We) {oppose} [the plan].
(We) {support} [the plan].
(We) {saw} [no sign of repair].
(We) {were told} [that the road was closed].
(We) {expect} [more cuts].
(I) {don't know} [how the letter got there].
(I) {know} [that the pump failed].
(I) {believe} [the plant should close].
(I) {think} [the mayor was right].
(I) {suspect} [the figures are wrong].
(I) {doubt} [that the plan will work].
(I) {hope} [the council listens].
(I) {asked} [for the records].
(I) {wonder} [who paid].
(I) {saw} [no sign of repair].
(I) {wrote} [that the road was closed].
(I) {said} [so last year].
(I) {was told} [that the road was closed].
(I) {fear} [the dam will break].
(I) {remember} [the flood].
(I) {learned} [that the pump failed].
(I) {expect} [more cuts].
(I) {cannot say} [who paid].
(I) {argued} [that the plan would fail].
(I) {admit} [the plan surprised me].
(I) {am sure} [the dam is safe].
Readers ask {what} (we) {think} [of the plan].
"""

SOURCES = """
(Maria Bell) {said} [so]. | person
(Mr. Bell) {said} [so]. | person
(Maria Bell and John Ode) {said} [so]. | person
(The FBI) {said} [so]. | organization
(North Korea) {said} [so]. | organization
(The campaign) {said} [so]. | organization
(CNN) {reported} [so]. | outlet
(The Milford Gazette) {reported} [so]. | outlet
(The report) {said} [so]. | document
(A new poll) {shows} [a fall]. | document
(The indictment) {says} [so]. | document
(Police) {said} [so]. | official
(Prosecutors) {said} [so]. | official
(A spokesman for the firm) {said} [so]. | official
(Two senior officials) {said} [so]. | official
(One of his advisers) {said} [so]. | official
(A source familiar with the talks) {said} [so]. | anonymous
(A person briefed on the case) {said} [so]. | anonymous
(Insiders) {said} [so]. | anonymous
(An architect) {said} [so]. | anonymous
(Critics) {said} [so]. | group
(Many voters) {said} [so]. | group
(Several companies) {said} [so]. | group
(A group of doctors) {said} [so]. | group
(Residents and police) {said} [so]. | group
(You) {know} [that]. | group
{It is believed} [that he fled]. | unknown
"""


def cases(table: str, value: str = "") -> list[tuple[str, str]]:
    """Lines of "marked sentence | expected"; where nothing is expected, ``value`` is."""
    lines = (line for line in table.splitlines() if line)
    return [(m.strip(), e.strip() or value) for m, _, e in (line.partition("|") for line in lines)]


def stance_of(marked: str) -> str:
    text, claim = read(marked)
    return find_stance(parse(text), claim.cue, claim.content, claim.quotation).value


@pytest.mark.parametrize(
    ("marked", "expected"),
    [*cases(DENIES, "denies"), *cases(WITHHOLDS, "withholds"), *cases(OTHERS)],
)
def test_stance_is_what_the_source_commits_to(marked, expected):
    assert expected == stance_of(marked)


@pytest.mark.parametrize(("marked", "expected"), cases(TONES))
def test_tone_is_how_the_article_frames_the_cue(marked, expected):
    text, claim = read(marked)

    assert expected == find_tone(parse(text), claim.cue).value


@pytest.mark.parametrize(("marked", "expected"), [*cases(SOURCES), *cases(AUTHOR, "author")])
def test_source_type_is_the_kind_of_source(marked, expected):
    text, claim = read(marked)
    doc = parse(text)
    resolver = Resolver(doc, name_mentions(doc, find_mentions(doc)), [claim])
    referent = resolver.resolve(claim.source[0]) if claim.source else None
    found = find_source_type(doc, claim.source, referent)

    assert found is not None
    assert expected == found.value


@pytest.mark.parametrize("table", [DENIES, WITHHOLDS, AUTHOR])
def test_rare_values_have_forty_cases_each(table):
    assert sum(not expected for _, expected in cases(table)) >= 40


def test_odd_content_never_raises():
    doc = parse("?! — … \n\n “ ” he")

    assert find_stance(doc, (), (), None).rule
    assert find_tone(doc, ()).rule


def test_cues_of_one_list_are_in_no_other():
    names = ("asserts", "hedges", "denies", "questions", "directs", "evaluates", "withholds")
    lists = {name: entries(f"cue_{name}") for name in names}
    shared = {
        entry: [n for n, found in lists.items() if entry in found]
        for found in lists.values()
        for entry in found
        if sum(entry in other for other in lists.values()) > 1
    }

    assert not shared
