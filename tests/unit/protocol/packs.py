"""A small pack with no fault, for tests that spoil one thing in it."""

from belltown.protocol.load import load_text

GOOD = """\
site: river
name: River County
summary: A small program.
effective: 2020-03-01
timezone: America/Denver
invented: true
sources:
  law: {title: A law, url: "https://law.example"}
  memo: {title: A memo}
facts:
  - {id: last_bar, kind: last_date, asked_of: records, question: "When was the last barring conviction?"}
  - {id: mood, kind: choice, question: "Which mood?", choices: [calm, upset]}
criteria:
  - id: weight
    text: The drugs weigh 3 grams or less.
    source: law
    place: section 2
    verified: false
    pathways: [arrest_diversion]
    when: {fact: offense, in: [drug_possession, drug_sale]}
    test: {fact: drug_grams, at_most: 3}
  - id: bar
    text: No barring conviction in 10 years.
    source: memo
    pathways: [arrest_diversion, social_contact]
    strength: presumptive
    override: [prosecutor, sergeant]
    test: {not: {fact: last_bar, within: {years: 10}}}
pathways:
  arrest_diversion:
    bja: officer_intervention
    open_charge: true
    approval: [sergeant]
    complainant: consulted
    intake: [assessment, release]
    clocks:
      arrive: {minutes: 30, source: memo}
      filing_hold: {days: 30, source: law, pauses: [jail, hospital], verified: false}
  social_contact:
    bja: none
    open_charge: false
    approval: []
    intake: [screening]
on_call:
  - {days: [mon, tue], from: "07:00", to: 19:00}
"""


WHEN = "    when: {fact: offense, in: [drug_possession, drug_sale]}\n"
TEST = "test: {fact: drug_grams, at_most: 3}"


def spoiled(*changes):
    """The good pack's text with each (old, new) change made; each must change something."""
    text = GOOD
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def river(*changes):
    return load_text(spoiled(*changes), name="river.yaml")
