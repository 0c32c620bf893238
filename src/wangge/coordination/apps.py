"""Names the package to Django."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "wangge.coordination"
