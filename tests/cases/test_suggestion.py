"""Words suggest a kind, never set it; the model is taught by the deployment's own cases and by nobody's quarrels."""

import csv
import gzip
import json
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.builders import COUNTY, COVER, NOW, Office, a_report, make_office
from wangge.cases.queries.lessons import kind_names, told_cases
from wangge.cases.services.intake import report_case
from wangge.cases.suggesting.asking import model_file, suggested
from wangge.cases.suggesting.model import load_model
from wangge.cases.suggesting.training import Line, macro_f1, measure, train
from wangge.config.cli import main
from wangge.rules.errors import Refused
from wangge.rules.wording import grams

HEAP = "CJ/T 214-2007:event:0102"
QUARREL = "zz-ledger:event:0501"
MESSAGES = Path(__file__).parents[2] / "../shared/data/messages"
COVERS = [f"{place}{fault}" for place in ("路口", "桥下", "校门口", "站前", "巷内") for fault in
          ("井盖破损", "井盖丢失", "井盖下沉", "的井盖翘起", "井盖响声大", "井盖缺了一块")]  # fmt: skip
HEAPS = [f"{place}{fault}" for place in ("路口", "桥下", "校门口", "站前", "巷内") for fault in
         ("垃圾成堆", "有一堆垃圾", "生活垃圾没人清", "垃圾堆放三天", "垃圾发臭", "垃圾袋乱扔")]  # fmt: skip
LINES = [line for pair in zip([Line(words, COVER) for words in COVERS], [Line(words, HEAP) for words in HEAPS],
                              strict=True) for line in pair]  # fmt: skip


@pytest.fixture
def own_home(settings: object, tmp_path: Path) -> Path:
    settings.WANGGE_HOME = tmp_path
    return tmp_path


def test_the_kind_that_people_chose_for_like_words_comes_first() -> None:
    model = train(LINES, [], now=NOW)

    assert model.suggest("东门外井盖坏了")[0] == COVER
    assert model.suggest("楼前的垃圾两天没清")[0] == HEAP
    assert model.told.top1 > 0.9


def test_words_of_which_nothing_is_known_suggest_nothing() -> None:
    assert train(LINES, [], now=NOW).suggest("xyzzy") == []
    assert train(LINES, [], now=NOW).suggest("") == []


def test_the_name_of_a_kind_is_a_lesson_before_anybody_reported_one() -> None:
    model = train(LINES, [Line("行道树", "tree"), Line("路灯", "lamp")], now=NOW)

    assert "tree" in model.suggest("一棵行道树倒了")


def test_a_model_read_back_says_the_same_and_one_changed_byte_is_refused(tmp_path: Path) -> None:
    model, file = train(LINES, [], now=NOW), tmp_path / "model.npz"
    model.save(file)
    assert np.array_equal(load_model(file).scores("井盖破损"), model.scores("井盖破损"))

    with np.load(file) as kept:
        arrays = dict(kept)
    arrays["bias"] = arrays["bias"] + 1
    np.savez(file, **arrays)

    assert _code(file) == "suggestion.broken_model"


@pytest.mark.parametrize("bytes_", [b"", b"not a model", b"PK\x03\x04 half a zip"])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, bytes_: bytes) -> None:
    file = tmp_path / "model.npz"
    file.write_bytes(bytes_)

    assert _code(file) == "suggestion.broken_model"
    assert _code(tmp_path / "none.npz") == "suggestion.no_model"


def test_a_model_that_would_run_code_when_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "model.npz"
    np.savez(file, version=1, sha256="", labels=np.array([print], dtype=object))

    assert _code(file) == "suggestion.broken_model"


def _code(file: Path) -> str:
    with pytest.raises(Refused) as refused:
        load_model(file)
    return refused.value.code


def test_too_few_lines_or_one_kind_only_teach_nothing() -> None:
    for lines in (LINES[:10], [Line(words, COVER) for words in COVERS * 3]):
        with pytest.raises(Refused) as refused:
            train(lines, [], now=NOW)
        assert refused.value.code == "suggestion.too_few_lines"


def test_a_sentence_told_twice_is_never_both_learned_and_asked() -> None:
    assert train(LINES * 3, [], now=NOW).told.lines == len(LINES)


