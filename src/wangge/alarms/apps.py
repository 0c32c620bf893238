"""Names the package to Django."""

from django.apps import AppConfig


class AlarmsConfig(AppConfig):
    name = "wangge.alarms"
