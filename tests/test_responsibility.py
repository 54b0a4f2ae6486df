"""Responsibility claims: who is held to have done what, on whose word.

A case is (text, accused, act): the text holds a claim whose accused and act stand in these words,
with the stance and voice of its table. Beside each table stand texts that hold no such claim.
"""

from __future__ import annotations

import pytest

from claimtrack.models import AttributionKind, Basis, Stance, Voice
from claimtrack.responsibility.fields import claim_of
from claimtrack.responsibility.forms import find_forms

DENIALS = [
    ("Norvania denied hacking the studio.", "Norvania", "hacking"),
    ("Norvania has denied hacking the studio's servers.", "Norvania", "hacking"),
    ("The mayor denied stealing the money.", "mayor", "stealing"),
    ("The mayor denied involvement in the attack.", "mayor", "attack"),
    ("Norvania denied any role in the attack on the port.", "Norvania", "attack"),
    ("The bank denied responsibility for the breach.", "bank", "breach"),
    ("The company denied that it had leaked the files.", "it", "leaked"),
    ("Orla Finch denied that she lied to the committee.", "she", "lied"),
    ("The minister denies bribing the judge.", "minister", "bribing"),
    ("The minister rejected the accusation.", "minister", "accusation"),
    ("The Norvanian government denied the allegation.", "government", "allegation"),
    ("Norvania denied the charge.", "Norvania", "charge"),
    ("The senator denied the claim.", "senator", "claim"),
    ("Police denied any wrongdoing.", "Police", "wrongdoing"),
    ("The officer denied killing the man.", "officer", "killing"),
    ("The officer denied shooting the driver.", "officer", "shooting"),
    ("The ambassador said Norvania did not hack the studio.", "Norvania", "hack"),
    ("The ambassador said his country had not attacked the ship.", "country", "attacked"),
    ("The lawyer said Brandt never stole the documents.", "Brandt", "stole"),
    ("The lawyer said Brandt did not kill his neighbor.", "Brandt", "kill"),
    ("Norvania did not attack the convoy, the general said.", "Norvania", "attack"),
    ("A spokesman said the bank never defrauded its customers.", "bank", "defrauded"),
    ("A spokeswoman said the firm had not misled investors.", "firm", "misled"),
    ("The jury acquitted Brandt of murder.", "Brandt", "murder"),
    ("Brandt was acquitted of fraud.", "Brandt", "fraud"),
    ("The court cleared Finch of fraud.", "Finch", "fraud"),
    ("The inquiry exonerated the pilot of negligence.", "pilot", "negligence"),
    ("The panel absolved the captain of negligence.", "captain", "negligence"),
    ("The group denied planting the bomb.", "group", "planting"),
    ("The rebels denied bombing the market.", "rebels", "bombing"),
    ("The army denied shelling the hospital.", "army", "shelling"),
    ("The trooper denied assaulting the student.", "trooper", "assaulting"),
    ("The rebels deny kidnapping the engineers.", "rebels", "kidnapping"),
    ("Brandt denied abusing the children.", "Brandt", "abusing"),
    ("Finch denied bullying her staff.", "Finch", "bullying"),
    ("The agency denied spying on reporters.", "agency", "spying"),
    ("The agency denied wiretapping the embassy.", "agency", "wiretapping"),
    ("The firm denied poisoning the river.", "firm", "poisoning"),
    ("The firm denied polluting the river.", "firm", "polluting"),
    ("The broker denied laundering the money.", "broker", "laundering"),
    ("The contractor denied falsifying the records.", "contractor", "falsifying"),
    ("The general denied torturing prisoners.", "general", "torturing"),
    ("Velmar denied meddling in the election.", "Velmar", "meddling"),
    ("Velmar denied sabotaging the pipeline.", "Velmar", "sabotaging"),
]
NO_DENIALS = [
    "The airline denied boarding to two passengers.",
    "The committee denied the request.",
    "The court denied a motion for more time.",
    "Brandt denied hunger at noon.",
    "The museum rejected the painting.",
    "The bank did not open on Monday.",
]

