"""Is what somebody wrote kept whole or refused?"""

import pytest

from wangge.rules.errors import Refused
from wangge.rules.words import fitting


def test_a_line_break_that_a_form_sends_as_two_counts_as_the_one_that_was_typed() -> None:
    assert fitting("一\r\n二", "words", 3) == "一\n二"


def test_a_text_one_character_too_long_is_refused_whole_with_both_numbers() -> None:
    with pytest.raises(Refused) as refused:
        fitting("字" * 4001, "facts", 4000)

    assert refused.value.code == "case.words_too_long"
    assert refused.value.facts == {"field": "facts", "length": 4001, "limit": 4000}


@pytest.mark.parametrize("text", ["井盖\x00", "\ud800"])
def test_what_no_database_holds_is_refused(text: str) -> None:
    with pytest.raises(Refused, match=r"case\.words_unreadable"):
        fitting(text, "words", 10)
