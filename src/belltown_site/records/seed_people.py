"""The people, charges and places of the demo's history. Every name is a given name and a plant: nobody is meant."""

from __future__ import annotations

from dataclasses import dataclass, field

from belltown.protocol.facts import Value
from belltown.vocabulary import OffenseGroup

GIVEN = (
    "Juniper", "Rowan", "Hazel", "Ash", "Laurel", "Basil", "Sorrel", "Linden", "Ivy", "Reed", "Clover", "Perry",
    "Olive", "Heath", "Saffron", "Alder", "Dahlia", "Cedar", "Marigold", "Forrest", "Willow", "Jasper", "Fern",
)  # fmt: skip
PLANTS = (
    "Yarrow", "Sedge", "Bracken", "Thistle", "Mallow", "Teasel", "Campion", "Vetch", "Tansy", "Burdock", "Speedwell",
    "Larkspur", "Comfrey", "Dogwood", "Pimpernel", "Nettle", "Foxglove", "Cattail", "Milkweed", "Plantain",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge of the invented county's code, with the facts that go with it."""

    group: OffenseGroup
    code: str
    text: str
    facts: dict[str, Value] = field(default_factory=dict)


CHARGES = (
    Charged(OffenseGroup.DRUG_POSSESSION, "EC 31-101", "Possession of a controlled substance", {"drug_grams": 1.5}),
    Charged(OffenseGroup.DRUG_POSSESSION, "EC 31-101", "Possession of a controlled substance", {"drug_grams": 0.4}),
    Charged(OffenseGroup.PUBLIC_DRUG_USE, "EC 31-401", "Public drug use", {"level": "misdemeanor"}),
    Charged(OffenseGroup.PROSTITUTION, "EC 40-101", "Prostitution",
            {"level": "misdemeanor", "promotes_prostitution": False}),
    Charged(OffenseGroup.TRESPASS, "EC 90-101", "Criminal trespass", {"level": "misdemeanor"}),
    Charged(OffenseGroup.THEFT, "EC 23-101", "Shoplifting", {"level": "misdemeanor", "theft_value": 40}),
    Charged(OffenseGroup.LOITERING, "EC 90-202", "Camping on public land", {"level": "infraction"}),
    Charged(OffenseGroup.LIQUOR, "EC 90-501", "Open container", {"level": "infraction"}),
)  # fmt: skip
TOO_MUCH = Charged(
    OffenseGroup.DRUG_POSSESSION, "EC 31-103", "Possession of a large quantity", {"drug_grams": 42, "level": "felony"}
)
SQUATTING = Charged(OffenseGroup.TRESPASS, "EC 90-103", "Breaking into a vacant building", {"level": "felony"})

SPOTS = (
    ("Harbor Street, by the fountain", "D1", 38.962, -98.272),
    ("Mill Lane underpass", "S1", 38.921, -98.268),
    ("College Hill bus shelter", "D2", 38.968, -98.205),
    ("Depot, north entrance", "S2", 38.925, -98.205),
    ("Old Town market, back steps", "D1", 38.971, -98.262),
)
REFERRED = (
    ("Someone in a gray coat, about fifty", "Harbor Street, the pharmacy's doorway",
     "Sleeps there most nights and talks to himself. We bring coffee. We worry about the cold."),
    ("A young woman with a red cart", "Depot, platform side", "She asks for help finding a place to stay."),
    ("Two people in a tent", "behind the Mill Lane laundry", "They would like a shower and a doctor, they said."),
    ("A man known as Reed", "College Hill library", "He is often asked to leave. He is polite and very tired."),
    ("Somebody in the stairwell", "Old Town garage, level 2", "There has been smoke twice. Please do not send police."),
    ("A regular at our door", "Harbor Street bakery", "Has no phone. Comes at seven every morning."),
)  # fmt: skip
