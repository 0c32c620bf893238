"""Which address of suggestions leads where?"""

from django.urls import path

from wangge.suggestions.joined_urls import joined_patterns
from wangge.suggestions.views import attachments, mine, motions, offices, opinions, paper, public

app_name = "suggestions"
urlpatterns = [
    *joined_patterns,
    path("", mine.mine, name="mine"),
    path("draft/", mine.draft, name="draft"),
    path("papers/<str:paper_id>/", paper.page, name="paper"),
    path("papers/<str:paper_id>/act", paper.act, name="act"),
    path("papers/<str:paper_id>/files/", attachments.put, name="files"),
    path("papers/<str:paper_id>/files/<str:file>/", attachments.file, name="file"),
    path("papers/<str:paper_id>/files/<str:file>/take", attachments.take, name="take_file"),
    path("office/", offices.office, name="office"),
    path("government/", offices.government, name="government"),
    path("unit/", offices.unit, name="unit"),
    path("motions/", motions.index, name="motions"),
    path("motions/draft/", motions.draft, name="draft_motion"),
    path("motions/session", motions.session, name="session"),
    path("motions/<str:motion_id>/", motions.page, name="motion"),
    path("motions/<str:motion_id>/act", motions.act, name="motion_act"),
    path("opinions/", opinions.index, name="opinions"),
    path("opinions/<str:opinion_id>/answer", opinions.answer, name="answer_opinion"),
    path("public/<str:county>/", public.index, name="public"),
    path("public/<str:county>/report/", public.report, name="report"),
    path("public/<str:county>/motions/<str:motion_id>/", public.motion, name="public_motion"),
    path("public/<str:county>/<str:paper_id>/", public.page, name="public_paper"),
]
