"""What people write just before or after a name, in English and in French, by how much it proves."""

from __future__ import annotations

import re
from typing import Final

_A: Final = r"['’]"
_RELATIVE: Final = (
    r"(?:wife|husband|spouse|partner|business partner|co-?owner|associate|son|daughter|brother|sister|cousin|nephew|"
    r"niece|mother|father|boss|assistant|bookkeeper|accountant|manager|foreman|receptionist|secretary|colleague|coworker|"
    r"co-?worker|employee|supervisor|director|lawyer|neighbou?r|friend|girlfriend|boyfriend|intern|student)"
)
_PROCHE: Final = (
    r"(?:femme|conjointe?|mari|[ée]poux|[ée]pouse|blonde|chum|copine|copain|associ[ée]e?|fils|fille|fr[èe]re|s[œo]e?ur|cousine?|"
    r"neveu|ni[èe]ce|m[èe]re|p[èe]re|patron(?:ne)?|adjointe?|comptable|g[ée]rante?|contrema[îi]tre|secr[ée]taire|"
    r"r[ée]ceptionniste|coll[èe]gue|employ[ée]e?|directeur|directrice|superviseure?|avocate?|voisine?|amie?|stagiaire)"
)

# After these, whatever is not an ordinary word is a name, capital or not.
SURE: Final = re.compile(
    rf"\bmy (?:full |first |last )?name(?:{_A}s| is|:)\s|\bi am called\s|\bthey call me\s|\bname\s?[:=]\s?|"
    rf"\b(?:his|her|their|owner{_A}s|contact) name is\s|"
    rf"\bje m{_A}?app?el+e\s|\bmon (?:pr[ée])?nom(?: complet| de famille)? (?:est|c{_A}est)\s|"
    rf"\b(?:pr[ée])?nom\s?[:=]\s?|\bmoi,? c{_A}est\s|\b(?:il|elle|qui) s{_A}app?el+e(?:nt)?\s|\bon m{_A}app?el+e\s|"
    rf"\b(?:son|leur) nom est\s|\bsign[ée]e?(?: par| by)?\s?[:,]?\s",
    re.I,
)
# After these, a capitalised word that is no ordinary word, firm or town is a name; in lower case, a given name is.
LIKELY: Final = re.compile(
    rf"\bask for\s|\bmy (?:\w+ )?{_RELATIVE},?\s|\bour (?:\w+ )?{_RELATIVE},?\s|\b(?:you can |please )?call me\s|"
    rf"\battn\.?:?\s|\battention:?\s|\bc/o\s|\bspeak(?:ing)? (?:to|with)\s|\bon behalf of\s|\bsigned?\s|"
    rf"\bdemande[rz](?: [àa] parler [àa]| apr[èe]s)?\s|\b(?:ma|mon|notre|sa|son) {_PROCHE},?\s|\bappele[rz][- ]moi\s|"
    rf"\ba/s(?: de)?\s|\b[àa] l{_A}attention de\s|\bde la part de\s|\bau nom de\s|\bici\s|"
    rf"\bparle[rz]?(?:[- ]en)? [àa]\s|"
    rf"(?:\b(?:best|kind|warm) regards|\bregards|\bcheers|\bsincerely|\byours truly|\bcordialement|\bsalutations|"
    rf"\bbien [àa] vous|\bamicalement)\s?[,.!\n-]*\s*",
    re.I,
)
# After these, any given name, even one that is also a word.
GREETING: Final = re.compile(
    r"\bthanks?,?\s|\bthank you,?\s|\bmerci,?\s|\b(?:hi|hello|hey|dear|bonjour|salut|all[ôo]|ch[èe]re?),?\s|"
    r"\bthanks?!\s|\bthank you!\s|\bmerci!\s|\bme (?:and|&)\s|\bmyself and\s|\bmoi (?:et|pis|puis)\s",
    re.I,
)
# After these, a known given name, or two capitalised words that are nothing else we know.
POSSIBLE: Final = re.compile(
    rf"\bthis is\s|\bit{_A}?s\s|\bi{_A}m\s|\bim\s|\bi am\s|\bcontact(?:e[rz]?|ed|iez|ing)?\s|"
    rf"\b(?:talk|talked|spoke|chat|met|meet) (?:to|with)\s|"
    rf"\breach\s|\bc{_A}?est\s|\bje suis\s|\bj{_A}suis\s|\bchu\s|\bjoindre\s|\brejoindre\s|\bavec\s|\bwith\s|"
    rf"\bcall\s|\bappele[rz]\s|\be-?mail\s|\b[ée]crire [àa]\s|\b[ée]crivez [àa]\s|\bsee\s|\bvoir\s|"
    r"\bby\s|\bpar\s|\bfrom\s|[-—–]\s?",
    re.I,
)
# Titles, whose case tells: "M. Roy", "Me Roy"; the longer ones in any case.
TITLE: Final = re.compile(r"(?<![\w.'’-])(?:M\.|M|MM\.|Me|Mx|Dr|Dre|Pr|Prof|Sir|Père|Sœur)\.?\s(?=[^\W\d_a-z])")
TITLE_ANY_CASE: Final = re.compile(
    r"(?<![\w.'’-])(?:mrs?|ms|miss|mister|mmes?|mlles?|madame|monsieur|mademoiselle|dre?|ma[îi]tre|professor|professeure?|doctor|"
    r"docteure?)\.?\s(?=[^\W\d_])",
    re.I,
)
# Right after a name that opens a sentence, capital or not.
HERE: Final = re.compile(rf",?\s(?:here|speaking|calling|ici|[àa] l{_A}appareil|and I|and me|et moi|pis moi)\b")
# Between a name and how to reach the person.
REACHED: Final = re.compile(r"[ ,:(]{1,3}(?:(?:at|on|au|[àa])\s)?(?=[(+\d]|[^\s@]{1,64}@)")
