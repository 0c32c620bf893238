"""Which address of territory leads where?"""

from django.urls import URLPattern, path

app_name = "territory"

urlpatterns: list[URLPattern] = []
