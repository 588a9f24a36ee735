"""Who to turn to: the lines of a country, where they stand, and when somebody checked them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.numbers import help_lines, read_numbers
from core.domain.errors import SettingsFault


def write(folder: Path, text: str) -> None:
    (folder / "safety").mkdir()
    (folder / "safety" / "numbers.yaml").write_text(text)


def test_without_a_file_of_its_own_a_practice_uses_ours(tmp_path: Path) -> None:
    """Dated, with lines for the country."""
    numbers = read_numbers(tmp_path, "de")

    assert numbers.listed
    assert numbers.checked_on is not None
    assert numbers.lines == help_lines(tmp_path, "DE")
    assert "112" in numbers.lines[0]


@pytest.mark.parametrize("written", ['"2026-11-01"', "2026-11-01", "2026-11-01 10:00:00"])
def test_the_practices_own_file_wins(tmp_path: Path, written: str) -> None:
    """The date may stand with quotes or without."""
    write(tmp_path, f"checked_on: {written}\nanywhere: [112]\ncountries: {{NO: [113 lege]}}\n")

    own, other = read_numbers(tmp_path, "NO"), read_numbers(tmp_path, "SE")

    assert (own.lines, own.listed, own.checked_on) == (("113 lege",), True, date(2026, 11, 1))
    assert (other.lines, other.listed) == (("112",), False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "anywhere: 112\ncountries: {}",
        "anywhere: []\ncountries: {}",
        "[",
        "anywhere: [112]",
        "checked_on: 2026-13-01",
    ],
)
def test_a_card_without_numbers_never_goes_out(tmp_path: Path, text: str) -> None:
    """A list is demanded: a bare word would come out letter by letter."""
    write(tmp_path, text)

    with pytest.raises(SettingsFault) as told:
        help_lines(tmp_path, "DE")

    assert "numbers.yaml" in told.value.faults[0]


@pytest.mark.parametrize("written", ["", "soon", "[2026-11-01]", "20261"])
def test_a_date_that_is_none_is_none(tmp_path: Path, written: str) -> None:
    """`doctor` says so; the lines are used all the same."""
    write(tmp_path, f"checked_on: {written}\nanywhere: [112]\ncountries: {{}}\n")

    assert read_numbers(tmp_path, "DE").checked_on is None