SELF_CLAIMS = [
    ("The Red Dawn group claimed responsibility for the attack.", "group", "attack"),
    ("A rebel faction claimed responsibility for the bombing.", "faction", "bombing"),
    ("Hackers claimed responsibility for the breach.", "Hackers", "breach"),
    ("Militants claimed credit for the ambush.", "Militants", "ambush"),
    ("The militia took responsibility for the shooting.", "militia", "shooting"),
    ("The militia took credit for the killing.", "militia", "killing"),
    ("The bank accepted responsibility for the leak.", "bank", "leak"),
    ("The railway accepted responsibility for the crash.", "railway", "crash"),
    ("The company acknowledged responsibility for the spill.", "company", "spill"),
    ("The minister took responsibility for the failure.", "minister", "failure"),
    ("The minister took the blame for the failure.", "minister", "failure"),
    ("Brandt admitted stealing the documents.", "Brandt", "stealing"),
    ("Brandt admitted killing his neighbor.", "Brandt", "killing"),
    ("Brandt admitted hacking the bank.", "Brandt", "hacking"),
    ("Brandt confessed to the murder.", "Brandt", "murder"),
    ("Brandt confessed to stealing the car.", "Brandt", "stealing"),
    ("Brandt confessed to killing the guard.", "Brandt", "killing"),
    ("The clerk admitted to stealing the money.", "clerk", "stealing"),
    ("The clerk admitted to fraud.", "clerk", "fraud"),
    ("The trader admitted to theft.", "trader", "theft"),
    ("Finch admitted lying to the panel.", "Finch", "lying"),
    ("Finch admitted leaking the memo.", "Finch", "leaking"),
    ("The bank admitted misleading its customers.", "bank", "misleading"),
    ("The bank admitted defrauding its customers.", "bank", "defrauding"),
    ("The bank admitted laundering the money.", "bank", "laundering"),
    ("The driver admitted killing the cyclist.", "driver", "killing"),
    ("The guard admitted beating the prisoner.", "guard", "beating"),
    ("The guard admitted torturing the prisoner.", "guard", "torturing"),
    ("The officer admitted shooting the man.", "officer", "shooting"),
    ("The soldier admitted raping the woman.", "soldier", "raping"),
    ("The reporter admitted fabricating the story.", "reporter", "fabricating"),
    ("The professor admitted plagiarizing the paper.", "professor", "plagiarizing"),
    ("The coach admitted abusing the players.", "coach", "abusing"),
    ("The coach admitted bribing the referee.", "coach", "bribing"),
    ("The plant admitted poisoning the river.", "plant", "poisoning"),
    ("The plant acknowledged polluting the river.", "plant", "polluting"),
    ("The agency acknowledged spying on reporters.", "agency", "spying"),
    ("The agency acknowledged wiretapping the embassy.", "agency", "wiretapping"),
    ("The army acknowledged killing two farmers.", "army", "killing"),
    ("The army acknowledged bombing the clinic.", "army", "bombing"),
    ("The rebels acknowledged kidnapping the engineers.", "rebels", "kidnapping"),
    ("The aide conceded deleting the messages.", "aide", "deleting"),
    ("The broker conceded forging the signature.", "broker", "forging"),
    ("The group has boasted of hacking the ministry.", "group", "hacking"),
    ("The rebels have boasted of killing the governor.", "rebels", "killing"),
    ("“We hacked the ministry,” the group said.", "We", "hacked"),
    ("“I stole the files,” Brandt said.", "I", "stole"),
]
NO_SELF_CLAIMS = [
    "The school admitted ninety children.",
    "The minister took responsibility for schools in May.",
    "The hospital admitted two men on Monday.",
    "The winner claimed the prize.",
    "The club accepted credit cards.",
    "Finch admitted being tired.",
]

