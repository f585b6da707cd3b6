"""What a message states about the firm, and the numbers that are about something else."""

from __future__ import annotations

import pytest

from bot.nlu.quantities import read


def stated(text: str) -> dict[str, float]:
    return {quantity.field: quantity.value for quantity in read(text)}


HEADCOUNTS = [
    ("me and six guys", 7),
    ("14 months in, 6 on the team", 6),
    ("six dans l'équipe", 6),
    ("I work with two stylists", 3),
    ("I run a small bakery in Sudbury with six people", 6),
    ("je dirige une scierie avec 12 employés", 12),
    ("je produis du miel à Casselman, dans l'Est, avec ma soeur et un employé", 3),
    ("My uncle in Regina has forty employees. We're six here in Moose Jaw", 6),
    ("just me", 1),
    ("its only me here", 1),
    ("It's just my brother and me, plus three deckhands", 5),
    ("my wife and I run the whole place", 2),
    ("we are eleven, all full time", 11),
    ("a 14-person machine shop", 14),
    ("two partners and 4 staff", 6),
    ("12 full time and 6 seasonal", 18),
    ("we have twenty-odd employees", 20),
    ("about thirty people work here", 30),
    ("between 8 and 11 employees", 9),
    ("half a dozen staff", 6),
    ("a dozen folks on the payroll", 12),
    ("team of 9", 9),
    ("3 nurses, 2 receptionists and a bookkeeper", 6),
    ("There's five of us", 5),
    ("70 employees across two plants", 70),
    ("we used to be 30, now we're 12", 12),
    ("sorry, 45 people not 54", 45),
    ("one-woman show", 1),
    ("i work alone", 1),
    ("I'm a sole proprietor", 1),
    ("we're 9 counting my mother", 9),
    ("four of us plus two summer students", 4),
    ("family farm, me, my husband and 3 hired hands", 5),
    ("on est douze", 12),
    ("moi, ma femme pis trois employés", 5),
    ("ma soeur et moi", 2),
    ("une vingtaine d'employés", 20),
    ("une trentaine demployés environ", 30),
    ("chu tout seul", 1),
    ("Je travaille seule dans mon atelier.", 1),
    ("rien que moi pour l'instant", 1),
    ("deux associées et une adjointe", 3),
    ("nous sommes 85 employés répartis sur deux usines", 85),
    ("PME de 40 personnes", 40),
    ("une équipe de neuf", 9),
    ("4 mécaniciens, 2 commis pis une comptable", 7),
    ("on est sept en me comptant", 7),
    ("quinze, moi inclus", 15),
    ("entre 15 et 20 travailleurs", 17),
    ("trois temps plein deux temps partiel", 5),
    ("j'avais dit 12 mais on est rendus 14 employés", 14),
    ("on était 25, maintenant on est 19", 19),
    ("on est une boulangerie de 9 à Alma", 9),
    ("six gars pis moi", 7),
    ("with my wife and my brother, three of us", 3),
    ("my two sons and I run the sawmill", 3),
    ("33 techs and 4 in the office", 37),
    ("6 on days and 4 on nights", 10),
    ("it's me and the missus and one part timer", 3),
    ("me plus five", 6),
    ("on est passés de 5 à 12 employés", 12),
    ("seize à l'usine, cinq au bureau", 21),
    ("mon chum pis moi on tient un gîte", 2),
    ("quatre-vingt-dix employés", 90),
    ("ONZE EMPLOYES A TEMPS PLEIN", 11),
    ("hubby and me, that's the whole winery", 2),
    ("me, my brother Luc and the three girls in the bakery", 5),
    ("six welders and one lady in the office plus me, and my dad's dad built the place", 8),
    ("9 employees with me", 9),
    ("four in the lab and eight in the field, me included", 12),
    ("twelve on the dock and me", 13),
    ("15 of us year round", 15),
    ("nous ne sommes plus que huit", 8),
    ("On est rendus à neuf avec les livreurs", 9),
    ("une coop en démarrage, et sommes quatre à Amos", 4),
    ("Monde : quatorze", 14),
    ("on a 20 gars dans le bois pis 3 au bureau", 23),
    ("Nine, counting the two girls part time", 9),
    ("6 chauffeurs 2 mécanos pis moi", 9),
    ("moi pis mon coloc", 2),
    ("just me and the dog", 1),
    ("solo notary, Gimli", 1),
    ("Y a personne d'autre que moi", 1),
    ("I keep the store going with two cousins", 3),
]


