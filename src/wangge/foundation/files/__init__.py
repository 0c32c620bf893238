"""Where are files kept, and what is let in?

A photo is judged (`sniffing`, `scanning`, `decoding`), its faces and plates are hidden (`masking`), and what is
left is kept in a folder or a bucket (`stores`) by the SHA-256 of exactly the bytes that are kept. What goes with a
paper may be a PDF, too (`papers`).
"""

from wangge.foundation.files.checking import check_files
from wangge.foundation.files.masking import hidden_areas, is_masking
from wangge.foundation.files.photos import (
    KeptPhoto,
    forget_photo,
    hide_by_hand,
    keep_photo,
    keep_photos,
    read_photo,
)

__all__ = [
    "KeptPhoto",
    "check_files",
    "forget_photo",
    "hidden_areas",
    "hide_by_hand",
    "is_masking",
    "keep_photo",
    "keep_photos",
    "read_photo",
]