WITHHOLDING = [
    ("Norvania has yet to deny hacking the studio.", "Norvania", "hacking"),
    ("Norvania has not denied hacking the studio.", "Norvania", "hacking"),
    ("Norvania did not deny attacking the ship.", "Norvania", "attacking"),
    ("The mayor would not deny stealing the money.", "mayor", "stealing"),
    ("The mayor did not deny bribing the judge.", "mayor", "bribing"),
    ("Brandt has not denied killing the guard.", "Brandt", "killing"),
    ("Brandt did not deny leaking the memo.", "Brandt", "leaking"),
    ("Brandt has yet to deny stealing the files.", "Brandt", "stealing"),
    ("The bank has yet to deny misleading its customers.", "bank", "misleading"),
    ("The bank has not denied defrauding its clients.", "bank", "defrauding"),
    ("The firm did not deny poisoning the river.", "firm", "poisoning"),
    ("The firm has not denied polluting the river.", "firm", "polluting"),
    ("The agency would not deny spying on reporters.", "agency", "spying"),
    ("The agency did not deny wiretapping the embassy.", "agency", "wiretapping"),
    ("The army has yet to deny shelling the hospital.", "army", "shelling"),
    ("The army has not denied torturing prisoners.", "army", "torturing"),
    ("The general did not deny bombing the clinic.", "general", "bombing"),
    ("The rebels have not denied kidnapping the engineers.", "rebels", "kidnapping"),
    ("The rebels have yet to deny killing the governor.", "rebels", "killing"),
    ("Velmar has not denied meddling in the election.", "Velmar", "meddling"),
    ("Velmar has yet to deny sabotaging the pipeline.", "Velmar", "sabotaging"),
    ("The coach did not deny abusing the players.", "coach", "abusing"),
    ("The officer did not deny shooting the man.", "officer", "shooting"),
    ("The broker has not denied forging the signature.", "broker", "forging"),
    ("The studio has not accused Norvania of hacking its servers.", "Norvania", "hacking"),
    ("The studio did not accuse Norvania of stealing the films.", "Norvania", "stealing"),
    ("The bureau has not accused Velmar of sabotage.", "Velmar", "sabotage"),
    ("The bureau has yet to accuse Velmar of sabotage.", "Velmar", "sabotage"),
    ("Officials have not accused the group of murder.", "group", "murder"),
    ("Officials have yet to accuse anyone of the theft.", "anyone", "theft"),
    ("The police have not charged Brandt with murder.", "Brandt", "murder"),
    ("The police have yet to charge Brandt with fraud.", "Brandt", "fraud"),
    ("Prosecutors did not charge the officer with manslaughter.", "officer", "manslaughter"),
    ("Prosecutors have not charged Finch with perjury.", "Finch", "perjury"),
    ("The ministry has not blamed Norvania for the attack.", "Norvania", "attack"),
    ("The ministry did not blame Velmar for the explosion.", "Velmar", "explosion"),
    ("The airline has yet to blame the pilot for the crash.", "pilot", "crash"),
    ("The president did not accuse the company of fraud.", "company", "fraud"),
    ("The president has not accused the army of genocide.", "army", "genocide"),
    ("The bank has not blamed hackers for the breach.", "hackers", "breach"),
    ("Investigators have yet to blame Norvania for the breach.", "Norvania", "breach"),
    ("Investigators have not accused the driver of negligence.", "driver", "negligence"),
    ("The union did not accuse the firm of discrimination.", "firm", "discrimination"),
]
NO_WITHHOLDING = [
    "The bank has yet to open a branch in Velmar.",
    "The club did not deny him a ticket.",
    "The council has not blamed the weather.",
    "The studio has not named a new chairman.",
    "Brandt did not deny himself a second cup.",
    "The ministry declined to comment.",
]

