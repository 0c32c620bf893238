"""Names the package to Django."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "wangge.territory"
