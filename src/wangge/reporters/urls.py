"""Which address of reporters leads where?"""

from django.urls import path

from wangge.reporters.views import contact, follow, pleas, ratings, say

app_name = "reporters"
urlpatterns = [
    path("say/", say.start, name="say"),
    path("say/<str:county>/", say.form, name="form"),
    path("say/<str:county>/outlines", say.outlines, name="outlines"),
    path("say/<str:county>/tells", say.tells, name="tells"),
    path("follow/", follow.door, name="follow"),
    path("follow/matter/", follow.matter, name="matter"),
    path("follow/leave", follow.leave, name="leave"),
    path("follow/acts/<str:act>", follow.act, name="act"),
    path("follow/photos/<str:sha256>/<str:size>", follow.photo, name="photo"),
    path("reporters/ratings/", ratings.page, name="ratings"),
    path("reporters/pressed/", pleas.listing, name="pleas"),
    path("reporters/pressed/<str:letter_id>/", pleas.plea, name="plea"),
    path("reporters/<str:case_id>/", contact.page, name="contact"),
    path("reporters/<str:case_id>/<str:act>", contact.act, name="contact_act"),
]