AUTHOR = [
    ("Norvania hacked the studio in November.", "Norvania", "hacked"),
    ("The studio was hacked by Norvania.", "Norvania", "hacked"),
    ("The port was attacked by Japan in 1941.", "Japan", "attacked"),
    ("Japan attacked the port in 1941.", "Japan", "attacked"),
    ("Norvania launched an attack on the port.", "Norvania", "attack"),
    ("Norvania invaded Velmar in 1994.", "Norvania", "invaded"),
    ("Norvania's invasion of Velmar began in 1994.", "Norvania", "invasion"),
    ("Norvanian hackers stole the documents.", "hackers", "stole"),
    ("Hackers stole the files of two million customers.", "Hackers", "stole"),
    ("Hackers broke into the bank's servers.", "Hackers", "broke"),
    ("Hackers breached the servers of the bank.", "Hackers", "breached"),
    ("Intruders infiltrated the network of the ministry.", "Intruders", "infiltrated"),
    ("The network was infiltrated by intruders.", "intruders", "infiltrated"),
    ("The documents were stolen by Brandt.", "Brandt", "stolen"),
    ("Brandt stole the documents from the bank.", "Brandt", "stole"),
    ("Brandt leaked the documents to reporters.", "Brandt", "leaked"),
    ("Brandt murdered his neighbor.", "Brandt", "murdered"),
    ("Brandt, who murdered his neighbor, was arrested.", "Brandt", "murdered"),
    ("The man was shot by police.", "police", "shot"),
    ("The man was shot and killed by police.", "police", "killed"),
    ("Police shot the driver on Monday.", "Police", "shot"),
    ("Officer Orla Finch, who shot Brandt, was suspended.", "Finch", "shot"),
    ("A gunman killed five people at the market.", "gunman", "killed"),
    ("Gunmen kidnapped two engineers on Tuesday.", "Gunmen", "kidnapped"),
    ("Militants bombed the market in the capital.", "Militants", "bombed"),
    ("The market was bombed by militants.", "militants", "bombed"),
    ("Rebels ambushed the convoy.", "Rebels", "ambushed"),
    ("Rebels tortured the prisoners.", "Rebels", "tortured"),
    ("The army massacred the villagers.", "army", "massacred"),
    ("The army shelled the hospital.", "army", "shelled"),
    ("The bank defrauded its customers for years.", "bank", "defrauded"),
    ("The bank misled investors about the loss.", "bank", "misled"),
    ("The firm poisoned the river.", "firm", "poisoned"),
    ("The firm violated the law.", "firm", "violated"),
    ("The minister lied to the committee.", "minister", "lied"),
    ("The minister bribed the judge.", "minister", "bribed"),
    ("The broker embezzled the money.", "broker", "embezzled"),
    ("The coach abused the players.", "coach", "abused"),
    ("The priest molested two boys.", "priest", "molested"),
    ("The agency spied on reporters.", "agency", "spied"),
    ("The agency wiretapped the embassy.", "agency", "wiretapped"),
    ("Velmar meddled in the election.", "Velmar", "meddled"),
    ("Velmar sabotaged the pipeline.", "Velmar", "sabotaged"),
    ("How did Norvania hack the studio?", "Norvania", "hack"),
    ("How did hackers steal the files?", "hackers", "steal"),
    ("The group behind the attack fled.", "group", "attack"),
]
NO_AUTHOR = [
    "The studio opened a new office on Monday.",
    "The team beat its rivals on Saturday.",
    "The hard drives were wiped.",
    "His plan would hurt families.",
    "The council met on Tuesday to discuss the budget.",
    "Norvania beat Velmar in the final.",
    "The weather improved on Friday.",
    "The chef attacked the problem of thin soup.",
]