@pytest.mark.parametrize(("text", "people"), HEADCOUNTS)
def test_headcount_adds_up_everyone_the_owner_counts(text: str, people: int) -> None:
    assert stated(text).get("headcount") == people


NO_HEADCOUNT = [
    "we'd like two students",
    "we have 300 customers",
    "about 900 members in the club",
    "I've got 40 orders waiting",
    "I'm 58 and tired",
    "a 20 year old can't fix it",
    "we want to hire 3 people next year",
    "we lost five employees last spring",
    "we used to have 30 people",
    "can one person do it",
    "we run 3 stores",
    "our 60 beds are full",
    "9 charter boats",
    "my bookkeeper is also my receptionist and my wife",
    "teams of 4 students",
    "room for two people at most",
    "on cherche deux stagiaires",
    "j'ai 300 clients",
    "on veut engager 3 personnes",
    "j'ai 63 ans",
    "27 camions sur la route",
    "on a perdu cinq employés",
    "trois succursales",
    "une salle de 40 places",
    "mes deux filles veulent reprendre la ferme",
    "my husband and I are fighting about the dog",
    "ma femme et moi, on a eu un bébé en juin",
    "une journée ou deux au bureau",
    "40 personnes sont venues à nos portes ouvertes",
    "my brother runs a garage with 22 employees",
    "our supplier in Truro has 60 people",
    "la compagnie de mon beau-frère a 35 employés",
    "two of us to look after them",
    "I'm the only one in town who fixes clocks",
    "mon atelier de Trois-Rivières",
    "I run a two-person IT department at a trucking company",
    "we bring on about thirty seasonal installers each spring",
    "à Maillardville on est encore quelques francophones",
]


@pytest.mark.parametrize("text", NO_HEADCOUNT)
def test_customers_students_and_things_are_no_headcount(text: str) -> None:
    assert "headcount" not in stated(text)


BUDGETS = [
    ("We set a limit of $2,500 and my partner won't budge", 2500),
    ("Somewhere between $1,000 and $2,000, depends on the harvest", 1500),
    ("Entre 1 000 $ et 2 000 $, ça dépend de la récolte", 1500),
    ("I'm willing to go as high as 3500", 3500),
    ("je suis prêt à monter jusqu'à 3500", 3500),
    ("There isn't any money for this at all", 0),
    ("make that $1,800, I asked the bank and the other figure was off", 1800),
    ("J'ai dit 3000 tout à l'heure mais ma soeur veut pas dépasser 1200 $", 1200),
    ("5k", 5000),
    ("4k i guess", 4000),
    ("about five grand", 5000),
    ("we could put in $2,500", 2500),
    ("our budget is 1500", 1500),
    ("a couple hundred bucks", 200),
    ("$3,000 to $4,000", 3500),
    ("2-3k", 2500),
    ("I can spend up to 1200", 1200),
    ("we set aside 7,500 for this", 7500),
    ("1.5k max", 1500),
    ("zero dollars", 0),
    ("we have no budget", 0),
    ("not a penny to spare", 0),
    ("we can't pay anything", 0),
    ("it has to be free", 0),
    ("scratch that, we can go to 800 dollars", 800),
    ("I could offer 500 dollars and an hour or two a week", 500),
    ("2 500 $", 2500),
    ("2 500,00 $", 2500),
    ("mille piasses", 1000),
    ("deux mille cinq, gros max, pour ce projet-là", 2500),
    ("cinq cents dollars maximum", 500),
    ("une couple de cents piasses", 200),
    ("On pourrait mettre environ quatre mille cinq cents dollars.", 4500),
    ("jai 800 piasses à mettre", 800),
    ("pas une cenne", 0),
    ("zéro budget pour ça", 0),
    ("on n'a pas un sou", 0),
    ("gratis sinon rien", 0),
    ("on peut pas payer un étudiant", 0),
    ("nous disposons de 3 000 $", 3000),
    ("entre 3 et 5 mille dollars", 4000),
    ("two and a half grand is what i've set aside", 2500),
    ("make that $1,800", 1800),
    ("our budget was 5k, call it 4", 4000),
    ("a grand, give or take", 1000),
    ("we'd pay two thousand", 2000),
    ("My accountant wants $3,000 for that. We have 500.", 500),
    ("our ceiling is $2,000", 2000),
    ("between fifteen hundred and two thousand dollars", 1750),
    ("a thousand, fifteen hundred max", 1250),
    ("money? we have none", 0),
    ("trois mille et demi, pas plus", 3500),
    ("on paierait deux mille", 2000),
    ("mille cinq gros max", 1500),
    ("faut pas que ça nous coûte une cenne", 0),
    ("on est cassés comme des clous", 0),
    ("Dartmouth, eleven people, 1,600 dollars and a lot of patience", 1600),
    ("The farm came from my parents and I could spend 1,100 dollars on this", 1100),
    ("fourteen hundred would be our limit, dollars I mean", 1400),
    ("J'offre deux heures par semaine, 900 $ et un bureau", 900),
    ("on ne dépasse pas 1 300 dollars", 1300),
    ("Argent : deux mille deux cents", 2200),
    ("Dix mille, c'est ce que le CA a voté", 10000),
    ("on va chercher 5 000 $ du PPSE, mais de notre poche c'est 1 500", 1500),
    ("I want to help a student but I can't pay anything", 0),
    ("the cash we can put in is nil", 0),
    ("sans frais pour nous ou rien", 0),
    ("We're a non profit and the board okayed $1,800", 1800),
    ("I'd give 400 to whoever sorts it out", 400),
    ("quatre mille d'enveloppe", 4000),
    ("j'pourrais mettre deux mille cinq dans le projet", 2500),
    ("j'ai à peu près cinq mille pour ce projet", 5000),
    ("j'ai six cents piasses, mais le consultant d'avant m'en avait chargé 3 000", 600),
]


