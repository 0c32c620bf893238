"""Which address of bulletins leads where?"""

from django.urls import path

from wangge.bulletins.views import pages, setting

app_name = "bulletins"
urlpatterns = [
    path("", pages.index, name="index"),
    path("draft", pages.draft_by_hand, name="draft"),
    path("series/", setting.page, name="series"),
    path("series/begin", setting.begin, name="begin"),
    path("series/send", setting.send, name="send"),
    path("<str:bulletin_id>/", pages.page, name="bulletin"),
    path("<str:bulletin_id>/remark", pages.keep_remark, name="remark"),
    path("<str:bulletin_id>/compose", pages.compose_again, name="compose"),
    path("<str:bulletin_id>/issue", pages.issue_it, name="issue"),
    path("<str:bulletin_id>/correct", pages.correct_it, name="correct"),
    path("<str:bulletin_id>/sign", pages.sign_for, name="sign"),
    path("<str:bulletin_id>/behind/<str:part>/<int:row>/", pages.behind, name="behind"),
    path("<str:bulletin_id>/copy.<str:form>", pages.download, name="copy"),
]
