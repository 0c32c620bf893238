"""Names the package to Django."""

from django.apps import AppConfig


class CongressConfig(AppConfig):
    name = "wangge.congress"
