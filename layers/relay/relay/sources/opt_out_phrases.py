"""What people text who want no more texts, and nothing else: each a pattern over a message's plain words.

A whole message must match, after its courtesies are taken out and each word is put as its `MEANS` says. By text an
opt-out can't be undone, so nothing belongs here that could be meant otherwise.
"""

import re
from typing import Final

from relay.keywords import OPT_OUT_WORDS, OTHER_OPT_OUT_WORDS

COURTESIES: Final = frozenset(
    {
        *("please", "pls", "plz", "plse", "pleas", "plese", "plase", "pleaae", "kindly"),
        *("thanks", "thank", "thx", "thnx", "tks", "ty", "tysm"),
        *("hi", "hello", "hey", "ok", "okay", "sir", "madam", "maam", "guys", "folks"),
        *("now", "immediately", "just", "already", "asap", "forever", "permanently", "sorry"),
        *("porfavor", "porfa", "porfis", "gracias", "hola"),
        *("svp", "merci", "bonjour"),
    }
)
COURTEOUS: Final = (
    *("thank you so much", "thank you very much", "thanks a lot", "many thanks", "thank you", "thank u", "please and"),
    *(
        "right now",
        "right away",
        "at once",
        "as soon as possible",
        "and god bless you",
        "and god bless",
        "god bless you",
        "god bless",
        "have a nice day",
    ),
    *("have a good day", "have a great day", "sent from my iphone", "sent from my ipad", "sent from my android"),
    *("sent from my phone", "sent from my galaxy", "por favor", "muchas gracias", "s il vous plait", "sil vous plait"),
)
"""Courtesies of several words."""

MEANS: Final = {
    **dict.fromkeys(("text", "txt", "txts", "sms", "mms", "msg", "msgs", "message", "messages", "mesages"), "texts"),
    **dict.fromkeys(("mensaje", "mensajes", "mensages", "texto", "textos"), "texts"),
    **dict.fromkeys(("txting", "txtn", "textn", "textin", "messaging", "messagin", "contacting"), "texting"),
    **dict.fromkeys(("sendin", "sendn"), "sending"),
    **dict.fromkeys(("donot", "dnt"), "dont"),
    **dict.fromkeys(("rmv", "remov", "rmove"), "remove"),
    **dict.fromkeys(("unsub", "unsuscribe", "unsubcribe", "unsubscibe", "unsubsribe"), "unsubscribe"),
    **dict.fromkeys(("unsubscrib", "unsubscride", "unsubscirbe", "usubscribe"), "unsubscribe"),
    **dict.fromkeys(("unsubsrcibe", "unscubscribe", "unsubscripe", "unsubscrbe", "unsubscribr"), "unsubscribe"),
    **dict.fromkeys(("cell", "cellphone", "telephone"), "phone"),
}
"""Words that say the same here."""

SEVERAL: Final = {
    "do not": "dont",
    "don t": "dont",
    "do nt": "dont",
    "any more": "anymore",
    "opt out": "optout",
    "un subscribe": "unsubscribe",
    "off of": "off",
    "texts texts": "texts",
    "no longer": "nolonger",
}
"""Pairs of words that are one here."""

_WHICH: Final = r"(?: (?:any|all|the|these|those|this|that|your|ur|my|such|of|more|anymore|political|campaign|spam))*"
_US: Final = r"(?: (?:me|us|my phone|(?:(?:to|at|on) )?(?:this|my) (?:number|phone)|here))?"
_AGAIN: Final = r"(?: (?:anymore|again|ever|ever again))?"
_LIST: Final = (
    rf"(?: (?:from|off|out)){_WHICH}(?: (?:texting|texts|mailing|sms|phone|call))?(?: (?:list|lists|texts|database))"
)
_FROM: Final = rf"(?: (?:from|of)?{_WHICH} (?:texts|list|texts list))?"
_STOP: Final = r"(?:stop|quit|cease|discontinue|halt)"
_I_WANT: Final = r"(?:(?:i (?:want|wanna|wish|need|would like)|id like|i am|im)(?: to)? )?"
_YOU: Final = r"(?:(?:can|could|would|will) (?:you|u) )?"
_DE_BAJA: Final = (
    r"(?:(?:quiero|quisiera|deseo|necesito|puede|pueden) )?(?:darme|dame|denme|deme|dar|dadme|darnos) de baja"
)

