"""Where the firm is: names, abbreviations, places, and the places that are somebody else's."""

from __future__ import annotations

from time import perf_counter

import pytest

from bot.nlu.places import read, read_answer
from bot.nlu.places_names import gazetteer


def province(text: str) -> str | None:
    found = read(text)
    return found[0].province if found else None


NAMED = [
    ("Ontario", "ON"),
    ("nova scotia", "NS"),
    ("we're in Sask", "SK"),
    ("PEI", "PE"),
    ("our shop is on P.E.I.", "PE"),
    ("British Colombia", "BC"),
    ("somewhere in newfoundland", "NL"),
    ("up in the NWT", "NT"),
    ("the Yukon", "YT"),
    ("au Nouveau-Brunswick", "NB"),
    ("nouveau brunswick", "NB"),
    ("Île-du-Prince-Édouard", "PE"),
    ("à l'Î.-P.-É.", "PE"),
    ("Terre-Neuve", "NL"),
    ("en Colombie-Britannique", "BC"),
    ("on est en C.-B.", "BC"),
    ("territoires du nord-ouest", "NT"),
    ("au québec", "QC"),
    ("dans le nord de l'Ontario", "ON"),
    ("garage dans le fin fond du Manitoba", "MB"),
    ("we're Albertans through and through", "AB"),
    ("im a Haligonian and so is the shop", "NS"),
    ("gaspésienne pis fière de l'être", "QC"),
    ("une firme sudburoise", "ON"),
    ("a Manitoban company", "MB"),
    ("entreprise manitobaine de douze personnes", "MB"),
    ("nous sommes une PME québécoise", "QC"),
    ("Miramichi NB", "NB"),
    ("bakery in Fredericton, N.B.", "NB"),
    ("Windsor, NS", "NS"),
    ("saskatchwan", "SK"),
]
TOWNS = [
    ("moose jaw", "SK"),
    ("we run a bakery in Truro", "NS"),
    ("Hamilton", "ON"),
    ("machine shop, windsor", "ON"),
    ("Vet clinic, Charlottetown, 11 staff", "PE"),
    ("St. John's", "NL"),
    ("saint johns", "NL"),
    ("Saint John", "NB"),
    ("lodge on Haida Gwaii", "BC"),
    ("in the okanagan", "BC"),
    ("a winery near Osoyoos", "BC"),
    ("the GTA", "ON"),
    ("sault ste marie", "ON"),
    ("outfitter in Rankin Inlet", "NU"),
    ("Hay River", "NT"),
    ("Dawson City", "YT"),
    ("grande prairie", "AB"),
    ("Fort Mac", "AB"),
    ("gravel pit outside Brandon", "MB"),
    ("I'm in Twillingate", "NL"),
    ("Cape Breton", "NS"),
    ("Six Nations of the Grand River", "ON"),
    ("halifx", "NS"),
    ("shop in Kelwona", "BC"),
    ("we are in saskaton", "SK"),
    ("jai une boulangerie a caraquet", "NB"),
    ("trois rivieres", "QC"),
    ("à St-Jérôme", "QC"),
    ("saint jerome", "QC"),
    ("mtl", "QC"),
    ("dans la Péninsule acadienne", "NB"),
    ("au saguenay lac st-jean", "QC"),
    ("chu en Abitibi", "QC"),
    ("en Beauce", "QC"),
    ("Cap-Breton", "NS"),
    ("aux îles de la madeleine", "QC"),
    ("Rouyn-Noranda, 8 employés", "QC"),
    ("une clinique a Val-d'Or", "QC"),
    ("Saint-Boniface", "MB"),
    ("on est à Hearst", "ON"),
    ("région de Clare", "NS"),
    ("Kuujjuaq", "QC"),
    ("proche de Shédiac", "NB"),
    ("à Percé", "QC"),
    ("PRINCE ALBERT", "SK"),
    ("Iqaluit", "NU"),
    ("j'suis d'Edmundston", "NB"),
    ("L'Orignal, Ontario", "ON"),
]


@pytest.mark.parametrize(("text", "code"), NAMED + TOWNS)
def test_a_place_tells_its_province(text: str, code: str | None) -> None:
    assert province(text) == code


UNSETTLED = [
    "Boulangerie à Sainte-Anne, on est six",
    "we're in London",
    "Woodstock",
    "our shop in Woodstock",
    "Lloydminster",
    "I hope it works",
    "we like the colour golden",
    "our mission is to feed people",
    "a trail running shop",
    "on est douze",
    "me and my wife",
    "turn it on please",
    "nb: we close at five",
    "it works bc we pay attention",
    "en région éloignée",
    "la salle est trop petite",
    "un code à barres",
    "l'avenir de la firme",
    "une mission de conseil",
    "ils ont dit que oui",
    "Victoria is my bookkeeper",
    "the island",
    "my truck died",
    "jusqu'à la présentation finale",
    "",
    "half of every whitefish ends up at the landfill",
    "4000 cages d'huîtres dans la baie",
    "on est au bout du rouleau",
]


@pytest.mark.parametrize("text", UNSETTLED)
def test_ambiguous_names_and_common_words_tell_nothing(text: str) -> None:
    assert province(text) is None


