"""Names the package to Django."""

from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "wangge.field"
