"""Quantities said in passing: corrected, seasonal, shared out over a week, or set against former ones."""

from __future__ import annotations

import pytest

from bot.nlu.facts import facts_in


def said(text: str, entity: str) -> object:
    found = [fact.value for fact in facts_in(text) if fact.entity == entity]
    return found[0] if found else None


CASES = [
    ("seven. oops, eight with the new guy", "headcount", 8),
    ("I wrote 30 employees earlier; it's actually 13.", "headcount", 13),
    ("J'avais écrit 9 employés; c'est 19.", "headcount", 19),
    ("treize... pardon, quatorze avec la nouvelle caissière", "headcount", 14),
    ("I said 3 weeks, sorry, 5 weeks", "duration_days", 25),
    ("we were 60 people at the peak, today we're 11", "headcount", 11),
    ("On était trente-cinq au moulin, aujourd'hui on est douze", "headcount", 12),
    ("9 in winter, 15 in summer", "headcount", 12),
    ("on est 6 l'hiver pis 12 l'été", "headcount", 9),
    ("18-22 depending on the season", "headcount", 20),
    ("entre 40 et 45, selon les contrats", "headcount", 42),
    ("on a 31 employés dont 2 au bureau et 3 sur la route", "headcount", 31),
    ("we're 12, including 3 part-timers", "headcount", 12),
    ("my budget is 1500 not 15000", "budget_cad", 1500),
    ("so it's me and our son now, plus three dock staff", "headcount", 5),
    ("The gov't page says up to $7,000 but what I could actually put in is eight hundred", "budget_cad", 800),
    ("we could do five grand but lets say 3500 to be safe", "budget_cad", 3500),
    ("mother and daughter bakery in Truro", "headcount", 2),
    ("nous autres c'est mari et femme, une ferme laitière", "headcount", 2),
    ("I run the shop with my brother and my aunt", "headcount", 3),
    ("12 welders and 3 in dispatch", "headcount", 15),
    ("we'd like to try a few people first", "headcount", None),
    ("Deux mille trois cents dollars, taxes incluses", "budget_cad", 2300),
    ("3k si ça vaut le coup", "budget_cad", 3000),
    ("put me down for 1,800", "budget_cad", 1800),
    ("around fifteen hundred", "budget_cad", 1500),
    ("I paid the agency $9,000 last year. Three thousand is my limit.", "budget_cad", 3000),
    ("il paraît qu'une aide donne 7 000 $ par stagiaire", "budget_cad", None),
    ("an hour Tuesdays and another on Fridays", "supervision_hours_per_week", 2),
    ("deux heures le mardi, deux heures le vendredi", "supervision_hours_per_week", 4),
    ("half an hour every morning before we open up the store", "supervision_hours_per_week", 2.5),
    ("my lead hand can spare three, four hours a week", "supervision_hours_per_week", 3.5),
    ("on pourrait commencer dans quinze jours", "weeks_until_start", 2),
    ("about three weeks from now would be perfect", "weeks_until_start", 3),
    ("drette là", "weeks_until_start", 0),
    ("les comptes sont pas envoyés avant trois semaines parce que personne suit ça", "weeks_until_start", None),
    ("what I imagine is four weeks of work, at their pace", "duration_days", 20),
    ("Pros and cons of a hackathon vs. a five-day placement", "duration_days", None),
    ("je dirige une jeune pousse en agroalimentaire", "stage", "startup"),
    ("We got accepted into the incubator downtown", "stage", "startup"),
    ("une scierie ouverte par ma grand-mère en 58", "stage", "established"),
    ("I've had this design in my head for ten years", "stage", None),
    ("moitié atelier, moitié maison", "work_mode", "hybrid"),
    ("they would need to come in Tuesdays", "work_mode", "hybrid"),
    ("On cherche si des camions hybrides vaudraient la peine", "work_mode", None),
    ("Toute peut se faire par Zoom", "work_mode", "remote"),
    ("We make doors. On site, obviously.", "work_mode", "on_site"),
    ("any news on the file for Brampton Dental?", "province", None),
    ("we ship to Alberta and Manitoba but the shop is in Nova Scotia", "province", "NS"),
    ("our supplier's in Calgary, the plant is in Moncton", "province", "NB"),
    ("une fromagerie dans l'Est ontarien", "province", "ON"),
    ("our biggest account is out of Mississauga but the shop itself is in Truro", "province", "NS"),
    ("je viens de Chicoutimi mais le magasin est à Whistler", "province", "BC"),
    ("our supplier's warehouse is in Laval", "province", None),
    ("I'm in Halifax at a trade show till Monday", "province", None),
    ("two days a week for five weeks would be fine", "duration_days", 10),
    ("deux jours par semaine pendant deux mois", "duration_days", 16),
    ("ten working days and not a day more", "duration_days", 10),
    ("a fortnight from now, earlier and I'm still haying", "weeks_until_start", 2),
    ("two weeks from now there's a trade show I need a flyer for", "weeks_until_start", None),
    ("faut attendre un bon mois avant de partir ça", "weeks_until_start", 4),
    ("trois heures par semaine, ma femme deux de plus, so cinq", "supervision_hours_per_week", 5),
    ("three-quarters of an hour a week to coach", "supervision_hours_per_week", 0.75),
    ("on est 7 à part moi", "headcount", 8),
    ("used to be 40 before the layoffs now its 11", "headcount", 11),
    ("trois gars pis la secrétaire", "headcount", 4),
    ("500 $ par semaine c'est ce que le collège suggérait", "budget_cad", None),
    ("oubliez le budget, c'est pas 3000 c'est 1200", "budget_cad", 1200),
    ("free or not at all", "budget_cad", 0),
    ("on est rendus à notre dix-huitième année", "stage", "established"),
    ("tuesdays in the shop, the rest of the week they can do it from their dorm", "work_mode", "hybrid"),
    ("can't do remote, the tools are here", "work_mode", "on_site"),
    ("id want someone physically in the store", "work_mode", "on_site"),
    ("we sell books in the store and online", "work_mode", None),
    ("hauling since 1998, 26 drivers", "stage", "established"),
    ("vegan cheese, year two, team of 5", "stage", "startup"),
    ("nous comptons 140 employés et existons depuis 1978", "stage", "established"),
    ("in a month, once the reno is finished", "weeks_until_start", 4),
    ("tout de suite svp, ma fille du marketing est partie", "weeks_until_start", 0),
    ("quatre de nous autres, pas encore de ventes", "headcount", 4),
    ("zéro budget, on vient de mettre 80 000$ sur un four", "budget_cad", 0),
]


@pytest.mark.parametrize(("text", "entity", "value"), CASES, ids=[text[:45] for text, _, _ in CASES])
def test_a_value_said_in_passing_is_the_one_that_stands(text: str, entity: str, value: object) -> None:
    assert said(text, entity) == value
