"""Which address of opscentre leads where?"""

from django.urls import URLPattern

app_name = "opscentre"
urlpatterns: list[URLPattern] = []
