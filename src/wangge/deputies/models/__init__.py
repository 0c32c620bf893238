"""Which rows does deputies keep?"""

from wangge.deputies.models.congresses import Congress, Constituency, ConstituencyUnit, Term
from wangge.deputies.models.seats import Deputy, Seat
from wangge.deputies.models.stations import Station

__all__ = ["Congress", "Constituency", "ConstituencyUnit", "Deputy", "Seat", "Station", "Term"]
