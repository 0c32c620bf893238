"""Which address of deputies leads where?"""

from wangge.deputies.work_urls import work_patterns

app_name = "deputies"
urlpatterns = [*work_patterns]
