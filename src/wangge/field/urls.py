"""Which address of the phone leads where?"""

from django.urls import path

from wangge.field.views import asking, bundle, cards, desk, files, proof, push, session, shell, sync, tus

app_name = "field"
urlpatterns = [
    path("desk/", desk.page, name="desk"),
    path("desk/import/", desk.read_in, name="desk_import"),
    path("desk/aside/<str:aside_id>", desk.aside, name="desk_aside"),
    path("desk/phones/<str:device>", desk.turn, name="desk_turn"),
    path("", shell.page, name="shell"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("session", session.session, name="session"),
    path("sync", sync.sync, name="sync"),
    path("files/<str:record>/<str:sha256>", files.file, name="file"),
    path("tus/", tus.tus, name="uploads"),
    path("tus/<str:upload>", tus.tus, name="upload"),
    path("words.json", shell.words, name="words"),
    path("ask", asking.ask, name="ask"),
    path("proof", proof.sheet, name="proof"),
    path("push", push.push, name="push"),
    path("bundle", bundle.parts, name="bundle"),
    path("cases/<str:case_id>", cards.case, name="case"),
    path("photos/<str:case_id>/<str:sha256>", cards.photo, name="photo"),
]
