"""Names the package to Django."""

from django.apps import AppConfig


class DeputiesConfig(AppConfig):
    name = "wangge.deputies"
