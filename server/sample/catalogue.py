"""What the sample shop sells and shows: data, and how it becomes drafts."""

from dataclasses import dataclass

from checkout import Image, Option, ProductDraft, ShippingRate, ShippingZone, Tax, VariantDraft
from server.accounts import Contact, Policies, ShopProfile

SELLER_NAME = "Clay & Kiln"
SELLER_ABOUT = "A small studio by the harbour. We fire in batches of a few dozen and open the kiln live."
SELLER_PROFILE = ShopProfile(
    contact=Contact(
        email="hello@showfloor.example",
        phone="+49 40 555 01 20",
        address=f"{SELLER_NAME}\nHafenstraße 7\n20457 Hamburg",
    ),
    policies=Policies(
        returns="Send anything back within **30 days**, unused. We pay the way back if a piece is faulty or "
        "broke on its way; else it costs you a parcel.",
        delivery="We pack on the day after the show, in paper, and send with DHL. A piece that breaks on its "
        "way is replaced, or paid back if there is no other.",
    ),
)
EUROPE = [
    *("AT", "BE", "BG", "CY", "CZ", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"),
    *("IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
]

ZONES = [
    ShippingZone(
        id="de",
        title="Germany",
        countries=["DE"],
        rates=[
            ShippingRate(
                id="de-parcel", title="Parcel, 2 to 3 days", amount_minor=650, free_from_minor=12_000
            ),
            ShippingRate(id="de-express", title="Express, next working day", amount_minor=1_490),
        ],
        tax=Tax(title="19 % VAT", basis_points=1_900, included=True),
    ),
    ShippingZone(
        id="eu",
        title="European Union",
        countries=EUROPE,
        rates=[ShippingRate(id="eu-parcel", title="Parcel, 4 to 6 days", amount_minor=1_290)],
        tax=Tax(title="19 % VAT", basis_points=1_900, included=True),
    ),
    ShippingZone(
        id="abroad",
        title="Europe beyond the Union",
        countries=["CH", "GB", "NO"],
        rates=[ShippingRate(id="abroad-parcel", title="Parcel, 5 to 9 days", amount_minor=1_990)],
    ),
]


@dataclass(frozen=True, slots=True)
class Piece:
    """One product of the sample shop; each variant is (title, picture, price, stock)."""

    title: str
    description: str
    option: str
    variants: tuple[tuple[str, str, int, int], ...]
    compare_at_minor: int | None = None
    max_per_order: int = 5

    def draft(self, seller_id: str) -> ProductDraft:
        """Turn the piece into what the catalogue takes."""
        pictures = list(dict.fromkeys(picture for _, picture, _, _ in self.variants))
        single = len(self.variants) == 1
        return ProductDraft(
            seller_id=seller_id,
            title=self.title,
            description=self.description,
            images=[
                Image(url=f"/static/art/{picture}.svg", alt=self.title, width=400, height=480)
                for picture in pictures
            ],
            options=[] if single else [Option(name=self.option, values=[name for name, *_ in self.variants])],
            variants=[
                VariantDraft(
                    title="" if single else name,
                    options=[] if single else [name],
                    price_minor=price_minor,
                    compare_at_minor=self.compare_at_minor,
                    stock=stock,
                    image=pictures.index(picture),
                    max_per_order=min(self.max_per_order, stock),
                )
                for name, picture, price_minor, stock in self.variants
            ],
        )


PIECES = (
    Piece(
        "Speckled jug, 1.2 l",
        "Stoneware with iron speckles and a raw foot. Pours without a drip. Dishwasher safe.",
        "",
        (("", "jug", 3_800, 24),),
        compare_at_minor=4_800,
    ),
    Piece(
        "Two tall cups",
        "A pair for tea or cortado, 180 ml each. The glaze breaks to brown at the rim.",
        "Glaze",
        (("Moss", "cups", 3_400, 16), ("Ink", "cup-ink", 3_600, 9)),
    ),
    Piece(
        "Moon vase, cobalt",
        "Thrown in two halves and joined. One of a kind: the next firing will look different.",
        "",
        (("", "vase", 6_200, 1),),
        max_per_order=1,
    ),
    Piece(
        "Table lamp, pleated shade",
        "A turned foot of fired clay with a shade of pleated cotton. E27, bulb included.",
        "",
        (("", "lamp", 11_800, 4),),
        max_per_order=2,
    ),
    Piece(
        "Ramen bowl",
        "Deep and wide, 900 ml, with a foot that stays cool in the hand.",
        "Glaze",
        (("Ash", "bowl", 2_800, 18), ("Terracotta", "bowl-terra", 2_800, 12)),
    ),
    Piece(
        "Dinner plates, set of 3",
        "27 cm, stackable, glazed to the edge. Each set from one firing.",
        "",
        (("", "plates", 7_500, 12),),
        max_per_order=4,
    ),
    Piece(
        "Ink cup",
        "A single espresso cup, 90 ml, with the deepest blue that we have.",
        "",
        (("", "cup-ink", 1_900, 30),),
        max_per_order=8,
    ),
    Piece(
        "Breakfast bowl, terracotta",
        "For porridge, fruit or soup, 500 ml. Outside raw, inside clear glaze.",
        "",
        (("", "bowl-terra", 2_200, 20),),
    ),
    Piece(
        "Side plates, set of 2",
        "20 cm. They nest in our dinner plates.",
        "",
        (("", "plates", 4_200, 10),),
        max_per_order=4,
    ),
    Piece(
        "Ribbed beanie",
        "Merino from the neighbours on the pier, knitted in a 2 by 2 rib.",
        "Size",
        (("S / M", "beanie", 3_900, 8), ("L / XL", "beanie", 3_900, 6)),
    ),
    Piece(
        "Fisherman's jumper",
        "Heavy undyed wool with a high collar. Made to be worn for decades.",
        "Size",
        (("S", "jumper", 14_900, 3), ("M", "jumper", 14_900, 5), ("L", "jumper", 14_900, 4)),
        compare_at_minor=16_900,
        max_per_order=2,
    ),
    Piece(
        "Seconds: small jug",
        "A jug of the last firing with a pinhole in the glaze. Holds water, holds flowers.",
        "",
        (("", "jug", 1_800, 3),),
        compare_at_minor=3_200,
        max_per_order=1,
    ),
)


@dataclass(frozen=True, slots=True)
class SampleShow:
    """A show of the sample shop; ``pieces`` are places in ``PIECES``."""

    id: str
    title: str
    description: str
    poster: str
    starts_in_minutes: int
    pieces: tuple[int, ...]


SHOWS = (
    SampleShow(
        "kiln-opening",
        "Kiln opening no. 14",
        "Forty pieces come out of the kiln, still warm. You see each one before anybody else does.",
        "show-pottery",
        10,
        tuple(range(12)),
    ),
    SampleShow(
        "tea-bowls",
        "Tea bowls for winter",
        "How a tea bowl sits in two hands, and why ours have no handle.",
        "show-tea",
        2 * 24 * 60,
        (1, 4, 6, 7),
    ),
    SampleShow(
        "warm-heads",
        "Wool from the pier",
        "Beanies and jumpers, with the people who knit them.",
        "show-knit",
        5 * 24 * 60,
        (9, 10),
    ),
)
