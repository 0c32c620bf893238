"""Which address of notifications leads where?"""

from django.urls import path

from wangge.notifications.views import pages, table

app_name = "notifications"
urlpatterns = [
    path("", pages.page, name="inbox"),
    path("read/", pages.read, name="read"),
    path("table/", table.table, name="table"),
]