@pytest.mark.parametrize(("text", "dollars"), BUDGETS)
def test_budget_is_what_the_firm_could_put_in(text: str, dollars: float) -> None:
    assert stated(text).get("budget_cad") == dollars


NO_BUDGET = [
    "on a fait 400 000 $ l'an passé",
    "we're sitting on about $40k of overstock",
    "revenue is around $2 million",
    "an agency quoted me $9,000 for a site, forget it",
    "we owe the bank $60,000",
    "is there a grant of $5,000 for this",
    "how much back if I pay someone $18 an hour",
    "I paid $4,000 for a website that never worked",
    "my accountant charges 300 dollars a month",
    "a $250,000 loan for a new truck",
    "budget is not a problem",
    "cash flow is fine",
    "un prêt de 50 000 $ pour un camion",
    "un gars voulait 6 000 $ pour refaire le site",
    "on fait 2 millions de chiffre d'affaires",
    "18 $ de l'heure c'est correct",
    "la subvention va jusqu'à 7 000 $",
    "mon inventaire vaut 80 000 $",
    "l'argent n'est pas un problème",
    "c'est tu gratuit?",
    "deux mille dollars c'est de l'argent que j'ai pas",
    "two thousand is too rich for my blood",
    "our average sale is $85",
    "I make maybe 40 grand a year off this place",
    "they want $2,500 up front, ridiculous",
    "you want me to pay 2 grand for some kid, no thanks",
    "notre bateau a coûté cent mille",
    "my cousin paid four grand for a logo",
    "je dois 18 000 $ à l'impôt",
    "we did 1.2 million last yr and kept none of it",
    "someone to do the budget for one of those grants, it goes up to $30,000",
    "three of us with next to no cash",
]


@pytest.mark.parametrize("text", NO_BUDGET)
def test_other_peoples_money_is_no_budget(text: str) -> None:
    assert "budget_cad" not in stated(text)


STARTS = [
    ("asap!!", 0),
    ("need somebody right away", 0),
    ("as soon as possible please", 0),
    ("we could start next week", 1),
    ("next month", 4),
    ("in two weeks", 2),
    ("in about six weeks", 6),
    ("not before three months from now", 12),
    ("we'd be ready to go in a month", 4),
    ("I need someone yesterday, needs doing now", 0),
    ("three to five weeks from now", 4),
    ("dès que possible", 0),
    ("au plus sacrant", 0),
    ("tout de suite", 0),
    ("il me faudrait quelqu'un la semaine prochaine", 1),
    ("dans un mois", 4),
    ("pas avant 3 mois", 12),
    ("on pourrait commencer dans deux semaines", 2),
    ("dans six semaines environ", 6),
    ("on serait prêts à partir ça le mois prochain", 4),
    ("ça presse en maudit", 0),
    ("Need start next week, cannot wait", 1),
    ("we need someone ASAP, ideally in two weeks", 2),
    ("in about a fortnight", 2),
    ("au plus sacrant, mettons la semaine prochaine", 1),
    ("c'est urgent, on pourrait commencer dans trois semaines", 3),
    ("aussitôt que possible", 0),
    ("tout d'suite, si ça se peut", 0),
    ("je pars ça dans deux semaines, j'aurais quatre heures par semaine à y donner", 2),
    ("oops, pocket typing again, sorry about that. a month and a half from now", 6),
    ("Le cours commence dans deux semaines mais moi je serais prêt rien que dans deux mois", 8),
]


