"""The words by which a text may be about our texts: what `wording` goes by where no whole message is an opt-out.

All in plain small letters (`plain_words.plain`). A word may stand in several of them.
"""

from typing import Final

PLAIN_STOP: Final = frozenset({"stop", "stopall", "stahp", "stap", "stopp", "ctop", "cto\u043f"})
"""These are a stop unless what follows shows that something else is to be stopped."""

WEAK_STOP: Final = frozenset(
    {
        *("end", "quit", "cancel", "remove", "removed", "revoke", "cease", "halt", "discontinue", "withdraw", "block"),
        *("delete", "leave", "exit", "enough", "blocked", "stopping", "unenroll", "erase"),
        *("alto", "basta", "baja", "parar", "pare", "paren", "cancelar", "cancele", "cancelen", "detener", "detenga"),
        *(
            "turn",
            "lose",
            "quiten",
            "saquen",
            "opting",
            "terminate",
            "drop",
            "annoying",
            "harassing",
            "harassment",
            "unwanted",
            "creepy",
            "rude",
            "kill",
            "refrain",
            "desist",
            "parenle",
        ),
        *("detengan", "deten", "salir", "quitar", "quitarme", "quiteme", "quitenme", "quitame", "borrar", "borrame"),
        *("borren", "borre", "borreme", "borrenme", "eliminar", "elimine", "eliminen", "eliminame", "elimineme"),
        *("eliminenme", "sacame", "saquenme", "saqueme", "dejar", "deja", "deje", "dejen", "suficiente", "terminar"),
        *(
            "arret",
            "arrete",
            "arreter",
            "arretez",
            "annuler",
            "annulez",
            "supprimer",
            "supprimez",
            "retirer",
            "quitter",
        ),
    }
)
"""These are one only with nothing beside them but words about us, the person and our texts."""

ABOUT_US: Final = frozenset(
    {
        *("texts", "text", "texted", "texting", "sending", "send", "sent", "list", "lists", "database", "system"),
        *("number", "numbers", "phone", "phones", "subscription", "notifications", "notification", "alerts", "alert"),
        *(
            "updates",
            "spam",
            "spamming",
            "spammer",
            "spammers",
            "scam",
            "scammer",
            "scammers",
            "calls",
            "calling",
            "call",
        ),
        *("email", "emails", "emailing", "mail", "contact", "contacted", "bothering", "bother", "harassing", "harass"),
        *("harassment", "bugging", "annoying", "pestering", "stalking", "soliciting", "blowing", "hitting", "wasting"),
        *("asking", "begging", "trying", "doing", "being", "consent", "permission", "sms", "mailing", "everything"),
        *(
            "stuff",
            "crap",
            "shit",
            "bullshit",
            "bs",
            "nonsense",
            "madness",
            "junk",
            "garbage",
            "unsolicited",
            "writing",
        ),
        *("optout", "unsubscribe", "deceased", "communication", "communications", "political", "campaign", "promos"),
        *(
            "mensajes",
            "mandarme",
            "enviarme",
            "escribirme",
            "textearme",
            "molestarme",
            "molestar",
            "llamarme",
            "enviar",
        ),
        *("mandar", "lista", "numero", "telefono", "suscripcion", "celular", "molestando", "enviando", "mandando"),
        *(
            "llamar",
            "llamando",
            "base",
            "datos",
            "money",
            "donations",
            "inbox",
            "landline",
            "work",
            "business",
            "vuelvan",
            "vuelva",
        ),
        *("menvoyer", "mecrire", "liste", "numero", "envoyer", "sms", "abonnement"),
    }
)
PERSONAL: Final = frozenset(
    {
        *("chingar", "chinguen", "joder", "jodan", "fregar", "pendejos", "cabrones", "mierda", "merde", "connards"),
        *("i", "im", "ive", "ill", "id", "me", "my", "mine", "myself", "you", "u", "ur", "your", "yall", "youre", "us"),
        *("people", "person", "idiot", "idiots", "asshole", "assholes", "moron", "morons", "jerk", "jerks", "dumbass"),
        *("bitch", "bitches", "creep", "creeps", "weirdo", "weirdos", "loser", "losers", "bastard", "bastards", "bro"),
        *(
            "dude",
            "lady",
            "man",
            "buddy",
            "fool",
            "fools",
            "clown",
            "clowns",
            "freak",
            "liar",
            "liars",
            "damn",
            "damned",
        ),
        *(
            "fucking",
            "fuckin",
            "freaking",
            "effing",
            "goddamn",
            "hell",
            "fuck",
            "god",
            "jesus",
            "christ",
            "sake",
            "omg",
        ),
        *("lawyer", "attorney", "sue", "cops", "fcc", "ftc", "report", "reporting", "tcpa", "lawsuit", "legal"),
    }
)
SMALL: Final = frozenset(
    {
        *("the", "a", "an", "this", "that", "these", "those", "it", "to", "of", "from", "for", "at", "in", "on", "off"),
        *(
            "out",
            "all",
            "any",
            "more",
            "again",
            "anymore",
            "ever",
            "with",
            "is",
            "are",
            "be",
            "am",
            "was",
            "do",
            "does",
        ),
        *("did", "can", "could", "will", "would", "wouldnt", "should", "must", "have", "has", "had", "want", "wanna"),
        *(
            "need",
            "get",
            "getting",
            "got",
            "like",
            "and",
            "or",
            "so",
            "if",
            "when",
            "how",
            "why",
            "what",
            "who",
            "where",
        ),
        *("not", "no", "yes", "up", "here", "there", "very", "really", "too", "much", "many", "said", "say", "tell"),
        *("told", "time", "times", "make", "makes", "go", "going", "gonna", "been", "be", "by", "as", "else", "one"),
        *("today", "soon", "next", "use", "reply", "txt", "wish", "receive", "receiving", "dont", "never", "2", "4"),
        *(
            "el",
            "la",
            "los",
            "las",
            "un",
            "una",
            "de",
            "del",
            "mi",
            "mis",
            "su",
            "sus",
            "tu",
            "tus",
            "nos",
            "que",
            "en",
        ),
        *("por", "para", "ya", "mas", "quiero", "quisiera", "y", "al", "esta", "este", "esto", "lo", "eso", "recibir"),
        *(
            "aqui",
            "rather",
            "tout",
            "vous",
            "nous",
            "further",
            "tan",
            "tanto",
            "tantos",
            "cada",
            "rato",
            "favor",
            "esos",
            "estos",
            "them",
        ),
        *("le", "les", "des", "du", "je", "ne", "pas", "m", "mon", "ma", "ca", "plus", "moi", "veux", "vos", "ces"),
    }
)

