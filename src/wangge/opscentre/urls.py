"""Which address of opscentre leads where?"""

from django.urls import path

from wangge.opscentre.views import parts, room

app_name = "opscentre"
urlpatterns = [
    path("", room.desk_page, name="desk"),
    path("wall/", room.wall, name="wall"),
    path("part/<str:name>", parts.part, name="part"),
    path("whole", parts.whole, name="whole"),
    path("alarms.json", parts.alarm_signs, name="alarm_signs"),
]
