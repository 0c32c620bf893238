"""Whose fragment stands on whose page? The whole list."""

from collections.abc import Mapping, Sequence

from wangge.accountability.views.printing import answers_awaited
from wangge.alarms.views.groups import alarms_waiting
from wangge.analysis.views.ahead import warnings_line
from wangge.analysis.views.landing import door_to_analysis
from wangge.bulletins.views.pages import bulletins_waiting, door_to_bulletins
from wangge.coordination.views.cures import cure_of_place
from wangge.coordination.views.whistles import doors, whistle_waiting, whistles_of_case
from wangge.deputies.views.leading import door_to_visits
from wangge.deputies.views.matters import matter_of_receipt
from wangge.evaluation.views.sheets import door_to_evaluation
from wangge.field.views.desk import phones_waiting
from wangge.foundation.slots import Fragment
from wangge.ledgers.views.pages import door_to_ledgers, print_case
from wangge.notifications.views.pages import news_waiting
from wangge.opscentre.views.door import door_to_room
from wangge.opscentre.views.shifts import shift_door, short_nights
from wangge.people.views.emergencies import banner
from wangge.reporters.views.contact import door_to_reporter
from wangge.reporters.views.hotline_order import orders_of_case
from wangge.reporters.views.pleas import pleas_waiting
from wangge.reporters.views.ratings import door_to_ratings
from wangge.suggestions.views.attachments import files_of_paper
from wangge.suggestions.views.chain import (
    board_doors,
    facts_of_paper,
    office_doors,
    paper_of_matter,
    paper_on_case,
    turns_on_receipt,
)
from wangge.suggestions.views.mine import papers_for_me
from wangge.suggestions.views.of_report import suggestions_of_report
from wangge.suggestions.views.offices import papers_at_office, papers_waiting
from wangge.workload.views.needle import workload_doors

SLOTS: Mapping[str, Sequence[Fragment]] = {
    "case": (door_to_reporter, orders_of_case, print_case, whistles_of_case, paper_on_case),
    "case_receipt": (turns_on_receipt,),
    "congress": (office_doors,),
    "deputy_matter": (paper_of_matter,),
    "deputy_report": (suggestions_of_report,),
    "deputy_office": (papers_at_office,),
    "deputy_work": (papers_for_me, board_doors),
    "frame": (banner,),
    "figures": (door_to_ledgers, door_to_analysis, door_to_ratings, door_to_evaluation, door_to_bulletins),
    "mine": (
        news_waiting,
        bulletins_waiting,
        answers_awaited,
        door_to_room,
        alarms_waiting,
        pleas_waiting,
        whistle_waiting,
        papers_waiting,
        phones_waiting,
        door_to_visits,
        doors,
        workload_doors,
    ),
    "matter_chain": (turns_on_receipt,),
    "ops": (shift_door, warnings_line),
    "receipt": (matter_of_receipt,),
    "recurring_place": (cure_of_place,),
    "roster": (short_nights, shift_door),
    "suggestion": (files_of_paper, facts_of_paper),
}