# Somebody names another as the doer.
ACCUSATIONS = [
    ("Officials accused Norvania of hacking the studio.", "Norvania", "hacking", "Officials"),
    ("The bureau blamed Norvania for the attack.", "Norvania", "attack", "bureau"),
    ("The bureau blamed the attack on Norvania.", "Norvania", "attack", "bureau"),
    ("Analysts attributed the breach to Velmar.", "Velmar", "breach", "Analysts"),
    ("Prosecutors charged Brandt with fraud.", "Brandt", "fraud", "Prosecutors"),
    ("The court convicted Brandt of murder.", "Brandt", "murder", "court"),
    ("The council condemned Norvania's invasion of Velmar.", "Norvania", "invasion", "council"),
    ("The bureau said Norvania hacked the studio.", "Norvania", "hacked", "bureau"),
]

HEDGES = [
    ("Brandt allegedly stole the documents.", "Brandt", "stole"),
    ("Norvania may have hacked the studio.", "Norvania", "hacked"),
    ("The bureau suspects Norvania of hacking the studio.", "Norvania", "hacking"),
    ("Brandt was suspected of murder.", "Brandt", "murder"),
]

# What the words around a deed commit to, whether or not the pair is likely enough to be kept.
STANCES = [
    ("Norvania's suspected ties to the breach alarmed the studio.", "Norvania", "breach", "hedges"),
    ("Norvania's ties to the breach alarmed the studio.", "Norvania", "breach", "asserts"),
    ("Analysts linked the breach to Norvania.", "Norvania", "breach", "asserts"),
    ("The breach could be traced to Norvania.", "Norvania", "breach", "asserts"),
    ("The bureau checks whether Norvania hacked the studio.", "Norvania", "hacked", "questions"),
    ("Finch is not convinced that Norvania hacked it.", "Norvania", "hacked", "questions"),
    ("Finch is convinced that Norvania hacked it.", "Norvania", "hacked", "asserts"),
    ("Finch doubts that Norvania hacked it.", "Norvania", "hacked", "questions"),
    ("Brandt does not want to steal the files.", "Brandt", "steal", "denies"),
    ("Members asked how Finch could steal the files.", "Finch", "steal", "asserts"),
    ("“I believe they hacked the studio,” Finch said.", "they", "hacked", "hedges"),
    ("He named men who are accused of stealing the files.", "men", "stealing", "asserts"),
    ("Finch was charged with allegedly stealing the files.", "Finch", "stealing", "hedges"),
    ("The attack by Norvania reportedly took hours.", "Norvania", "attack", "asserts"),
]
# The words of the accuser, or None.
ACCUSERS = [
    ("Finch defends people accused of fraud.", "people", "fraud", None),
    ("“He is accused of stealing the files,” Finch said.", "He", "stealing", None),
    ("Finch said he was charged with fraud by prosecutors.", "he", "fraud", "prosecutors"),
    ("Prosecutors filed fraud charges against Brandt.", "Brandt", "fraud", "Prosecutors"),
    ("The jury indicted two officers for allegedly hacking files.", "officers", "hacking", "jury"),
    ("Officials disclosed details of the alleged Russian meddling.", "Russian", "meddling", None),
    (
        "The fleet sailed in response to Iran's attack on the port, officials said.",
        "Iran",
        "attack",
        None,
    ),
    (
        "The mayor wrote that the bureau says hackers stole the files.",
        "hackers",
        "stole",
        "bureau",
    ),
    ("“Iran hacked the dam,” Orla Finch said, according to Reuters.", "Iran", "hacked", "Finch"),
]
# Who is proposed as the doer, whatever the parse: (text, act, accused).
DOERS = [
    ("Letters have been stolen by hackers and given to a site.", "given", {"hackers"}),
    ("He was arrested and charged.", "charged", set()),
    ("Hundreds of men shot and killed by police were buried.", "shot", {"police"}),
    ("“They forged hundreds of letters bearing seals and stole it,” it said.", "stole", {"They"}),
    ("Reports that Norvania had bugged her phone spread.", "bugged", {"Norvania"}),
    ("The report on Norvania hacking the dam came late.", "hacking", {"Norvania"}),
    ("A week after the police shooting of a man, many marched.", "shooting", {"police"}),
    ("The hackers sorted the archive.", "sorted", {"hackers"}),
    ("The clerks sorted the archive.", "sorted", set()),
    ("Four of the officers were charged with fraud.", "officers", set()),
    ("Prosecutors filed criminal charges against Brandt.", "charges", set()),
    ("The bureau concluded that Iran was involved in the breach.", "breach", {"Iran"}),
]


