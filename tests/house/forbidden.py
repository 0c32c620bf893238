"""Which words would show that the system holds what it never holds?

The list is that of docs/adr/0001 and of the practice it answers: dossiers, lists of persons, marks and tracks of staff.
Identifiers are split into words, so `face` finds face_id and faceId but not `surface`; Chinese is looked for as it
stands. A sentence that needs such a word is an exception, listed with its reason.
"""

import re
from typing import NamedTuple

from tests.house.sightings import Sighting

FORBIDDEN: dict[str, tuple[str, str]] = {
    "religion": ("religion religious faith belief", "宗教 信教 信仰 教徒"),
    "politics of residents": ("political politics party_member", "政治 党"),
    "health of residents": (
        "disease illness diagnosis disability disabled psychiatric mental vaccine vaccination pregnancy",
        "病史 疾病 残疾 精神 健康状况 体温 疫苗 怀孕",
    ),
    "ethnic group": ("ethnic ethnicity", "民族"),
    "income of residents": ("income salary", "收入 低保户"),
    "identity papers": (
        "idcard identity_card id_card id_number identity_number passport",
        "身份证 护照 证件号",
    ),
    "households and residents": (
        "household hukou resident_id tenant_id dossier_of_resident family_member",
        "户籍 户主 户口 居民档案 流动人口 家庭成员 一户一档",
    ),
    "lists of persons": (
        "key_person blacklist petitioner petitioner_list watchlist parolee drug_user drug addict released",
        "重点人员 重点人群 重点人口 黑名单 关注对象 涉稳人员 信访人 上访人 刑满 刑释 社区矫正 吸毒 涉毒",
    ),
    "faces and plates": (
        "face faces facial biometric fingerprint plate plates licence_plate license_plate plate_number",
        "人脸 指纹 车牌 号牌",
    ),
    "points and ranking of staff": (
        "reward_points bonus_points points_earned leaderboard staff_rank person_rank worker_rank likes",
        "积分 排行榜 个人排名 点赞",
    ),
    "check-in and online time": (
        "check_in checkin clock_in punch online_minutes online_time attendance last_login install_rate",
        "打卡 签到 在线时长 考勤 最后登录 安装率",
    ),
    "tracks of staff": (
        "track tracks trajectory mileage dwell gps_track live_position background_location",
        "轨迹 实时定位 行踪 里程 停留时长",
    ),
    "quotas of reports": (
        "report_quota reports_quota quota_of_reports minimum_reports",
        "上报任务数 上报指标数 最低上报",
    ),
}


class Allowed(NamedTuple):
    """A piece of text or an identifier that needs a forbidden word, and why it may."""

    piece: str
    why: str
    room: str = ""  # only in rooms that begin so; empty: everywhere


MASKING = "code foundation/files/masking.py"
WHISTLES = "code coordination/queries/whistles.py"

EXCEPTIONS: tuple[Allowed, ...] = (
    # Named by the ruling itself (Matters that point at people, last sentence).
    Allowed("精神文明", "a word of public campaigns, not of anybody's mind"),
    Allowed("党务", "a service window of a station"),
    # What is looked for so that it can be hidden: places in a picture, used once and kept nowhere.
    *(
        Allowed(name, "finds what is to be hidden in a photo; detection only, nothing of it is kept", MASKING)
        for name in (
            "FACES", "PLATE_COLOURS", "PLATE_FILLED", "PLATE_SHAPE", "PLATE_STROKES", "PLATE_WIDTH", "_faces",
            "_plates",
        )
    ),
    Allowed("PLATE", "warns of such a number in a report's words, so that it is taken out", "code rules/telltales.py"),
    Allowed("Faces and plates were looked for by machine", "says that they are hidden", "locale cases"),
    Allowed("人脸和车牌已由机器查找并遮盖", "says that they are hidden"),
    Allowed("Nobody looked for faces and plates yet", "says that they are not hidden yet", "locale cases"),
    Allowed("尚未查找人脸和车牌", "says that they are not hidden yet"),
    Allowed("faces and plates are hidden", "promises the reporter that they are hidden", "locale reporters"),
    Allowed("脸和车牌会遮住", "promises the reporter that they are hidden"),
    Allowed("a number plate", "warns that words name one, so that it is taken out", "locale cases"),
    Allowed("车辆号牌", "warns that words name one, so that it is taken out"),
    Allowed("证件号码", "warns that words name one, so that it is taken out"),
    *(
        Allowed(name, "which called departments came to a whistle; of departments, never of people", WHISTLES)
        for name in ("Attendance", "attendance")
    ),
    Allowed("_fingerprint", "of a packaged file, so that a changed one is served anew", "code foundation/assets.py"),
    Allowed("last_login", "set to None: Django's own column is taken away, not added", "code people/models.py"),
)  # fmt: skip


def forbidden_in(sighting: Sighting) -> str | None:
    """Return the reason for which a sighting may not exist, or None."""
    return next((reason for reason, _ in words_in(sighting)), None)


def words_in(sighting: Sighting) -> list[tuple[str, str]]:
    """Return every (reason, word) that a sighting shows, exceptions taken out."""
    words, name = sighting.words, sighting.name
    for one in EXCEPTIONS:
        if sighting.room.startswith(one.room):
            words = words.replace(one.piece, "")
            name = "" if name == one.piece else name
    text = f" {split(name)}  {split(words)} "
    found = []
    for reason, (english, chinese) in FORBIDDEN.items():
        needles = {f" {word.replace('_', ' ')} ": word for word in english.split()}
        needles |= {word: word for word in chinese.split()}
        found += [(reason, word) for needle, word in needles.items() if needle in text]
    return found


def split(text: str) -> str:
    """Return a text as lower-case words: fooBar, foo_bar and foo-bar are `foo bar`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.sub(r"[^\w\u4e00-\u9fff]+|_", " ", apart).lower()
