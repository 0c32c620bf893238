"""Which address of coordination leads where?"""

from django.urls import path

from wangge.coordination.views import cures, whistles

app_name = "coordination"
urlpatterns = [
    path("whistles/", whistles.listing, name="whistles"),
    path("whistles/call/", whistles.call, name="call"),
    path("whistles/<str:whistle_id>/", whistles.page, name="whistle"),
    path("whistles/<str:whistle_id>/answer", whistles.answer, name="answer"),
    path("whistles/<str:whistle_id>/held", whistles.held, name="held"),
    path("cures/", cures.listing, name="cures"),
    path("cures/place/", cures.place, name="place"),
    path("cures/<str:project_id>/", cures.page, name="project"),
    path("cures/<str:project_id>/done", cures.done, name="done"),
]