DENIALS: Final = frozenset(
    {
        *("no", "not", "dont", "didnt", "doesnt", "never", "nolonger", "nope", "without", "off", "unwanted", "against"),
        *("refrain", "desist", "cease", "stop", "quit", "kill", "remove", "delete", "revoke", "revoked", "cancel"),
        *(
            "withdraw",
            "withdrawn",
            "block",
            "halt",
            "enough",
            "discontinue",
            "avoid",
            "prevent",
            "less",
            "tired",
            "sick",
        ),
        *("ne", "pas", "jamais", "ni", "nunca", "sin", "fuera", "basta", "alto", "harto", "harta"),
    }
)
OUR_TEXTS: Final = frozenset(
    {
        *("texts", "texting", "texted", "contact", "contacting", "contacted", "list", "lists", "consent", "messaged"),
        *("notifications", "notification", "alerts", "subscription", "database", "communication", "communications"),
        *("mandarme", "enviarme", "escribirme", "textearme", "enviar", "suscripcion", "lista", "envios", "listes"),
    }
)
"""A denial and one of these in a clause may be an opt-out, whatever else is in it."""
NOT_ARRIVED: Final = frozenset({"didnt", "never", "not", "havent", "wasnt"})
ARRIVES: Final = frozenset({"got", "getting", "received", "see", "seen", "saw", "understand", "reach", "arrived"})
MISSED: Final = ("didnt get", "did not get", "never get", "didnt receive", "did not receive", "dont see", "cant find")
"""A text that did not come is none that is not wanted."""
LEGISLATORS: Final = frozenset(
    {
        *("senator", "senators", "rep", "reps", "representative", "representatives", "congress", "congressman"),
        *("congresswoman", "legislator", "legislators", "mayor", "governor", "council", "president", "senado"),
    }
)
"""Who else may be contacted, or not."""

NEGATIONS: Final = frozenset(
    {
        *("dont", "cant", "cannot", "wont", "couldnt", "shouldnt", "wouldnt", "didnt", "never", "not", "nothing"),
        *("nobody", "noone", "non", "no"),
    }
)
BEFORE_A_PLACE: Final = frozenset({"bus", "truck", "next", "pit", "full", "rest", "whistle", "train", "last", "one"})
AFTER_A_PLACE: Final = frozenset({"sign", "signs", "light", "lights", "motion", "watch", "by", "over", "gap"})
"""What stands beside a stop that is a place, or a short visit."""

