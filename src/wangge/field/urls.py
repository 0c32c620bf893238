"""Which address of the phone leads where?"""

from django.urls import path

from wangge.field.views import asking, bundle, cards, session, shell, sync

app_name = "field"
urlpatterns = [
    path("", shell.page, name="shell"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("session", session.session, name="session"),
    path("sync", sync.sync, name="sync"),
    path("words.json", shell.words, name="words"),
    path("ask", asking.ask, name="ask"),
    path("bundle", bundle.parts, name="bundle"),
    path("cases/<str:case_id>", cards.case, name="case"),
    path("photos/<str:case_id>/<str:sha256>", cards.photo, name="photo"),
]
