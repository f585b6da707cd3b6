"""What `tremplin knowledge check` finds."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.check import Problem, check
from bot.knowledge.load import FOLDER

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "knowledge"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copy


def kinds(problems: list[Problem]) -> set[str]:
    return {problem.kind for problem in problems}


def test_the_shipped_knowledge_has_no_error_and_nothing_due_on_the_day_it_was_checked() -> None:
    assert kinds(check(today=TODAY)) <= {"stale"}


def test_a_file_whose_next_check_has_come_is_due() -> None:
    problems = check(today=date(2027, 3, 22))
    assert Problem("due", "formats/competition.yml", "next_check", "was due on 2027-03-22") in problems


def test_a_file_checked_after_today_is_an_error() -> None:
    assert "error" in kinds(check(today=date(2026, 11, 21)))


def test_a_program_without_a_recent_text_is_stale() -> None:
    stale = {problem.file for problem in check(today=TODAY) if problem.kind == "stale"}
    assert "funding/programs/bc-cbt-school-works.yml" in stale
    assert "funding/programs/swpp.yml" not in stale


def test_a_file_that_cannot_be_read_is_one_error(folder: Path) -> None:
    (folder / "faq/what_it_costs.yml").write_text("id: what_it_costs\n", "utf-8")
    assert check(folder, today=TODAY) == [Problem("error", "faq/what_it_costs.yml", "topic", "is missing")]


def test_every_link_is_tried_once_and_the_dead_ones_are_reported() -> None:
    tried: list[str] = []

    def answers(url: str) -> bool:
        tried.append(url)
        return "swpprogram" not in url

    dead = [problem for problem in check(today=TODAY, answers=answers) if problem.kind == "link"]
    assert len(tried) == len(set(tried)) > 100
    assert dead and all("swpprogram" in problem.reason for problem in dead)
