"""Which address of deputies leads where?"""

from wangge.deputies.find_urls import find_patterns
from wangge.deputies.group_urls import group_patterns
from wangge.deputies.work_urls import work_patterns

app_name = "deputies"
urlpatterns = [*work_patterns, *group_patterns, *find_patterns]
