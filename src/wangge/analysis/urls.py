"""Which address of analysis leads where?"""

from django.urls import URLPattern

app_name = "analysis"
urlpatterns: list[URLPattern] = []
