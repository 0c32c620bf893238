"""Which address of notifications leads where?"""

from django.urls import URLPattern

app_name = "notifications"
urlpatterns: list[URLPattern] = []
