"""Which rows does deputies keep?"""

from wangge.deputies.models.acts import Act, DutyNotice, DutyRule, Firm, Raised, Visit
from wangge.deputies.models.congresses import Congress, Constituency, ConstituencyUnit, Term
from wangge.deputies.models.groups import Group, GroupMember, GroupPlan, GroupVisit, TakenOver
from wangge.deputies.models.leaders import LeaderMatter, LeaderPlace, LeaderVisit
from wangge.deputies.models.matters import Advice, AskingTerm, Matter
from wangge.deputies.models.pairs import CommitteeTurn, Tie, TieContact, TieRule
from wangge.deputies.models.receptions import Booking, Receiver, Reception, ReceptionRhythm
from wangge.deputies.models.reports import BallotBox, BallotCode, BallotThreshold, DutyReport, PaperCount
from wangge.deputies.models.seats import Deputy, Seat
from wangge.deputies.models.stations import Station, StationNotice

__all__ = [
    "Act",
    "Advice",
    "AskingTerm",
    "BallotBox",
    "BallotCode",
    "BallotThreshold",
    "Booking",
    "CommitteeTurn",
    "Congress",
    "Constituency",
    "ConstituencyUnit",
    "Deputy",
    "DutyNotice",
    "DutyReport",
    "DutyRule",
    "Firm",
    "Group",
    "GroupMember",
    "GroupPlan",
    "GroupVisit",
    "LeaderMatter",
    "LeaderPlace",
    "LeaderVisit",
    "Matter",
    "PaperCount",
    "Raised",
    "Receiver",
    "Reception",
    "ReceptionRhythm",
    "Seat",
    "Station",
    "StationNotice",
    "TakenOver",
    "Term",
    "Tie",
    "TieContact",
    "TieRule",
    "Visit",
]
