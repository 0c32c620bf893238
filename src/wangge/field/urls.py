"""Which address of the phone leads where?"""

from django.urls import URLPattern

app_name = "field"
urlpatterns: list[URLPattern] = []