def test_macro_f1_weighs_every_kind_alike() -> None:
    assert macro_f1(["a", "a", "a", "b"], ["a", "a", "a", "a"]) == pytest.approx((6 / 7 + 0) / 2)


def test_grams_are_characters_and_pairs_whatever_the_width_or_case() -> None:
    assert grams("井盖 A") == grams("井盖 a")
    assert len(grams("井盖")) == 3


@pytest.mark.django_db
def test_training_reads_the_countys_own_cases_and_no_matter_that_points_at_people(own_home: Path) -> None:
    office = make_office()
    _report_all(office)
    report_case(office.worker, a_report(category=QUARREL, words="两家为停车吵架"), now=NOW)

    told = list(told_cases(COUNTY))

    assert sorted(told) == sorted((line.words, line.label) for line in LINES)
    assert QUARREL not in {key for _, key in kind_names(COUNTY)}


@pytest.mark.django_db
def test_train_try_and_check_by_command(own_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _report_all(make_office())

    assert main(["categories", "train", "--json"]) == 0
    trained = json.loads(capsys.readouterr().out)
    assert (trained["lines"], trained["unseen"]) == (60, 12)
    assert trained["top1"] <= trained["top3"] <= 1
    assert main(["categories", "try", "路口井盖坏了", "--json"]) == 0
    assert COVER in json.loads(capsys.readouterr().out)["suggested"][0]
    assert main(["categories", "check", "--json"]) == 0


@pytest.mark.django_db
def test_check_ends_with_one_when_the_model_has_fallen_behind(
    own_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _report_all(make_office())
    main(["categories", "train"])
    lines = tmp_path / "lines.csv"
    lines.write_text("words,label\n井盖破损,other\n", encoding="utf-8")

    assert main(["categories", "check", "--file", str(lines), "--json"]) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["missed"] == ["top3"]


@pytest.mark.django_db
def test_a_file_without_the_two_columns_is_refused(own_home: Path, tmp_path: Path, capsys: object) -> None:
    make_office()
    lines = tmp_path / "lines.csv"
    lines.write_text("a,b\n1,2\n", encoding="utf-8")

    assert main(["categories", "train", "--file", str(lines), "--json"]) == 2
    assert "suggestion.bad_lines" in capsys.readouterr().err


@pytest.mark.django_db
def test_without_scikit_learn_training_says_what_to_install(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn.svm", None)

    with pytest.raises(Refused) as refused:
        train(LINES, [], now=NOW)

    assert refused.value.code == "suggestion.no_trainer"


@pytest.mark.django_db
def test_a_county_without_a_model_or_with_a_spoilt_one_suggests_nothing_and_fails_nothing(
    own_home: Path,
) -> None:
    make_office()
    assert suggested(COUNTY, "井盖破损") == []

    model_file(COUNTY).parent.mkdir(parents=True)
    model_file(COUNTY).write_bytes(b"spoilt")

    assert suggested(COUNTY, "井盖破损") == []


@pytest.mark.django_db
def test_a_kind_that_points_at_people_is_never_suggested_even_by_a_model_that_learned_it(
    own_home: Path,
) -> None:
    make_office()
    train([*LINES, *(Line(f"{n}号楼两家吵架", QUARREL) for n in range(30))], [], now=NOW).save(
        model_file(COUNTY)
    )

    assert suggested(COUNTY, "楼上两家吵架")
    assert QUARREL not in suggested(COUNTY, "楼上两家吵架")


def test_on_citizens_messages_it_does_better_than_chance_by_far_and_says_how_well() -> None:
    file = MESSAGES / "labelled_subjects_dev.csv.gz"
    if not file.exists():
        pytest.skip("the labelled messages may not be published with the project")
    with gzip.open(file, "rt", encoding="utf-8") as opened:
        rows = {row["subject"]: row["label"] for row in csv.DictReader(opened)}
    lines = [Line(words, label) for words, label in rows.items()]

    model = train([line for number, line in enumerate(lines) if number % 5], [], now=NOW)
    found = measure(model, lines[::5])

    # What was reached, not what was aimed at: docs/categories.md says why 0.91 is not reached.
    assert found["macro_f1"] > 0.86
    assert found["top3"] > 0.975


def _report_all(office: Office) -> None:
    for number, line in enumerate(LINES):
        at = NOW + timedelta(minutes=number)
        report_case(office.worker, a_report(category=line.label, words=line.words, at=at), now=at)
