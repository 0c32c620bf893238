"""Names the package to Django."""

from django.apps import AppConfig


class OpsCentreConfig(AppConfig):
    name = "wangge.opscentre"
