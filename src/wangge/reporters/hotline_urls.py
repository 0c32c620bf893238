"""Which address of the 12345 desk leads where?"""

from django.urls import path

from wangge.reporters.views import hotline, hotline_calls, hotline_order, hotline_rates

app_name = "hotline"
urlpatterns = [
    path("", hotline.orders, name="orders"),
    path("take", hotline.take, name="take"),
    path("replies.<str:form>", hotline.replies, name="replies"),
    path("appeals/", hotline.appeals, name="appeals"),
    path("calls/", hotline_calls.calls, name="calls"),
    path("caller/", hotline_calls.caller, name="caller"),
    path("rates/", hotline_rates.rates, name="rates"),
    path("rates/<str:which>/", hotline_rates.behind, name="behind"),
    path("<str:order_id>/", hotline_order.page, name="order"),
    path("<str:order_id>/acts/<str:act>", hotline_order.act, name="act"),
]
