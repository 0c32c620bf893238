"""Which address of the phone leads where?"""

from django.urls import path

from wangge.field.views import shell

app_name = "field"
urlpatterns = [
    path("", shell.page, name="shell"),
    path("manifest.webmanifest", shell.manifest, name="manifest"),
    path("sw.js", shell.worker, name="worker"),
    path("words.json", shell.words, name="words"),
]
