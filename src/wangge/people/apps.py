"""Names the package to Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "wangge.people"
