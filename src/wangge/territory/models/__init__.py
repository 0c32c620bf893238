"""The rows of territory: the ground and how it is divided, the things that stand on it, and its addresses."""

from wangge.territory.models.addresses import Address
from wangge.territory.models.assets import Asset, AssetUnit
from wangge.territory.models.plans import Plan, PlanFault, Term, Unit

__all__ = ["Address", "Asset", "AssetUnit", "Plan", "PlanFault", "Term", "Unit"]
