"""Made-up news for the benchmark: the same seed gives the same articles, of which no sentence is anybody's.

The people are invented. What counts is that the articles cost what news costs to read: 150 to 900 words,
sentences of all lengths, quotations, names that come back as surnames and pronouns, a stance in every
third sentence or so, on many subjects.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST, USUAL, LONGEST = 150, 400, 900
"""Words of an article."""

STANCES = 0.35
"""The share of sentences in which somebody takes a stance; in the five seeds it is about a third."""

PEOPLE = [
    ("Marta Lindqvist", "Foreign Minister", "She", "her"),
    ("Tomás Arrieta", "Prime Minister", "He", "his"),
    ("Helen Okafor", "Senator", "She", "her"),
    ("Piotr Wieczorek", "Chancellor", "He", "his"),
    ("Ingrid Solheim", "President", "She", "her"),
    ("Rajiv Menon", "Finance Minister", "He", "his"),
    ("Claire Dubreuil", "Commissioner", "She", "her"),
    ("Samuel Achterberg", "Governor", "He", "his"),
    ("Leila Haddad", "Ambassador", "She", "her"),
    ("George Whitcombe", "Mayor", "He", "his"),
    ("Naoko Fujisawa", "Trade Minister", "She", "her"),
    ("Daniel Brankovic", "General", "He", "his"),
    ("Aoife Gallagher", "Energy Secretary", "She", "her"),
    ("Mehmet Yalçınkaya", "Speaker", "He", "his"),
    ("Beatriz Carvalho", "Environment Minister", "She", "her"),
    ("Oleh Marchenko", "Defence Minister", "He", "his"),
]
"""Invented ones: name, title, pronoun, possessive."""

BODIES = (
    """
Germany|France|Poland|Japan|Canada|Brazil|India|Kenya|Norway|Turkey|Berlin|Paris|Warsaw|Tokyo|Ottawa|Nairobi|Oslo
the European Commission|the European Union|NATO|the United Nations|the World Bank|the Senate|Congress|Greenpeace
the White House|the Treasury|the Green Party|the opposition|the government|European leaders|Western officials
trade unions|small farmers|fishing communities|human rights groups|climate campaigners|business associations
the city council|opposition lawmakers|senior diplomats|teachers|dock workers|the central bank|car makers
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

