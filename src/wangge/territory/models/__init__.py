"""The rows of territory: the ground and how it is divided, and the things that stand on it."""

from wangge.territory.models.assets import Asset, AssetUnit
from wangge.territory.models.plans import Plan, PlanFault, Term, Unit

__all__ = ["Asset", "AssetUnit", "Plan", "PlanFault", "Term", "Unit"]
