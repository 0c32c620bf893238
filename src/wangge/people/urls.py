"""Which address of this package leads where?"""

from django.urls import URLPattern

app_name = "people"
urlpatterns: list[URLPattern] = []
