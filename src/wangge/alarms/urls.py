"""Which address of alarms leads where?"""

from django.urls import path

from wangge.alarms.views import groups, hook, register

app_name = "alarms"
urlpatterns = [
    path("", groups.listing, name="alarms"),
    path("hook/<str:source>", hook.hook, name="hook"),
    path("devices/", register.register, name="devices"),
    path("aside/", register.aside, name="asides"),
    path("aside/<str:aside_id>", register.settle, name="settle"),
    path("<str:group_id>/", groups.page, name="group"),
    path("<str:group_id>/judge", groups.judge, name="judge"),
    path("<str:group_id>/still/<str:sha256>", groups.still, name="still"),
]