BILLS: Final = frozenset(
    {
        *("sb", "hb", "ab", "hr", "s", "sr", "hjr", "sjr", "scr", "hcr", "lb", "sf", "hf", "prop", "proposition"),
        *("measure", "amendment", "line", "bill", "question", "issue", "article", "title"),
    }
)
"""What a law, or a pipeline, is called by, before its number."""

REFUSALS: Final = (
    # English
    *("leave me alone", "leave us alone", "leave me the", "lose my number", "lose this number", "lose my"),
    *("remove me", "remove my", "remove us", "delete me", "delete my", "delete this number", "take me off"),
    *("take us off", "take my number", "take this number", "take my name", "get me off", "get me out"),
    *(
        "off this list",
        "off your list",
        "off the list",
        "off list",
        "off my phone",
        "out of the list",
        "off your damn list",
    ),
    *("wrong number", "wrong person", "wrong guy", "wrong phone", "not interested", "no longer interested"),
    *("not intrested", "no interest", "by that name", "not my number anymore", "opt me out", "opting out", "opted out"),
    *("my phone alone", "left alone", "nolonger at", "nolonger has", "nolonger my", "no quiero nada", "cut it out"),
    *("knock it off", "ill pass", "dont reply", "right person", "not me", "put me on", "rather not"),
    *("hard pass", "dont ask", "dont bug", "dont spam", "dont harass", "no further", "too annoying", "so annoying"),
    *("dont texts", "dont texting", "dont contact", "dont call", "dont email", "dont bother", "dont write"),
    *("never texts", "never contact", "never call", "do not disturb", "dont disturb", "dont send", "never send"),
    *("no more texts", "no texts", "no more spam", "no spam", "too many texts", "so many texts", "cease and desist"),
    *("go away", "get lost", "piss off", "buzz off", "shut up", "screw you", "screw off", "go to hell", "eff off"),
    *("fuck off", "fuck you", "fuck u", "f off", "f you", "f u", "back off", "let me out", "want out", "im out"),
    *("never signed up", "didnt sign", "did not sign", "never subscribed", "didnt subscribe", "did not subscribe"),
    *("didnt ask for", "did not ask for", "never asked for", "never gave you", "didnt give you", "never agreed"),
    *("get my number", "got my number", "gave you my", "have my number", "get this number", "got this number"),
    *("have this number", "gave you this", "report you", "reporting you", "reported you", "reported as", "report spam"),
    *("reporting this", "blocking you", "blocked you", "block you", "blocking this", "sue you", "going to sue"),
    *(
        "this is spam",
        "this is a scam",
        "this is harassment",
        "you are spam",
        "no thanks",
        "no thank you",
        "no thank u",
    ),
    *("be removed", "dont know you", "dont know who", "not a citizen", "passed away", "im done with", "texts to stop"),
    *("revoke consent", "revoke my consent", "revoke permission", "do not call", "mark as spam", "respect my privacy"),
    # Spanish
    *("no me interesa", "no nos interesa", "no estoy interesado", "no estoy interesada", "numero equivocado"),
    *("persona equivocada", "se equivoco", "esta equivocado", "equivocado de", "en paz", "de baja", "no gracias"),
    *("de la lista", "de su lista", "de esta lista", "borren mi", "borre mi", "eliminen mi", "elimine mi"),
    *(
        "no mas texts",
        "no quiero texts",
        "no quiero mas",
        "ya no quiero",
        "quien les dio",
        "quien te dio",
        "no autorice",
    ),
    # French
    *("laissez moi tranquille", "laisse moi tranquille", "mauvais numero", "faux numero", "pas interesse"),
    *("plus de texts", "retirez moi", "enlevez moi", "supprimez mon", "supprimer mon", "non merci", "de votre liste"),
    *("ne plus recevoir", "ne me contactez", "hear from you again", "lost interest", "belongs to someone else"),
    *("ne menvoyez", "ne m envoyez", "ne mecrivez", "ne m ecrivez"),
)
"""Phrases that are for a person to read, wherever they stand."""

REFUSED_BY: Final = ("mand", "envi", "escrib", "text", "llam", "molest", "contact", "busqu")
"""How a verb begins that stands behind "no me": manden, envíen, escriban ..."""

