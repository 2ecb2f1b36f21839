"""The texts of checkpoints.py: made up, of few words."""

WORDS = (
    "the a of in on and is was by to river city planet god song band near north south old new small large first great "
    "mercury jordan paris nile amazon rome berlin orion delta lake bank bridge tower king queen star sun moon sea "
    "flows rises sings met wrote crossed visited built named called body water human music roman greek solar system "
    "capital country located part member located side west east . , ( ) ##s ##er ##ing ##ian ##a j ##or ##d ##an"
).split()
WORDS = list(dict.fromkeys(WORDS))

# What stands before a mention, the mention, and what stands behind it.
BLINK_MENTIONS = [
    ("the old king crossed the", "Jordan", "near the sea , and visited the lake ."),
    ("", "Mercury", "rises in the east ."),
    ("a song of the great band was called", "Paris", ""),
    ("in", "Rome", "the queen met the king on the bridge by the river , and the sun was on the water of the lake"),
    (
        "the queen met the king on the bridge by the river , and the sun was on the water of the lake in",
        "Berlin",
        "",
    ),
    (
        "the queen met the king on the bridge by the river , and the sun was on the",
        "Amazon",
        "river flows by the old city to the sea , and the moon rises in the east",
    ),
    # Its tokens leave no room on the left, and one token on the right.
    ("the band sings", "the great old song of the small river bank city near Rome", "and the moon"),
    # It is longer than a window.
    ("the band sings", "the great old song of the small river bank near the new large bridge tower", "on the moon"),
]

# Title and text.
BLINK_ENTITIES = [
    ("Jordan", " Jordan is a country located on the east side of the river Jordan."),
    ("Jordan (river)", " The Jordan is a river. It flows to the sea."),
    ("Mercury (planet)", " Mercury is the first planet of the solar system, a small planet near the sun."),
    ("Mercury (god)", ""),
    (
        "Paris",
        " Paris is the capital of a country, located in the north on the river, an old city, a great city, and a large city "
        "of music and water, named by the Romans.",
    ),
    ("Jordanian", " A human of Jordan."),
]

# A sentence, the words of the mention (from, to).
BOOTLEG_MENTIONS = [
    ("The old king crossed the Jordan near the sea , and visited the lake .", (5, 6)),
    ("Mercury rises in the east .", (0, 1)),
    ("The great band sings a song called Paris", (7, 8)),
    ("in Rome the queen met the king on the bridge by the river , and the sun was on the lake", (1, 2)),
    ("the queen met the king on the bridge by the river , and the sun was on the lake in Berlin", (20, 21)),
    ("the sun rises on the water , and the small Amazon river flows by the old city to the sea .", (9, 11)),
]

# Title, types, relations with the names of others, description.
BOOTLEG_ENTITIES = [
    ("Jordan", ["country", "human country"], ["capital Amman", "part of Asia", "located near Jordan (river)"], "a country in the east"),
    ("Jordan (river)", ["river", "body of water", "great body of water"], [], "a river that flows to the sea"),
    ("Mercury (planet)", [], ["part of solar system"], ""),
    ("Mercury", ["a god of the old Roman and Greek sea and moon"], ["named by the great king of the old city near the sea"], "Roman god"),
    ("Paris (song)", ["song"], [], "a song of a band , a small band of the north , called the new band of the large old city"),
]