@pytest.mark.parametrize(("text", "weeks"), STARTS)
def test_start_is_counted_in_weeks_from_now(text: str, weeks: float) -> None:
    assert stated(text).get("weeks_until_start") == weeks


NO_START = [
    "my receptionist is off on leave as of next week",
    "the trade show is in three weeks",
    "the grant is due in two weeks",
    "it has to be finished in two weeks",
    "we open in January",
    "the college starts in September",
    "no rush at all",
    "please call me back as soon as possible",
    "right now we do it all on paper and it works",
    "the bank called me this morning, have a good day today",
    "le salon commence dans trois semaines",
    "l'échéance est dans deux semaines",
    "on ouvre dans un mois",
    "rappelez-moi au plus vite",
    "c'est pas pressé",
    "pas tout de suite",
    "en janvier",
    "in and out in a week please",
    "our interns usually quit after three weeks",
    "nos portes ouvertes sont la semaine prochaine",
]


@pytest.mark.parametrize("text", NO_START)
def test_deadlines_events_and_calendar_dates_are_no_start(text: str) -> None:
    assert "weeks_until_start" not in stated(text)


LENGTHS = [
    ("a few days", 3),
    ("a week tops", 5),
    ("a couple of weeks", 10),
    ("a month", 20),
    ("Début souhaité dans deux semaines, pour un mois. Aucun problème d'argent, l'équipe est en place.", 20),
    ("8 to 10 days", 9),
    ("two days max", 2),
    ("we could take someone for three weeks", 15),
    ("an afternoon is all we can offer", 1),
    ("a four-month term would be fine with us", 80),
    ("can't have them longer than a week", 5),
    ("whatever we do has to fit in a couple of weeks", 10),
    ("one term", 80),
    ("quelques jours", 3),
    ("une semaine max", 5),
    ("une couple de semaines", 10),
    ("un après-midi, c'est tout", 1),
    ("10 jours ouvrables", 10),
    ("huit à dix jours", 9),
    ("un stagiaire pendant deux semaines", 10),
    ("pas plus de trois jours", 3),
    ("quinze jours", 15),
    ("une session complète", 80),
    ("one afternoon, thats all i can offer anybody", 1),
    ("three weeks is about what we can handle before lambing", 15),
    ("six to eight weeks would suit us nicely", 35),
    ("must be in and out in eight days", 8),
    ("I'd want to cap it at 2 months", 40),
    ("anything over two weeks and I go nuts", 10),
    ("not a whole term, more like three weeks", 15),
    ("my daughter's co-op was four months, I need somebody for ten days max", 10),
    ("Nine of us here. Could do two weeks.", 10),
    ("give me a kid for a fortnight", 10),
    ("trois semaines ça se fait de notre bord", 15),
    ("bouclé en six semaines, c'est ma condition", 30),
    ("j'voudrais pas que ça dépasse un mois", 20),
    ("on peut prendre quelqu'un dix jours, pas plus", 10),
    ("6 semaines avec un bureau et un ordinateur", 30),
    ("Onze jours ouvrables à raison de sept heures", 11),
    ("ten days of work in all, starting whenever", 10),
    ("sept cent cinquante dollars pis cinq jours d'ouvrage, trouvez-moi quelqu'un!", 5),
    ("pas de budget pantoute, mais j'ai une petite affaire de quelques jours à faire faire", 3),
    ("euh on est six dans la compagnie pis trois semaines de travail ça serait bon je pense", 15),
]


@pytest.mark.parametrize(("text", "days"), LENGTHS)
def test_duration_is_counted_in_working_days(text: str, days: float) -> None:
    assert stated(text).get("duration_days") == days


NO_LENGTH = [
    "four months is way too long for us",
    "the college wants 14 weeks",
    "no way I'm locked in for four months",
    "the hackathon lasts two days, right?",
    "how does a 2 week placement work",
    "we've been open three months",
    "it takes me three days a month",
    "we're two weeks behind",
    "over the past few months sales dropped",
    "the guy waited two weeks for an answer",
    "quatre mois c'est ben trop long",
    "le cégep exige quinze semaines",
    "ça fait trois mois que ça traîne",
    "pas question de m'embarquer pour quatre mois",
    "y'a tu autre chose que le stage régulier de 4 mois",
    "on a deux semaines de retard",
    "je voudrais le vendre un jour",
    "two days is nothing, you barely learn where the coffee is",
    "six weeks is what the school wants",
    "our lease runs another three years",
    "my payroll is 30k a month",
    "notre dernier stagiaire est resté deux semaines",
    "on a essayé un stage de quatre mois, plus jamais",
    "6 de jour et 4 de nuit",
    "ça fait quatorze mois qu'on roule",
    "folks just pick a day and leave me to feed the dogs",
]