SETTLED = [
    ("London, Ontario", "ON"),
    ("we're in london on", "ON"),
    ("Woodstock NB", "NB"),
    ("Woodstock, the one in Ontario", "ON"),
    ("Hamilton, the one in Ontario", "ON"),
    ("Lloydminster, on the Alberta side", "AB"),
    ("Hope, BC", "BC"),
    ("we are in Nelson BC", "BC"),
    ("golden bc, ski shop", "BC"),
    ("does Ottawa pay anything? we're in Moncton", "NB"),
    ("chu à Rimouski, Québec paye-tu une partie?", "QC"),
    ("we're in Ottawa", "ON"),
    ("on est à Québec", "QC"),
    ("what tax credit does Manitoba give", "MB"),
    ("in Golden, B.C.", "BC"),
    ("Orléans, à Ottawa", "ON"),
    ("Beaumont, à côté d'Edmonton", "AB"),
    ("Sainte-Marie au Nouveau-Brunswick", "NB"),
    ("Saint-Paul en Alberta", "AB"),
    ("not Ontario, Quebec", "QC"),
    ("pas en Ontario, au Québec", "QC"),
    ("we're in Nova Scotia not New Brunswick", "NS"),
    ("we moved the shop from Alberta to BC", "BC"),
    ("Gatineau, but most of our clients are in Ottawa", "QC"),
    ("stores in Halifax and Moncton, head office in Moncton", "NB"),
    ("siège social à Dieppe, un entrepôt à Halifax", "NB"),
]


@pytest.mark.parametrize(("text", "code"), SETTLED)
def test_context_settles_which_place_is_meant(text: str, code: str) -> None:
    assert province(text) == code


ELSEWHERE = [
    "Sydney, my daughter, does the books",
    "Victoria, ma gérante, est en congé",
    "Laval s'occupe de la comptabilité",
    "our Calgary customer wants it by Friday",
    "most of our customers are in Toronto",
    "a Montreal client asked for a carbon report",
    "we ship to Halifax every week",
    "I'd like to export to Ontario",
    "my daughter is at the University of Toronto",
    "a Dalhousie University student",
    "my son lives in Vancouver",
    "a supplier from Winnipeg",
    "I grew up in Regina",
    "we got a quote from an agency in Toronto",
    "what's the weather in Moncton",
    "London, England",
    "un client torontois exige un bilan",
    "nos clients sont à Montréal",
    "un étudiant de l'Université Laval",
    "un fournisseur de Winnipeg",
    "mon fils est ingénieur à Calgary",
    "on exporte en Ontario",
    "livrer jusqu'à Halifax",
    "ma belle-soeur déménage à Calgary",
    "quelle météo à Rimouski demain",
    "does Ottawa chip in",
    "I heard Ottawa has money for interns",
    "our MP in Ottawa never answers",
    "what does Victoria give small firms",
    "is Queen's Park paying for part of it",
    "Québec paye-tu",
    "Ottawa ou Québec, qui paye?",
    "Our payroll supplier is a small outfit from Guelph",
    "our bookkeeper does it all remotely, from Bathurst",
    "my nephew codes from his basement in Ottawa",
    "mon chum travaille à Fort McMurray",
    "mes clientes sont surtout d'Ottawa",
    "le vendeur de Mississauga rappelle sans arrêt",
    "ce qui reste de la subvention retourne à Ottawa",
    "our dispatcher lives in Edmonton",
    "a friend's firm in Halifax loved it",
    "mon ancien boss à Regina prenait des stagiaires",
    "on a un contrat à Winnipeg ce printemps",
    "Vancouver a une belle scène de jeux vidéo",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_a_clients_a_schools_or_a_cousins_city_is_not_the_firms(text: str) -> None:
    assert province(text) is None


ANSWERED = [
    ("Souris, on the Island", "PE"),
    ("on", "ON"),
    ("ns", "NS"),
    ("bc", "BC"),
    ("pe", "PE"),
    ("hope bc", "BC"),
    ("hope", "BC"),
    ("nb", "NB"),
    ("qc", "QC"),
    ("Hamilton, the one in Ontario", "ON"),
    ("sorry my love, that was the cat. Twillingate", "NL"),
    ("london", None),
    ("Woodstock", None),
    ("dans l'bout de Saint-Hyacinthe", "QC"),
    ("je sais pas", None),
    ("on est à Rouyn", "QC"),
    ("t.-n.-l.", "NL"),
]


@pytest.mark.parametrize(("text", "code"), ANSWERED)
def test_an_answer_about_the_province_is_read_leniently(text: str, code: str | None) -> None:
    found = read_answer(text)
    assert (found[0].province if found else None) == code


def test_the_gazetteer_is_large_enough_for_real_use() -> None:
    assert len(gazetteer()) > 8000


def test_a_place_stands_where_it_was_typed() -> None:
    (found,) = read("Boulangerie à Trois-Rivières, 9 employés")
    assert (found.start, found.end) == (14, 28)


@pytest.mark.parametrize("unit", ["saint jean ", "North York ", "NB ", "on ", "d'", "à la "])
def test_five_thousand_characters_are_read_in_bounded_time(unit: str) -> None:
    text = unit * (5000 // len(unit))
    read("warm up")
    begun = perf_counter()
    read(text)
    assert perf_counter() - begun < 1.5
