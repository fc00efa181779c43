"""Words that hold sentences together and say nothing by themselves, in English and French, folded."""

from typing import Final

_ENGLISH: Final = (
    "a an the of to in on at for from by with without and or but nor so if as than then that this these "
    "those is are was were be been being am has have had having do does did done doing will would can "
    "could may might must shall should it its it's i i'm i've i'd me my mine we us our you your he him "
    "his she her they them their there here who whom whose which what when where why how not no n't t s "
    "d ll re ve m very too also just only even more most much many some any all both each every other "
    "another such own same again still yet ever never about after before over under up down out off "
    "into onto through during between while because until since once get got go goes went one ones don "
    "doesn didn isn aren wasn won wouldn couldn im ive dont "
)
_FRENCH: Final = (
    "le la les l un une des de du d au aux a en et ou mais donc or ni car ne pas plus n que qu qui quoi "
    "dont ce c cet cette ces ca cela se s sa son ses mon ma mes m notre nos votre vos leur leurs il "
    "elle ils elles on nous vous je j tu te t toi moi lui eux y est sont ete etait etaient etre suis es "
    "avoir ai as avait ont avons avez ait fait faire fais font par pour sur sous dans avec sans chez "
    "vers entre depuis apres avant pendant tout tous toute toutes si comme aussi encore meme memes deja "
    "jamais toujours tres trop peu bien rien alors quand puis "
)
ENGLISH: Final = frozenset(_ENGLISH.split())
FRENCH: Final = frozenset(_FRENCH.split())
FUNCTION_WORDS: Final = ENGLISH | FRENCH