@pytest.mark.parametrize("text", NO_LENGTH)
def test_a_length_refused_or_anothers_is_no_duration(text: str) -> None:
    assert "duration_days" not in stated(text)


HOURS = [
    ("Trois quarts d'heure par semaine pour le suivre", 0.75),
    ("un quart d'heure par semaine", 0.25),
    ("3 hours a week", 3),
    ("an hour a day", 5),
    ("I can give half an hour a week", 0.5),
    ("I could give maybe four hours weekly", 4),
    ("an hour or two a week", 1.5),
    ("my foreman can supervise 2-3 hours a week", 2.5),
    ("our office manager can spare 4 hrs/week", 4),
    ("I could check in with them 15 minutes a day", 1.25),
    ("I'd give a student five hours a week", 5),
    ("une heure par jour", 5),
    ("je peux donner deux heures par semaine", 2),
    ("On pourrait consacrer 3 h par semaine à l'encadrement", 3),
    ("Nous offririons 3 heures de supervision hebdomadaire", 3),
    ("une demi-heure par semaine", 0.5),
    ("une ou deux heures par semaine", 1.5),
    ("je peux me libérer une heure le vendredi", 1),
    ("une demi-journée par semaine", 4),
    ("Our foreman could show him around, about three hours a week, when it rains", 3),
    ("commencer dans un mois, deux heures par semaine", 2),
    ("two hours of my time weekly", 2),
    ("La chef prendrait cinq heures par semaine pour l'encadrer", 5),
    ("je pourrais passer genre deux heures par semaine avec l'étudiant", 2),
]


@pytest.mark.parametrize(("text", "hours"), HOURS)
def test_supervision_is_counted_in_hours_a_week(text: str, hours: float) -> None:
    assert stated(text).get("supervision_hours_per_week") == hours


NO_HOURS = [
    "I already work 70 hours a week",
    "I lose ten hours a week chasing invoices",
    "we're open 60 hours a week",
    "the student could work 20 hours a week",
    "the school asks for 420 hours",
    "I need someone for 10 hours a week",
    "call me after 3 hours on the road",
    "how many hours out of my week are we talking",
    "je travaille déjà 80 heures par semaine",
    "je perds 10 heures par semaine à taper des factures",
    "un étudiant quelques heures par semaine ce serait parfait",
    "l'école demande 420 heures",
    "on est ouverts 50 heures par semaine",
    "rappelez-moi avant 10 h",
    "le cégep est à 10 minutes d'ici",
    "about 40 min out of Whitehorse",
]


@pytest.mark.parametrize("text", NO_HOURS)
def test_hours_nobody_offers_to_supervise_do_not_count(text: str) -> None:
    assert "supervision_hours_per_week" not in stated(text)


def test_one_rambling_message_fills_each_field_once() -> None:
    said = stated(
        "Vet clinic with 11 staff, we've got a bit of money ($2,000), I could supervise two hours a week, "
        "we'd start in three weeks and it should last ten days"
    )
    assert said == {
        "headcount": 11,
        "budget_cad": 2000,
        "supervision_hours_per_week": 2,
        "weeks_until_start": 3,
        "duration_days": 10,
    }


def test_a_job_seekers_figures_are_nobodys_facts() -> None:
    assert stated("I am an international student, I need an internship for 4 months asap") == {}


def test_the_place_of_a_quantity_is_where_it_was_typed() -> None:
    text = "Bonjour, nous sommes 12 employés"
    (found,) = read(text)
    assert text[found.start : found.end] == "nous sommes 12"


@pytest.mark.parametrize("text", ["", "😩😩", "\x00\x01", "12", "'; DROP TABLE tickets;--", "你好 مرحبا", "9" * 300])
def test_odd_input_states_nothing(text: str) -> None:
    assert stated(text) == {}


@pytest.mark.parametrize(
    "unit", ["2 hours a week for 3 weeks and 4 people ", "no budget pas de budget ", "on est ", "1 ", "a "]
)
def test_five_thousand_characters_are_read_in_bounded_time(unit: str) -> None:
    from time import perf_counter

    begun = perf_counter()
    read(unit * (5000 // len(unit)))
    assert perf_counter() - begun < 1.0
