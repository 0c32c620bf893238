"""Which address of congress leads where?"""

from django.urls import path

from wangge.congress.views import files, pages, public

app_name = "congress"
urlpatterns = [
    path("", pages.work, name="work"),
    path("open", pages.opened, name="open"),
    path("public/<str:county>/", public.listing, name="public"),
    path("public/<str:county>/<str:key>/", public.page, name="public_activity"),
    path("public/<str:county>/<str:key>/frames/<str:draw>.json", public.frame, name="frame"),
    path("<str:key>/files/", files.put, name="files"),
    path("<str:key>/files/<str:file>/", files.file, name="file"),
    path("<str:key>/files/<str:file>/take", files.take, name="take_file"),
    path("<str:key>/", pages.page, name="activity"),
    path("<str:key>/<str:act>", pages.act, name="act"),
]
