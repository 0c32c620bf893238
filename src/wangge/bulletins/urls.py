"""Which address of bulletins leads where?"""

from django.urls import URLPattern

app_name = "bulletins"
urlpatterns: list[URLPattern] = []