SUBJECTS = (
    """
carbon tax|border levy on imported steel|deployment of peacekeepers|free trade agreement with Mercosur|ban on pesticides
reform of the pension system|expansion of the airport|new coal mine|ceasefire proposal|sanctions against oil exporters
quota for migrant workers|law on data protection|subsidy for electric cars|nuclear power plant|fishing quota in the North Sea
minimum wage increase|cut in fuel duty|reform of the Security Council|export of grain through the corridor
high-speed rail line|vaccine mandate|digital services tax|defence spending target|rent cap|military aid package
treaty on plastic waste|tariffs on solar panels|deep-sea mining licence|judicial reform|ban on short flights
debt relief for poor countries|offshore wind farm|sugar tax|visa-free travel for students|extradition of the banker
school curriculum|privatisation of the water company|gas pipeline across the strait|four-day working week
moratorium on drilling in the Arctic|merger of the two railways|reform of agricultural subsidies|curfew in the capital
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

PLACES = (
    "Brussels Geneva Vienna Nairobi Ottawa Lisbon Seoul Montevideo Helsinki Dakar Prague Wellington".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()

STANCE_SENTENCES = """
{A} rejected the {s} on {day}, arguing that it would hurt households that can least afford it.
{A} supports the {s}.
{A} has long opposed any {s}, although officials in {place} admit in private that talks have never quite stopped.
{P} called on {b} to back the {s} before the end of the year.
{P} said that {b} would not accept the {s} without firm guarantees.
“We will not stand in the way of the {s},” {t} {p} told reporters in {place}, “but we expect something in return.”
“There must be a {s}, and it must come this year,” {p} said.
{A} and {b} welcomed the {s} as a first step, while {c} criticised it as too little and too late.
{P} urged lawmakers to block the {s}, which {he} described as a gift to the industry.
{P} reaffirmed {his} commitment to the {s} during a visit to {place}.
The {s} drew sharp criticism from {b}, who fear that it will cost thousands of jobs.
The {s} was condemned by {b} and defended by {c}.
{A} did not support the {s} when it was first put to the vote, but has since come round to it.
{A} proposed a {s} that would run for five years and be reviewed after two.
{A} refused to endorse the {s}, citing doubts about how it would be paid for.
{P} expressed reservations about the {s}, calling its timing unfortunate.
{A} is in favour of the {s}, provided that {b} pays its share.
{P} accused {b} of undermining the {s} behind closed doors.
{A} may yet oppose the {s} if the costs turn out to be higher than expected.
According to {b}, {c} is ready to support the {s}.
{A} demanded that the {s} be withdrawn and threatened to take the matter to court.
{he_} praised {b} for {their} backing of the {s}, and promised to present a revised draft within weeks.
{he_} would rather see the {s} fail than agree to what {he} called a bad compromise.
Opposition to the {s} has grown since {b} voiced {their} concerns in {place} last month.
{A} voted against the {s} in the spring and has shown no sign of changing course.
{P} is against the {s}, but {b} insists that there is no alternative.
""".strip().splitlines()

OTHER_SENTENCES = """
The talks in {place} began shortly after nine in the morning and went on until late at night.
About {n} people gathered outside the building, most of them in the rain.
The report, which runs to {n} pages, was published on {day}.
Nobody at the ministry could be reached for comment.
It was the third meeting of its kind in {place} within a year.
Prices rose by {m} per cent over the same period, according to figures from the statistics office.
{P} arrived in {place} on {day} for a visit that is to last three days.
{he_} is expected to travel on to {place} before the end of the week.
A spokesman said that the date of the next round had not been fixed.
The region has about {n} thousand inhabitants, a third of whom live from farming and tourism.
Negotiations over the {s} have dragged on for more than {m} years.
Details of the {s} remain unclear, and several chapters of the draft are still in square brackets.
What the {s} would mean in practice is a question that lawyers have argued about since the first draft was leaked.
The committee has {m} weeks to deliver its opinion, after which the matter goes back to the plenary.
Work on the site came to a halt in {month} when the contractor ran out of money.
In {place}, shops stayed closed and trams stood still for most of {day}.
Last year the two sides exchanged {n} letters without coming any closer.
The weather was fine, the hall was full, and the coffee, as one delegate remarked, was better than in {place}.
Analysts at two banks put the cost at {m} billion euros, spread over a decade.
When {t} {p} took office, the budget showed a gap of {m} billion.
The vote is due on {day} and is likely to be close.
The document, a copy of which was seen by this newspaper, lists {m} conditions, some of them in great detail.
Ships have been waiting off the coast since {month}, and insurers have raised their rates twice.
A court in {place} is to hear the case in {month}.
""".strip().splitlines()

MONTHS = "January February March April May June July August September October November December".split()

TITLES = ["{B} at odds over {s}", "Talks on {s} resume in {place}", "{B} and {c} divided on {s}", "What is next for the {s}"]  # fmt: skip


def write_articles(folder: Path, number: int, seed: int = 1) -> list[str]:
    """Writes that many articles into a folder and gives their texts, in the order of their names."""
    random = Random(seed)  # noqa: S311
    texts = []
    for index in range(number):
        texts.append(article(random))
        (folder / f"{index:04}.txt").write_text(texts[-1], encoding="utf-8")
    return texts


def article(random: Random) -> str:
    """A title, and paragraphs of two to four sentences on one to three subjects."""
    length = random.triangular(SHORTEST, LONGEST, USUAL)
    subjects = random.sample(SUBJECTS, random.randint(1, 3))
    people = random.sample(PEOPLE, random.randint(2, 4))
    bodies = random.sample(BODIES, random.randint(4, 8))
    named: set[str] = set()

    def sentence(template: str) -> str:
        name, title, he, his = random.choice(people)
        surname = name.split()[-1]
        full = surname if name in named else f"{title} {name}"
        if "{P}" in template or "{p}" in template:
            named.add(name)
        first, second, third = random.sample(bodies, 3)
        words = {
            "A": _capital(first),
            "B": _capital(second),
            "b": second,
            "c": third,
            "P": full,
            "p": surname,
            "t": title,
            "he_": he,
            "he": he.lower(),
            "his": his,
            "their": "their",
            "s": random.choice(subjects),
            "place": random.choice(PLACES),
            "day": random.choice(DAYS),
            "month": random.choice(MONTHS),
            "n": random.randint(20, 900),
            "m": random.randint(2, 19),
        }
        return template.format(**words)

    paragraphs = [sentence(random.choice(TITLES))]
    while sum(len(paragraph.split()) for paragraph in paragraphs) < length:
        paragraphs.append(
            " ".join(
                sentence(random.choice(STANCE_SENTENCES if random.random() < STANCES else OTHER_SENTENCES))
                for _ in range(random.randint(2, 4))
            )
        )
    return "\n\n".join(paragraphs) + "\n"


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
