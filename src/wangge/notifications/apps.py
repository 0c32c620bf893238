"""Names the package to Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "wangge.notifications"
