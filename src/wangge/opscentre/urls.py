"""Which address of opscentre leads where?"""

from django.urls import path

from wangge.opscentre.views import parts, room, shifts

app_name = "opscentre"
urlpatterns = [
    path("", room.desk_page, name="desk"),
    path("wall/", room.wall, name="wall"),
    path("part/<str:name>", parts.part, name="part"),
    path("whole", parts.whole, name="whole"),
    path("shifts/", shifts.listing, name="shifts"),
    path("shifts/begin/", shifts.begin, name="begin_shift"),
    path("shifts/<str:shift_id>/", shifts.page, name="shift"),
    path("shifts/<str:shift_id>/<str:act>/", shifts.act, name="shift_act"),
    path("alarms.json", parts.alarm_signs, name="alarm_signs"),
]
