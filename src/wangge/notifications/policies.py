"""Who minds the table, the channels and the log?"""

from wangge.people.hats import Hat
from wangge.rules.posts import PostKind


def may_mind(hat: Hat) -> bool:
    """Say whether a hat minds them: the county's administrator."""
    return hat.kind == PostKind.ADMINISTRATOR
