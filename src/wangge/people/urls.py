"""Which address of this package leads where?"""

from django.urls import path

from wangge.people.views import account, emergencies, rosters

app_name = "people"
urlpatterns = [
    path("login/", account.login, name="login"),
    path("logout/", account.logout, name="logout"),
    path("posts/", account.choose, name="hats"),
    path("posts/choose/", account.wear, name="wear"),
    path("me/", account.me, name="me"),
    path("me/language/", account.language, name="language"),
    path("me/password/", account.password, name="password"),
    path("me/sessions/end/", account.logout_everywhere, name="logout_everywhere"),
    path("roster/", rosters.page, name="roster"),
    path("roster/add/", rosters.add, name="add_shift"),
    path("roster/pattern/", rosters.from_pattern, name="roster_from_pattern"),
    path("roster/swaps/", rosters.ask, name="ask_swap"),
    path("roster/swaps/<str:swap_id>/<str:how>/", rosters.settle, name="settle_swap"),
    path("emergencies/", emergencies.listing, name="emergencies"),
    path("emergencies/declare/", emergencies.declare, name="declare"),
    path("emergencies/<str:emergency_id>/extend/", emergencies.extend, name="extend_emergency"),
    path("emergencies/<str:emergency_id>/end/", emergencies.end, name="end_emergency"),
]
