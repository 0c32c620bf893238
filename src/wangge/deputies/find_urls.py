"""Which address of finding a deputy leads where: by place, a deputy's page, stations and receptions?"""

from django.urls import path

from wangge.deputies.views import find, posters, public_groups, stations

find_patterns = [
    path("", find.start, name="start"),
    path("receptions/", stations.roster, name="roster"),
    path("receptions/<str:key>", stations.changed, name="changed"),
    path("public/<str:county>/", find.find, name="find"),
    path("public/<str:county>/stations/<str:key>/", stations.page, name="station"),
    path("public/<str:county>/stations/<str:key>/book", stations.booked, name="booked"),
    path("public/<str:county>/stations/<str:key>/notice", stations.notice, name="station_notice"),
    path("public/<str:county>/stations/<str:key>.ics", stations.calendar, name="calendar"),
    path("public/<str:county>/stations/<str:key>/poster/", posters.of_station, name="station_poster"),
    path("public/<str:county>/groups/", public_groups.listing, name="public_groups"),
    path("public/<str:county>/groups/<str:key>/", public_groups.page, name="public_group"),
    path("public/<str:county>/<str:deputy_key>/poster/", posters.of_deputy, name="deputy_poster"),
    path("public/<str:county>/<str:deputy_key>/", find.person, name="deputy"),
]
