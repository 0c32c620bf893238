"""What may others ask of alarms?"""

from wangge.alarms.queries.devices import SilentDevice, silent_devices
from wangge.alarms.queries.groups import AlarmGroup, open_count, open_groups

__all__ = ["AlarmGroup", "SilentDevice", "open_count", "open_groups", "silent_devices"]