PHRASES: Final = (
    # English
    rf"{_YOU}(?:stop|end|cancel|quit|unsubscribe)(?: with)?{_WHICH} texts(?: to me)?{_AGAIN}",
    rf"{_YOU}{_STOP} texting{_US}{_AGAIN}",
    rf"{_YOU}{_STOP} sending{_US}{_WHICH} texts{_US}{_AGAIN}",
    rf"dont(?: ever)? (?:texts|contact){_US}{_AGAIN}",
    rf"never (?:texts|contact) (?:me|us|this number){_AGAIN}",
    rf"(?:dont|never)(?: ever)? send{_US}{_WHICH} texts{_AGAIN}",
    r"stop all",
    r"no more texts(?: to me)?",
    rf"{_I_WANT}(?:optout|unsubscribe|be removed)(?: (?:me|my number|this number))?{_FROM}",
    r"opt me out(?: of (?:this|your|these|the|all) (?:texts|list|texts list))?",
    r"remove(?: (?:me|us|(?:my|this) (?:number|phone|name)))?",
    rf"{_YOU}(?:remove|take) (?:me|us|(?:my|this) (?:number|phone|name)){_LIST}",
    rf"i (?:dont|nolonger) (?:want|wish)(?: to)?(?: (?:receive|get))?{_WHICH} texts(?: from (?:you|u))?{_AGAIN}",
    r"(?:stop|end|cancel)(?: my)? subscription",
    # Spanish
    rf"{_DE_BAJA}(?: (?:de|a) (?:la|esta|su|tu|los|mi) (?:lista|texts|numero|telefono))?",
    r"(?:ya )?no mas texts",
    r"(?:ya )?no (?:me|nos) (?:manden?|mandes|envien?|envies)(?: mas)? texts(?: mas)?",
    r"(?:ya )?no (?:me|nos) (?:escriban?|escribas|texteen?|textees)(?: mas)?",
    r"(?:dejen?|deja|dejar|paren?|parar|para) de (?:mandarme|enviarme|mandar|enviar)(?: mas| los| sus| estos)* texts",
    r"(?:dejen?|deja|dejar|paren?|parar|para) de (?:escribirme|textearme)",
    r"(?:ya )?no quiero(?: recibir)?(?: mas| sus| estos)* texts",
    r"(?:quiten?|quita|saquen?|saca|eliminen?|elimina|borren?|borra)me de (?:la|esta|su|tu) lista(?: de texts)?",
    r"(?:cancelar|cancelen?|detener|detengan?|parar|paren?|alto a|stop)(?: los| mis| sus| estos)? texts",
    r"(?:quiero )?cancelar(?: mi| la)? suscripcion",
    r"desuscrib(?:ir|irme|ame|eme)",
    # French
    r"(?:arreter?|arretez)(?: de)? (?:m envoyer|menvoyer)(?: des| vos| les| ces)? texts",
    r"(?:arreter?|arretez)(?: de)? (?:m ecrire|mecrire)",
    r"ne (?:m envoyez|menvoyez) plus(?: de| vos| ces)? texts",
    r"(?:je (?:veux|voudrais|souhaite) )?(?:me |se )?(?:desabonner|desinscrire)(?: moi)?",
    r"(?:desabonnez|desinscrivez)(?: |)moi(?: de (?:la|cette|votre) liste)?",
)
OPT_OUT: Final = re.compile("|".join(PHRASES))

SINGLE: Final = OPT_OUT_WORDS | OTHER_OPT_OUT_WORDS | {"stop2end", "stop2quit", "stop2stop", "ctop", "cto\u043f"}
"""The words that are an opt-out by themselves, also several of them."""
