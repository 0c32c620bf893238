"""Where is this point, asked by a program?"""

from ninja import Router

router = Router(tags=["territory"])