BEGINNINGS: Final = (
    "unscri",
    "stoptext",
    "stoptxt",
    "stopmes",
    "stopmsg",
    "stopsend",
    "stopspam",
    "stopstop",
    "stopit",
    "stopnow",
    "estop",
    "unsub",
    "unsusc",
    "unsus",
    "usubs",
    "desuscri",
    "dessuscri",
    "desabonn",
    "desinscri",
    "optout",
)
"""How a word begins, however it ends, that nobody uses for anything else."""

STRONG: Final = frozenset({"stopall", "tcpa"})
"""Words that are for a person to read wherever they stand."""

ALONE: Final = frozenset(
    {
        *(
            "spam",
            "scam",
            "spammer",
            "spammers",
            "scammer",
            "scammers",
            "enough",
            "fu",
            "leave",
            "exit",
            "delete",
            "block",
        ),
        *(
            "pass",
            "opted",
            "estop",
            "desist",
            "cease",
            "fuera",
            "terminate",
            "kill",
            "abort",
            "halt",
            "nomore",
            "delist",
            "unlist",
            "off",
        ),
        *(
            "dnc",
            "unfollow",
            "deregister",
            "disenroll",
            "deactivate",
            "nomas",
            "para ya",
            "parale",
            "detente",
            "anular",
        ),
        *("termina", "desactivar", "cesser", "resilier", "fin des texts", "no manden mas", "no envien mas", "opt outt"),
        *("not mine", "leave group", "exit group", "quit group"),
        *("unjoin", "basta", "fin", "salir", "borrar", "borrame", "quitar", "eliminar", "suficiente", "equivocado"),
        *("no more", "no mas", "ya no", "ya no mas", "no quiero", "no quiero mas", "terminar", "detenganse", "sair"),
        *(
            "annuler",
            "annulez",
            "assez",
            "desinscription",
            "remover",
            "sair",
            "itigil",
            "ngung",
            "dung",
            "huy",
            "stahp",
        ),
        *("\u505c\u6b62", "\u9000\u8ba2", "\u53d6\u6d88", "\u0442\u043e\u043f", "\u05d4\u05e4\u05e1\u05e7"),
        *("\u062a\u0648\u0642\u0641", "\u0642\u0641", "\u0627\u0644\u063a\u0627\u0621", "hatigil", "tama na"),
    }
)
"""What is for a person to read if it is the whole message, in some more languages."""

ALMOST: Final = frozenset(
    {"stop", "unsubscribe", "cancel", "remove", "revoke", "optout", "stopall", "cancelar", "detener"}
)
"""Words of which a slip of the finger is seen."""
OTHERWISE_MEANT: Final = frozenset(
    {
        *("stoop", "step", "shop", "atop", "top", "tops", "slop", "swop", "stow", "stomp", "strop", "stops", "stoke"),
        *("stone", "store", "story", "stock", "stood", "sto", "subscribe", "removed", "remover", "remote", "revoked"),
        *("cancels", "cancer", "chancel", "spot", "sop", "crop", "drop", "prop", "stay", "star", "stem", "site"),
        *("stopped", "post", "stoup", "evoke", "revoker", "removes", "canceled", "stud", "stab", "stub", "stir", "tip"),
    }
)
"""Words that are near to one of those and mean something else."""

SHORT_FORMS: Final = frozenset({"edn", "ned", "qiut", "quti", "qut", "quitt", "endd", "cncl", "unsb", "stp"})

SIGNS: Final = frozenset(
    "\U0001f6d1\u26d4\U0001f6ab\u270b\U0001f4f5\u274c\U0001f645\U0001f590\U0001f91a\U0001f595\u2716"
)
"""Pictures that say stop by themselves."""
HARMLESS: Final = (
    (0x1F600, 0x1F64F),  # faces and gestures
    (0x1F910, 0x1F92F),
    (0x1F970, 0x1F97A),
    (0x1F9D0, 0x1F9D0),
    (0x1F442, 0x1F450),  # hands
    (0x1F493, 0x1F49F),  # hearts
    (0x1F3FB, 0x1F3FF),  # skin tones
    (0x2753, 0x2757),  # question and exclamation marks
    (0x1FAF0, 0x1FAF8),
)
"""Pictures that add nothing to a word. Any other may be what is to be stopped."""
ALSO_HARMLESS: Final = SIGNS | frozenset(
    "\u2764\u2763\u270c\u270a\u261d\u2639\u263a\u203c\u2049\u26a0\U0001f4a2\U0001f4a5\u2640\u2642"
)
