"""As whom does somebody without an account act?"""

from uuid import NAMESPACE_URL, uuid5

from wangge.people.hats import Hat
from wangge.rules.posts import PostKind


def public_hat(county: str) -> Hat:
    """Return the hat of a county's public door: nobody's account, so nobody logs in as it and no name is shown.

    Its id is the same at every call, so that what came in by this door is known as such; all who come in share it.
    """
    key = uuid5(NAMESPACE_URL, f"wangge:resident:{county}")
    return Hat(key, key, county, PostKind.RESIDENT, county, "", "", "")
