"""The words that questions are made of, in English and in French, and that are no names by themselves.

All stand folded: small letters, no accents, split at apostrophes and hyphens ("qu'est-ce" is `qu est ce`).
"""

from typing import Final

from bot.text import fold


def _set(*lines: str) -> frozenset[str]:
    return frozenset(fold(word) for line in lines for word in line.split())


COURTESY: Final = _set(
    "hey hi hello hiya yo dear please pls plz kindly thanks thank thx ta cheers sorry ok okay good morning",
    "afternoon evening everyone all team folks guys there bot veille",
    "bonjour bonsoir salut coucou hello merci stp svp s'il te plaît vous plait pardon désolé désolée",
    "d'accord bien équipe tous toutes l'équipe bonne journée",
)
"""What is said around a question."""
GRAMMAR: Final = _set(
    # English: articles, pronouns, questions, auxiliaries, prepositions, conjunctions
    "a an the this that these those it its i me my mine you your yours we us our ours he him his she her they",
    "them their theirs one ones someone somebody anyone anybody everybody anything something nothing everything",
    "what which who whom whose when where why how whether if wherever whats whos",
    "is isn are aren am was wasn were weren be been being do does doesn did didn don done has hasn have haven",
    "had hadn having can cannot could couldn will won would wouldn shall should shouldn may might must mustn",
    "let lets gonna gotta wanna dunno s t d m re ve ll",
    "about of on in at to for from by with without within into onto over under between among against around",
    "across along after before during until till since than as like per via vs versus through toward towards",
    "and or but nor so yet because though although while not no yes yeah yep nope any some every each either",
    "neither both more most less least much many few several lot lots bit very too also just only even still",
    "again really actually ever never always often sometimes maybe perhaps here there up down out off away back",
    "other others another same such else own enough quite rather almost already then first",
    # French
    "un une le la les l de d du des au aux ce c cet cette ces ça cela ceci celui celle ceux celles",
    "je j me m moi mon ma mes tu te toi ton tes il elle on nous notre nos vous votre vos ils elles eux",
    "leur leurs lui se sa ses son soi y en quelqu quelque quelques quelqu'un chacun tout toute tous toutes rien",
    "que qu qui quoi quel quelle quels quelles quand où comment pourquoi combien lequel laquelle dont est-ce",
    "suis es est sommes êtes sont était étaient étais sera seront serait soit être été ai as a avons avez ont",
    "avait avaient aura auront aurait avoir eu fait faits fais font faire ferait va vas vont aller allait vais",
    "peut peux peuvent pouvez pourrait pourrais pourriez pouvoir veut veux voulez voudrais voudrait vouloir",
    "dois doit doivent faut faudrait sais sait savoir savez n ne pas plus moins jamais aucun aucune personne",
    "à dans par pour sur sous chez avec sans vers contre entre depuis pendant avant après durant jusqu selon",
    "envers parmi côté propos sujet rapport et ou mais donc or ni car si comme parce puisque alors aussi très",
    "trop peu beaucoup bien mieux assez encore déjà toujours souvent parfois peut-être vraiment surtout même",
    "autre autres ici là voici voilà oui non si t ainsi puis ensuite seulement juste presque environ",
)
"""Articles, pronouns, question words, auxiliaries and the like."""
NEWS: Final = _set(
    "new news newest latest recent update updates happened happening happens going buzz heard hear said say",
    "says saying mentions mention talk talks talking word up mentioned posted written wrote change changed",
    "neuf nouveau nouveaux nouvelle nouvelles nouveauté nouveautés actu actus actualité actualités news dernier",
    "dernière derniers dernières passe passé dit disent dire parle parlent parler mentions mention entendu",
    "entendre bruit buzz raconte racontent récent récente récents récentes infos info changé",
)
"""What is new, and how one says so."""
ORDINARY: Final = _set(
    # English: what people ask about names
    "people person folks user users customer customers client clients fan fans press media journalist journalists",
    "public community communities internet web online social network networks forum forums blog blogs thread",
    "threads post posts article articles comment comments review reviews story stories opinion opinions view",
    "views quote quotes feedback complaint complaints problem problems issue issues trouble bug bugs question",
    "questions answer answers reaction reactions backlash crisis scandal outage drama rumour rumours rumor",
    "rumors topic topics subject brand brands company companies product products service services name names",
    "competitor competitors rival rivals think thinks thinking thought feel feels feeling like likes liked love",
    "loves loved hate hates hated want wants wanted need needs know knows known see sees seen saw look looks",
    "looking looked read reads reading show shows showing shown find finds finding found search searching get gets",
    "getting got give gives giving gave tell tells telling told ask asks asking asked write writes writing go",
    "goes went come comes coming came make makes making made take takes taking took use uses using used try tries",
    "trying tried keep keeps start starts started stop stops stopped help helps helping mean means meant explain",
    "summarise summarize summary overview compare compares compared comparing comparison difference better worse",
    "best worst good bad great nice fine big small old angry mad upset furious annoyed unhappy happy sad glad",
    "worried pissed critical negative positive serious urgent important bad interesting normal wrong right true",
    "false complain complains complaining complained criticise criticising criticize criticizing praise praising",
    "recommend recommends happen love lately thing things stuff way ways point case time times reason reasons",
    "many mood sentiment tone trend trends trending popular famous quiet loud fuss noise shit hell fuck world",
    "anyhow anyway curious wonder wondering interested check checking checked list watching watched watch follow",
    "please respond reply replies currently deal sort kind kinds type couple short quick quickly briefly brief",
    "friends work works working worked broken breaks break broke down run running runs day days week weeks month",
    "months year years hour hours minute minutes today yesterday tomorrow tonight weekend night now moment",
    # French
    "gens gars monde client clients cliente clientes utilisateur utilisateurs usager usagers abonné abonnés fan",
    "fans presse médias média journaliste journalistes public communauté internautes internet web réseau réseaux",
    "sociaux forum forums blog blogs fil fils article articles commentaire commentaires avis critique critiques",
    "opinion opinions retour retours plainte plaintes problème problèmes souci soucis panne pannes bug bugs",
    "question questions réponse réponses réaction réactions crise scandale polémique rumeur rumeurs sujets marque",
    "marques entreprise entreprises boîte produit produits service services nom noms concurrent concurrents",
    "concurrence rival pense pensent penser penses pensez sent sentent ressent aime aiment aimer déteste détestent",
    "plaint plaignent plaindre râle râlent râler fâché fâchés fâchée fâchées énervé énervés énervée énervées",
    "colère furieux furieuse furieuses content contents contente contentes mécontent mécontents mécontente",
    "inquiet inquiets inquiète inquiètes grave graves sérieux sérieuse urgent important importante intéressant",
    "vrai faux bon bonne bons bonnes mauvais mauvaise mal pire meilleur meilleure grand petit veulent voir vois",
    "voit voyez vu vus lire lis lu montre montrer montrez donne donner donnez dis dites cherche chercher cherchez",
    "trouve trouver trouvez trouvent regarde regarder regardez demande demander demandez résume résumer résumé",
    "explique expliquer expliquez compare comparer comparez comparaison différence rappelle ressort tendance",
    "tendances ambiance humeur ton chose choses truc trucs façon raison raisons cas point temps fois quotidien",
    "arrive arrivé arrivent attend attendent écrit écrits écrivent marche marchent publié publiés tourne",
    "circule circulent bouge bougé jour jours semaine semaines mois an ans année années heure heures minute",
    "minutes aujourd hui hier demain matin soir midi nuit week end maintenant moment instant actuellement",
    "récemment dernièrement bref savoir connaître connais quoi aide aider besoin envie intéresse signale signaler",
    "boulot travail monsieur madame quelles voudrions aimerais aimerait aimerions serait possible moyen",
)
"""Common words that stand in questions; alone, or after "about", they name nothing."""
COMMON: Final = COURTESY | GRAMMAR | NEWS | ORDINARY
LISTING: Final = _set("and or vs versus et ou contre than with to avec aux au plus ni between entre & + que qu")
"""What stands between two names that are asked about together."""
FRAME: Final = _set("about of on at for regarding concerning against sur de d du des chez pour concernant contre")
"""A word after which a name is the object of a question."""
OBJECT: Final = FRAME | _set(
    "re with from by like love hate mention mentions mentioning is are was does did do can will named called",
    "brand competitor compare between vs versus than and or news follow find search check watch",
    "avec au aux par marque et ou entre nouvelles avis cherche trouve regarde",
)
"""A word that is not common is a name after one of these, though it is written small."""
BEFORE: Final = _set(
    "news mentions mention reviews review complaints update updates buzz feedback rumours rumors hier aujourd",
    "today yesterday vs versus or and et ou is are was nouvelles actu actus",
)
"""A word that is not common is a name before one of these."""