def found(extractor, text, accused, act):
    """The claims of ``text`` whose accused and act hold these words."""
    return [
        claim
        for claim in extractor.extract(text).responsibility
        if accused in text[claim.accused.start : claim.accused.end]
        and act in text[claim.act.start : claim.act.end]
    ]


@pytest.mark.parametrize(("text", "accused", "act"), DENIALS)
def test_denials_are_found(extractor, text, accused, act):
    claims = found(extractor, text, accused, act)

    assert [(c.stance, c.voice) for c in claims] == [(Stance.DENIES, Voice.SOURCE)]


@pytest.mark.parametrize(("text", "accused", "act"), SELF_CLAIMS)
def test_self_claims_are_found(extractor, text, accused, act):
    claims = found(extractor, text, accused, act)

    assert [(c.stance, c.voice) for c in claims] == [(Stance.SELF_CLAIMS, Voice.SOURCE)]


@pytest.mark.parametrize(("text", "accused", "act"), WITHHOLDING)
def test_withholding_is_found(extractor, text, accused, act):
    claims = found(extractor, text, accused, act)

    assert [(c.stance, c.voice) for c in claims] == [(Stance.WITHHOLDS, Voice.SOURCE)]


@pytest.mark.parametrize(("text", "accused", "act"), AUTHOR)
def test_what_the_article_says_itself_is_found(extractor, text, accused, act):
    claims = found(extractor, text, accused, act)

    assert [(c.stance, c.voice, c.accuser) for c in claims] == [
        (Stance.ASSERTS, Voice.AUTHOR, None)
    ]


@pytest.mark.parametrize("text", NO_DENIALS + NO_SELF_CLAIMS + NO_WITHHOLDING + NO_AUTHOR)
def test_what_blames_nobody_is_no_claim(extractor, text):
    assert extractor.extract(text).responsibility == ()


@pytest.mark.parametrize(("text", "accused", "act", "accuser"), ACCUSATIONS)
def test_the_accuser_is_who_says_it(extractor, text, accused, act, accuser):
    claims = found(extractor, text, accused, act)

    assert [(c.stance, c.voice) for c in claims] == [(Stance.ASSERTS, Voice.SOURCE)]
    assert accuser in text[claims[0].accuser.start : claims[0].accuser.end]


@pytest.mark.parametrize(("text", "accused", "act"), HEDGES)
def test_what_is_kept_open_hedges(extractor, text, accused, act):
    assert [c.stance for c in found(extractor, text, accused, act)] == [Stance.HEDGES]


def proposed(extractor, text, accused, act):
    """What the forms propose, sifted or not."""
    attributions = extractor.extract(text).attributions
    claims = [claim_of(f, attributions, 1.0) for f in find_forms(next(extractor.parse([text])))]
    return [
        c for c in claims if accused in text[slice_of(c.accused)] and act in text[slice_of(c.act)]
    ]


@pytest.mark.parametrize(("text", "accused", "act", "stance"), STANCES)
def test_doubt_counts_where_it_is_about_the_deed(extractor, text, accused, act, stance):
    stances = {claim.stance.value for claim in proposed(extractor, text, accused, act)}

    assert stances == {stance}


@pytest.mark.parametrize(("text", "act", "doers"), DOERS)
def test_the_doer_is_who_does_it_and_not_whom_it_harms(extractor, text, act, doers):
    pairs = find_forms(next(extractor.parse([text])))

    assert {f.accused.text for f in pairs if f.act.text == act and f.form != "near"} == doers


