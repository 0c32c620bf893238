"""Which address of territory leads where?"""

from django.urls import path

from wangge.territory import views

app_name = "territory"

urlpatterns = [
    path("", views.index, name="index"),
    path("outlines.json", views.outlines, name="outlines"),
    path("faults.json", views.faults, name="faults"),
]
