"""A message read as the answer to one question, and messages that decline to answer."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.quantities import read_answer, says_unknown

TODAY = date(2026, 11, 22)

ANSWERS = [
    ("headcount", "14 all in", 14),
    ("headcount", "around 40", 40),
    ("headcount", "a hundred and ten", 110),
    ("headcount", "one", 1),
    ("headcount", "85 on two shifts", 85),
    ("headcount", "sorry I meant 4 not 14", 4),
    ("headcount", "between 20 and 25 depending on the season", 22),
    ("headcount", "une vingtaine", 20),
    ("headcount", "9 profs", 9),
    ("headcount", "8 avec les projectionnistes", 8),
    ("headcount", "non pas 12, 21", 21),
    ("headcount", "moi pis ma femme", 2),
    ("headcount", "220 avec la division de l'Ouest", 220),
    ("headcount", "four girls, two guys and me makes seven", 7),
    ("headcount", "9, counting my daughter on Saturdays", 9),
    ("headcount", "no clue", None),
    ("budget_cad", "2500", 2500),
    ("budget_cad", "maybe 1500", 1500),
    ("budget_cad", "nothing", 0),
    ("budget_cad", "four, five hundred? let's say five hundred", 500),
    ("budget_cad", "cinq cents, six cents... disons six cents", 600),
    ("budget_cad", "400000 in sales last year", None),
    ("budget_cad", "2000 would be too much", None),
    ("budget_cad", "up to 10k", 10000),
    ("budget_cad", "I'd cover materials, say 800 dollars", 800),
    ("budget_cad", "150 dollars, that's the lot", 150),
    ("budget_cad", "zéro, on vit de popcorn", 0),
    ("budget_cad", "deux mille cinq", 2500),
    ("budget_cad", "rien pantoute", 0),
    ("budget_cad", "pas 5000, 500", 500),
    ("budget_cad", "mille deux cents", 1200),
    ("budget_cad", "combien on donne d'habitude? je sais pas", None),
    ("supervision_hours_per_week", "2", 2),
    ("supervision_hours_per_week", "5 hrs", 5),
    ("supervision_hours_per_week", "couple hours max", 2),
    ("supervision_hours_per_week", "half a day on Fridays", 4),
    ("supervision_hours_per_week", "Friday afternoons", 4),
    ("supervision_hours_per_week", "none, nobody can", 0),
    ("supervision_hours_per_week", "not 5 hours, 5 hours a month", 1.25),
    ("supervision_hours_per_week", "deux heures, chaque vendredi", 2),
    ("supervision_hours_per_week", "5 heures cette semaine-là", 5),
    ("supervision_hours_per_week", "quinze minutes par jour en prenant le café", 1.25),
    ("supervision_hours_per_week", "environ deux heures hebdomadaires", 2),
    ("supervision_hours_per_week", "une couple d'heures", 2),
    ("supervision_hours_per_week", "depends what they need", None),
    ("weeks_until_start", "two months", 8),
    ("weeks_until_start", "not before four months from now, we're renovating first", 16),
    ("weeks_until_start", "next week if possible", 1),
    ("weeks_until_start", "tomorrow lol", 0),
    ("weeks_until_start", "we're ready", 0),
    ("weeks_until_start", "dans six semaines environ, après le festival", 6),
    ("weeks_until_start", "trois semaines", 3),
    ("weeks_until_start", "d'ici 3-4 mois", 14),
    ("weeks_until_start", "lundi prochain", 1),
    ("weeks_until_start", "in January", 6),
    ("weeks_until_start", "after the holidays", 6),
    ("weeks_until_start", "mid-March", 16),
    ("weeks_until_start", "September", 40),
    ("weeks_until_start", "end of May, when the ground thaws", 26),
    ("weeks_until_start", "en septembre", 40),
    ("weeks_until_start", "au printemps, quand la neige est partie", 19),
    ("weeks_until_start", "début mai", 23),
    ("weeks_until_start", "Au retour des Fêtes, idéalement.", 6),
    ("weeks_until_start", "finalement plus en mars qu'en février", 14),
    ("weeks_until_start", "no date yet", None),
    ("weeks_until_start", "n'importe quand", None),
    ("duration_days", "eight weeks would do it", 40),
    ("duration_days", "10", 10),
    ("duration_days", "four months is too long, three weeks", 15),
    ("duration_days", "five days, the week of the fair", 5),
    ("duration_days", "one weekend", 2),
    ("duration_days", "on commencerait dans deux semaines", None),
    ("duration_days", "start in two weeks and last a month", 20),
    ("duration_days", "all summer", 80),
    ("duration_days", "half a day", 1),
    ("duration_days", "two weeks, three if it goes well", 10),
    ("duration_days", "trois semaines, quinze jours ouvrables", 15),
    ("duration_days", "un après-midi", 1),
    ("duration_days", "un été au complet", 80),
    ("duration_days", "dix jours peut-être", 10),
    ("budget_cad", "entre mille et quinze cents", 1250),
    ("duration_days", "One day", 1),
    ("duration_days", "un jour", 1),
    ("duration_days", "one day a week", None),
    ("weeks_until_start", "Month from now", 4),
    ("weeks_until_start", "no start date yet we are waiting on a few things", None),
    ("weeks_until_start", "whenever the school has one scheduled", None),
    ("supervision_hours_per_week", "Hour and a half. That's my limit.", 1.5),
    ("headcount", "me n my sister year round plus 3 guides in summer", 5),
    ("duration_days", "honestly no clue, how long do these take?", None),
]


@pytest.mark.parametrize(("field", "text", "value"), ANSWERS)
def test_an_answer_is_read_with_its_question(field: str, text: str, value: float | None) -> None:
    assert read_answer(text, field, TODAY) == value


def test_without_a_day_the_calendar_says_nothing() -> None:
    assert read_answer("in January", "weeks_until_start") is None


def test_this_very_month_means_now() -> None:
    assert read_answer("en novembre", "weeks_until_start", TODAY) == 0


@pytest.mark.parametrize(
    "text",
    [
        "I don't know", "no idea", "dunno", "not sure yet", "beats me", "idk", "it depends", "depends on the month",
        "couldn't say", "skip", "pass", "next question", "rather not say", "prefer not to answer that", "N/A",
        "no date yet", "whenever", "oh I dont know, whenever", "undecided", "hmm hard to say", "as long as it takes",
        "none of your business, just put medium", "I leave that open", "doesnt matter", "je sais pas", "j'sais pas",
        "aucune idée", "ça dépend", "sa depend", "j'ai pas décidé", "j'ai pas décidé ça encore", "passe",
        "question suivante", "mettez ce que vous voulez", "environ trois ans, mettez ce que vous voulez", "peu importe",
        "n'importe quand", "je ne saurais le dire", "aucune date pour l'instant", "j'aime mieux pas le dire",
        "bonne question, j'y ai pas pensé", "on verra", "difficile à dire", "sais pas trop", "quand ça vous arrange",
    ],
)  # fmt: skip
def test_declining_to_answer_is_recognized(text: str) -> None:
    assert says_unknown(text)


@pytest.mark.parametrize(
    "text",
    [
        "14 all in", "2 500 $", "depends, maybe 2 hours", "ça dépend, mettons 10", "Moncton", "yes please", "remote",
        "I don't know how to do my books", "je sais pas comment vendre en ligne", "our website", "a student", "on site",
        "I am not sure it would work out", "je suis pas sûr que ça donne de quoi", "",
    ],
)  # fmt: skip
def test_an_answer_or_a_worry_is_not_declining(text: str) -> None:
    assert not says_unknown(text)


@pytest.mark.parametrize("text", ["in two months", "dans deux mois", "in a month."])
def test_when_is_no_answer_to_how_long(text: str) -> None:
    assert read_answer(text, "duration_days") is None
    assert read_answer(text, "weeks_until_start")
