"""Which address of workload leads where?"""

from django.urls import path

from wangge.workload.views import needle, said, tasks

app_name = "workload"
urlpatterns = [
    path("", needle.page, name="needle"),
    path("said/", said.page, name="said"),
    path("tasks/", tasks.listing, name="tasks"),
    path("tasks/new/", tasks.new, name="new"),
    path("tasks/<str:task_id>/", tasks.page, name="task"),
    path("tasks/<str:task_id>/<str:act>", tasks.act, name="act"),
]
