"""Which address of ledgers leads where?"""

from django.urls import path

from wangge.ledgers import views
from wangge.ledgers.views import templates

app_name = "ledgers"
urlpatterns = [
    path("", views.index, name="index"),
    path("rows/", views.rows, name="rows"),
    path("templates/", templates.page, name="templates"),
    path("templates/<str:sheet>", templates.file, name="template"),
    path("<str:sheet>", views.sheet, name="sheet"),
]