@pytest.mark.parametrize(("text", "accused", "act", "accuser"), ACCUSERS)
def test_who_only_tells_of_an_accusation_does_not_make_it(extractor, text, accused, act, accuser):
    claims = proposed(extractor, text, accused, act)
    accusers = [c.accuser and text[slice_of(c.accuser)] for c in claims]

    assert claims
    assert all(accuser in words if accuser else words is None for words in accusers)


# --- the worked example, in sentences of our own ------------------------------------------------

COVERAGE = """Film company silent as theft of scripts widens

The film company Harbour Lights was hacked by Norvania last month, and its staff are back to paper.

Norvanian officials had denounced the picture as an insult to the nation. \
The nation's leaders have yet to deny that it attacked the company.

A message on every monitor read “You've been hacked by #RedDawn”.

It seems clear that the break-in came in revenge for the picture.
"""


def test_the_attack_by_a_named_country_is_the_article_s_own_word(extractor):
    claims = found(extractor, COVERAGE, "Norvania", "hacked")

    assert [(c.stance, c.voice) for c in claims[:1]] == [(Stance.ASSERTS, Voice.AUTHOR)]


def test_leaders_who_have_yet_to_deny_withhold(extractor):
    text = COVERAGE
    claims = [c for c in extractor.extract(text).responsibility if c.stance is Stance.WITHHOLDS]

    assert [text[c.act.start : c.act.end] for c in claims] == ["attacked"]


def test_a_headline_can_presuppose_the_deed(extractor):
    text = "How did Iran take control of the dam?\n\nThe dam stands in the north."
    claims = found(extractor, text, "Iran", "take")

    assert [(c.stance, c.voice) for c in claims] == [(Stance.ASSERTS, Voice.AUTHOR)]


def test_a_screen_claims_the_deed_for_its_group(extractor):
    text = COVERAGE
    claims = [
        c for c in extractor.extract(text).responsibility if "Red" in text[slice_of(c.accused)]
    ]

    assert [c.stance for c in claims] == [Stance.SELF_CLAIMS]


def slice_of(span):
    return slice(span.start, span.end)


def test_they_who_say_so_are_not_those_of_whom_they_say_it(extractor):
    text = "The officials met. What they stole may never be known, the officials said."
    stances = {c.stance for c in extractor.extract(text).responsibility}

    assert Stance.SELF_CLAIMS not in stances


# --- grounds --------------------------------------------------------------------------------------

GROUNDS = [
    ("Prosecutors charged Brandt with fraud.", Basis.LEGAL_FINDING, AttributionKind.LEGAL),
    ("Norvania hacked the studio in November.", Basis.UNKNOWN, AttributionKind.MEDIA),
    ("Militants claimed responsibility for the bombing.", Basis.SELF_CLAIM, AttributionKind.SELF),
]


@pytest.mark.parametrize(("text", "basis", "kind"), GROUNDS)
def test_grounds_are_read_off_the_sentence(extractor, text, basis, kind):
    claim = extractor.extract(text).responsibility[0]

    assert (basis, kind) == (claim.basis, claim.kind)


def test_stated_confidence_is_kept_verbatim(extractor):
    text = "The bureau said with high confidence that Iran hacked the ministry."
    claim = found(extractor, text, "Iran", "hacked")[0]

    assert claim.stated_confidence == "with high confidence"


def test_every_claim_says_why(extractor):
    for claim in extractor.extract(COVERAGE).responsibility:
        fields = {reason.field for reason in claim.why}

        assert {"accused", "act", "accuser", "stance", "voice", "basis", "kind"} <= fields


@pytest.mark.parametrize(
    "text", ["", "\n\n", "hacked by", "who?", "“", "by by by hacked killed ." * 50]
)
def test_odd_text_never_raises(extractor, text):
    assert isinstance(extractor.extract(text).responsibility, tuple)
