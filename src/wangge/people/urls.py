"""Which address of this package leads where?"""

from django.urls import path

from wangge.people import views

app_name = "people"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("posts/", views.choose, name="hats"),
    path("posts/choose/", views.wear, name="wear"),
    path("me/", views.me, name="me"),
    path("me/language/", views.language, name="language"),
    path("me/password/", views.password, name="password"),
    path("me/sessions/end/", views.logout_everywhere, name="logout_everywhere"),
]
