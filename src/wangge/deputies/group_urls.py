"""Which address of groups, pairs, visits of leaders and the office's list of seats leads where?"""

from django.urls import path

from wangge.deputies.views import groups, leading, office_seats, pairs

group_patterns = [
    path("groups/", groups.listing, name="groups"),
    path("groups/<str:key>/", groups.page, name="group"),
    path("groups/<str:key>/act", groups.act, name="group_act"),
    path("pairs/", pairs.page, name="pairs"),
    path("pairs/act", pairs.act, name="pairs_act"),
    path("leaders/", leading.listing, name="leaders"),
    path("leaders/<str:key>/", leading.page, name="leader_visit"),
    path("leaders/<str:key>/act", leading.act, name="leader_act"),
    path("office/seats/", office_seats.page, name="office_seats"),
    path("office/seats/move", office_seats.moved, name="move_unit"),
]
