"""Which rows does deputies keep?"""

from wangge.deputies.models.acts import Act, DutyNotice, DutyRule, Firm, Raised, Visit
from wangge.deputies.models.congresses import Congress, Constituency, ConstituencyUnit, Term
from wangge.deputies.models.matters import Advice, AskingTerm, Matter
from wangge.deputies.models.reports import BallotBox, BallotCode, BallotThreshold, DutyReport, PaperCount
from wangge.deputies.models.seats import Deputy, Seat
from wangge.deputies.models.stations import Station

__all__ = [
    "Act",
    "Advice",
    "AskingTerm",
    "BallotBox",
    "BallotCode",
    "BallotThreshold",
    "Congress",
    "Constituency",
    "ConstituencyUnit",
    "Deputy",
    "DutyNotice",
    "DutyReport",
    "DutyRule",
    "Firm",
    "Matter",
    "PaperCount",
    "Raised",
    "Seat",
    "Station",
    "Term",
    "Visit",
]
