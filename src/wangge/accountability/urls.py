"""Which address of accountability leads where?"""

from django.urls import path

from wangge.accountability.views import pages, printing

app_name = "accountability"
urlpatterns = [
    path("", pages.index, name="index"),
    path("notices/<str:notice_id>/", pages.page, name="notice"),
    path("notices/<str:notice_id>/notice.pdf", printing.paper, name="paper"),
    path("notices/<str:notice_id>/act", pages.act, name="act"),
    path("questions/<str:question_id>/answer", pages.answer_question, name="answer"),
]
