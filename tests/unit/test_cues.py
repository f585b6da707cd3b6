"""Work mode, stage and format names, as owners say them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.nlu.cues import formats, stage, stage_answer, work_mode, work_mode_answer

TODAY = date(2026, 11, 22)

MODES = [
    ("on site", "on_site"),
    ("in person please", "on_site"),
    ("here at the shop", "on_site"),
    ("the student would have to come to the mill", "on_site"),
    ("remote", "remote"),
    ("a student could do this from home", "remote"),
    ("they can work from their own place, we have no desk", "remote"),
    ("remote is fine by us", "remote"),
    ("hybrid would work", "hybrid"),
    ("hybrid", "hybrid"),
    ("sur place", "on_site"),
    ("en présentiel s'il vous plaît", "on_site"),
    ("l'étudiant viendrait travailler à l'atelier", "on_site"),
    ("à distance", "remote"),
    ("y peut travailler de chez eux", "remote"),
    ("faudrait que ça se fasse en télétravail", "remote"),
    ("hybride sa irait", "hybrid"),
    ("moitié moitié", "hybrid"),
    ("deux jours au bureau, trois chez eux", "hybrid"),
    ("some days at the shop, some days from their place", "hybrid"),
    ("mostly remote, with a visit or two to the plant", "hybrid"),
    ("they'd come by the studio once a week and otherwise work at home", "hybrid"),
    ("a mix of remote and in-person", "hybrid"),
    ("une couple de jours icitte, le reste de chez eux", "hybrid"),
    ("le lundi ici, le reste de la semaine de la maison", "hybrid"),
    ("Whole team is virtual", "remote"),
    ("could clean up our CRM data remotely though", "remote"),
    ("they can do it from their dorm", "remote"),
    ("no reason they'd need to be here, it's all spreadsheets", "remote"),
    ("someone to fix our website remotely", "remote"),
    ("par Zoom", "remote"),
    ("toute la gang est virtuelle", "remote"),
    ("il peut travailler d'où il veut", "remote"),
    ("they'd have to be here on the floor", "on_site"),
    ("there's a desk for them next to mine", "on_site"),
    ("in the shop, no remote", "on_site"),
    ("We're a 9 person shop and they would work in our lab. Does that fit?", "on_site"),
    ("je veux quelqu'un icitte, pas dans un écran", "on_site"),
    ("ça se soude pas par Zoom, faut être dans le garage", "on_site"),
]


@pytest.mark.parametrize(("text", "mode"), MODES)
def test_work_mode_is_where_the_student_would_work(text: str, mode: str) -> None:
    assert work_mode(text) == mode


@pytest.mark.parametrize(
    "text",
    [
        "someone needs to write a policy on working from home",
        "our staff work from home",
        "all nine of us work from home",
        "we sell online",
        "customers should be able to book online",
        "we're a remote lodge, fly-in only",
        "can the student work remotely?",
        "the college insists the student be on site",
        "I can't do this over zoom",
        "une politique de télétravail",
        "mes employés sont en télétravail",
        "vendre en ligne",
        "c'est quoi un projet à distance",
        "est-ce que l'étudiant peut travailler de chez lui?",
        "J'ai deux contremaîtres",
        "my accountant works remotely",
        "customers come to the shop",
        "we deliver our classes online",
        "nobody to oversee a student in the plant",
        "on peut-tu faire ça à distance",
        "voir des jeunes qui voudraient travailler ici ensuite",
        "",
    ],
)
def test_policies_staff_and_questions_are_no_work_mode(text: str) -> None:
    assert work_mode(text) is None


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("here in the shop, they need to see the machines", "on_site"),
        ("has to be in the store, can't count screws on a video call", "on_site"),
        ("a couple of days at the dealership, the rest from wherever they live", "hybrid"),
        ("a visit or two at the dairy and then from home", "hybrid"),
        ("by video, my treatment room is tiny", "remote"),
        ("makes no odds to me where they sits, home or here", None),
        ("over the internet", "remote"),
        ("a few visits to the mill, the analysis can be done remotely", "hybrid"),
        ("half at the incubator, half remote", "hybrid"),
        ("undecided, there might be a desk at the hub", None),
        ("at the hub", "on_site"),
        ("in my kitchen", "on_site"),
        ("online, we've no office for them", "remote"),
        ("on the floor with us, you can't weld over zoom", "on_site"),
        ("both", "hybrid"),
        ("either one", None),
        ("au studio", "on_site"),
        ("ici dans la salle, c'est le but", "on_site"),
        ("moitié à l'incubateur, moitié à distance", "hybrid"),
        ("j'ai pas décidé ça encore", None),
        ("de chez eux", "remote"),
        ("en ligne", "remote"),
        ("les deux", "hybrid"),
        ("no remote, in the shop only", "on_site"),
        ("from home, but drop by to see the goats now and then", "hybrid"),
        ("remote, no visits", "remote"),
    ],
)
def test_an_answer_tells_the_work_mode_in_a_word(text: str, mode: str | None) -> None:
    assert work_mode_answer(text) == mode


STAGES = [
    ("we've been in business since 1998", "established"),
    ("family business, third generation", "established"),
    ("we've been doing this for twenty years", "established"),
    ("Custom boots, Calgary, since 1932", "established"),
    ("established in 1974", "established"),
    ("SaaS startup, five of us", "startup"),
    ("we're pre-revenue", "startup"),
    ("we just opened", "startup"),
    ("we opened eight months ago", "startup"),
    ("we're in an accelerator downtown", "startup"),
    ("the company is a year old", "startup"),
    ("on est en affaires depuis dix ans", "established"),
    ("ça fait 18 ans que je fais ça", "established"),
    ("entreprise fondée en 1974 par mon père", "established"),
    ("entreprise familiale, troisième génération", "established"),
    ("on vient d'ouvrir", "startup"),
    ("nous sommes une jeune pousse en biotech", "startup"),
    ("on est à l'incubateur de Dieppe", "startup"),
    ("on a ouvert y'a 8 mois", "startup"),
    ("nous lançons un service de covoiturage", "startup"),
    ("robots for feedlots, 14 months in", "startup"),
    ("on est rendus à 14 mois", "startup"),
    ("we registered the company in March", "startup"),
]


@pytest.mark.parametrize(("text", "expected"), STAGES)
def test_stage_is_told_by_age_or_by_name(text: str, expected: str) -> None:
    assert stage(text, today=TODAY) == expected


@pytest.mark.parametrize(
    "text",
    [
        "our policies binder is from 2009",
        "my website is ten years old",
        "I'm 66 years old",
        "a 20 year old student",
        "our instagram has been dead since 2022",
        "we've been open about three years",
        "how do students help a startup in an incubator",
        "our clients are startups",
        "a competitor just opened across the street",
        "paying for expired stock for years",
        "mon site a dix ans",
        "mon Facebook est mort depuis 2019",
        "on a ouvert il y a environ trois ans",
        "c'est quoi le soutien aux jeunes pousses",
        "on est 12",
        "we could host someone for eight weeks",
        "",
    ],
)
def test_other_ages_and_about_three_years_are_no_stage(text: str) -> None:
    assert stage(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("14 months", "startup"),
        ("just turned two", "startup"),
        ("c'est mon père qui l'a partie", "established"),
        ("depuis le verglas", "established"),
        ("two last fall", "startup"),
        ("on vient d'avoir deux", "startup"),
        ("going on eleven", "established"),
        ("it's just us two", None),
        ("going on eleven years", "established"),
        ("eleven years", "established"),
        ("two years now", "startup"),
        ("since 1974", "established"),
        ("1998", "established"),
        ("2025", "startup"),
        ("we're a year old", "startup"),
        ("startup", "startup"),
        ("since my grandfather", "established"),
        ("about three years", None),
        ("on a ouvert en 1998", "established"),
        ("18 ans que je fais ça", "established"),
        ("nous avons un an", "startup"),
        ("ça fait deux ans et demi", "startup"),
        ("depuis trois générations", "established"),
        ("environ trois ans, donc ni neuf ni vieux, mettez ce que vous voulez", None),
        ("toute nouvelle", "startup"),
        ("établie", "established"),
        ("my dad started it", "established"),
        ("dix hivers", "established"),
        ("we just got our first customer", "startup"),
        ("aucune idée", None),
    ],
)
def test_an_answer_tells_the_stage(text: str, expected: str | None) -> None:
    assert stage_answer(text, today=TODAY) == expected


FORMATS = [
    ("what exactly is a micro internship", ["micro_placement"]),
    ("how does a 2-10 day placement work", ["micro_placement"]),
    ("tell me about student consulting", ["consulting"]),
    ("is a business clinic the same as a capstone", ["consulting", "industry_project"]),
    ("the in-class project or the hackaton?", ["industry_project", "competition"]),
    ("a case competition", ["competition"]),
    ("what's a Riipen project", ["online_project"]),
    ("virtual internship vs microplacement", ["online_project", "micro_placement"]),
    ("explain the incubator support thing", ["incubator_support"]),
    ("capston project", ["industry_project"]),
    ("final year project with engineering students", ["industry_project"]),
    ("un microstage, ça marche comment", ["micro_placement"]),
    ("stages courts de quelques jours", ["micro_placement"]),
    ("la mission de conseil ou le projet intégrateur", ["consulting", "industry_project"]),
    ("un projet de fin d'études", ["industry_project"]),
    ("c'est quoi un PFE", ["industry_project"]),
    ("projet dans l'industrie", ["industry_project"]),
    ("stage à distance", ["online_project"]),
    ("un projet en ligne ou un marathon de programmation", ["online_project", "competition"]),
    ("les stages de soutien aux jeunes pousses", ["incubator_support"]),
    ("les competitions de cas", ["competition"]),
    ("un concours étudiant", ["competition"]),
    ("la clinique d'affaires de l'université", ["consulting"]),
]


@pytest.mark.parametrize(("text", "ids"), FORMATS)
def test_formats_are_known_by_their_informal_names(text: str, ids: list[str]) -> None:
    assert [name for name, _, _ in formats(text)] == ids


@pytest.mark.parametrize(
    "text",
    [
        "the competition is killing us",
        "a regular co-op of four months",
        "we need a consultant's opinion",
        "the student council",
        "our online store",
        "un stage classique",
        "la compétition est forte",
        "le prix des consultants en export",
        "cut our emissions",
        "un concours Facebook pour nos clients",
        "",
    ],
)
def test_lookalikes_are_no_formats(text: str) -> None:
    assert formats(text) == []


def test_a_format_stands_where_it_was_typed() -> None:
    text = "So how does a hackathon work"
    ((_, start, end),) = formats(text)
    assert text[start:end] == "hackathon"
