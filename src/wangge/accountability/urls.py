"""Which address of accountability leads where?"""

from django.urls import URLPattern

app_name = "accountability"
urlpatterns: list[URLPattern] = []
