"""What may others ask of alarms?"""

from wangge.alarms.queries.devices import silent_count
from wangge.alarms.queries.groups import AlarmGroup, open_count, open_groups

__all__ = ["AlarmGroup", "open_count", "open_groups", "silent_count"]
