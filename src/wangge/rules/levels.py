"""Which levels does a territory have, and how long is a code of each?"""

from enum import IntEnum


class Level(IntEnum):
    """A level of territory, widest first (rulings.md: city - district - street - community - grid)."""

    CITY = 1
    DISTRICT = 2
    STREET = 3
    COMMUNITY = 4
    GRID = 5


# GB/T 2260 (4 or 6 digits), GB/T 10114 (9), the statistical community code (12) and
# the 15-character unit grid of GB/T 30428.1 / GB/T 47678.3.
GB_CODE_LENGTH = {Level.CITY: 4, Level.DISTRICT: 6, Level.STREET: 9, Level.COMMUNITY: 12, Level.GRID: 15}

LEVEL_WORDS = {level.name.lower(): level for level in Level}
