"""Names the package to Django."""

from django.apps import AppConfig


class ReportersConfig(AppConfig):
    name = "wangge.reporters"
