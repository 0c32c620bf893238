"""Names the package to Django."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "wangge.bulletins"
