"""Which units may stand beside each other in a figure that judges?"""

# rulings.md, Staff: "No comparison of a unit with fewer than five posts: only its own history." A figure of a
# unit with one or two people is a figure of these people.
POSTS_LEAST = 5


def may_compare(posts: int) -> bool:
    """Say whether a unit with so many filled posts may be compared with others."""
    return posts >= POSTS_LEAST
