"""Whether the answer to a question of consent is a yes: a Google lead's, or a list's.

Stricter than a form's box (`ticks`), which is ticked unless its value says no. An answer may be anything: what is no
plain yes ("pending", "maybe in May", "if it's free", "sure, but only e-mail") is no consent.
"""

import re
from typing import Final

from relay.sources.typed import characters, fields
from relay.sources.typed.vocabulary import words_of

# What stands beside a yes without changing it: the words that US carriers ask for, and politeness.
_BESIDE: Final = re.compile(
    r"\b(?:(?:reply|text|send|txt|responda|envie) (?:stop|help|alto|ayuda|baja)\b (?:to|for|at|para|y|and)\b[^.;!?]*"
    r"|(?:msg|message|standard message)s?(?: and | & |&|/)?(?:data|frequency)\b[^.;!?]*"
    r"|consent is not\b[^.;!?]*|el consentimiento no\b[^.;!?]*"
    r"|(?:(?:and )?(?:you|i|we) (?:can|may) )?(?:opt out|unsubscribe|cancel|stop)(?: at)? any ?time"
    r"|no problem|no worries|no objections?|why not|sin problemas?)"
)
_YES: Final = words_of(
    "yes y true t 1 on x ok okay si s claro oui ja sim vale consent consents consented granted allowed agree"
    " agreed accept accepted acepto acepta checked ticked selected subscribe subscribed optin optedin confirmed"
    " consentgranted consentgiven optinconfirmed affirmative please porfavor quiero deseo"
)
"""What is a yes as a whole: what programs write, too."""

_NEWS: Final = r"(?:text messages|texts?|sms|messages|e ?mails?|news|newsletters?|updates|alerts)"
_YES_AT_FIRST: Final = re.compile(
    r"(?:(?:ok|okay|oh|well|please|thanks|por favor) )*"
    r"(?:yes|yeah|yep|yup|sure|absolutely|definitely|certainly|of course|affirmative|please do|i do"
    rf"|i (?:agree|consent|accept)|i (?:want|would like|d like)(?: to)? (?:receive|get|sign up|join|{_NEWS})"
    rf"|sign me up|count me in|keep me (?:posted|informed|updated|on|in|subscribed)|(?:text|e ?mail) me|send me {_NEWS}"
    r"|claro|por supuesto|(?:estoy )?de acuerdo|acepto|autorizo|doy mi consentimiento|(?:quiero|deseo) recibir) "
)
"""How a yes in words begins. "Si" is not among it: without its accent it may be an if."""

_SI: Final = re.compile(
    r"si (?:(?:por|favor|gracias|claro|acepto|quiero|deseo|autorizo|de|acuerdo|recibir|mensajes?) )+"
)
_LIMITS: Final = words_of(
    "no nope nah not never none nothing don t dont didnt doesnt wont cant cannot isnt but unless until without"
    " except if when before after only just instead rather maybe perhaps possibly might later unsure whatever"
    " depends though yet wait stop stopped stopall end quit cancel cancelled canceled remove removed decline"
    " declined refuse refused reject rejected deny denied disagree unsubscribe unsubscribed unsub optout out"
    " off dnc revoke revoked rescind rescinded withdraw withdrawn withdrew expired pending unconfirmed"
    " requested required needed sent false null 0 n wrong pero sin nunca jamas tampoco baja solo solamente"
    " salvo excepto rechazo niego quizas quiza tal tarde despues cuando depende luego ahora menos zero"
)
"""In a yes in words: what limits it, puts it off or takes it back."""

_CHANNELS: Final = {
    "smsOptin": words_of("text texts texting txt sms message messages mensaje mensajes texto"),
    "emailOptin": words_of("email emails mail mails newsletter newsletters correo correos"),
}
_CALLS: Final = words_of("call calls llamada llamadas llamenme")
_TICKS: Final = frozenset("✓✔☑✅🗸🗹👍")
_CROSSES: Final = frozenset("✗✘☒❌❎👎🚫⛔?¿")


def is_yes(opt_in: str, said: str) -> bool | None:
    """Whether the answer for this argument is a yes; None if it is neither yes nor no. What is blank is a no.

    `opt_in`: "smsOptin" or "emailOptin".
    """
    if opt_in not in (fields.read([(opt_in, said)]).arguments if said.strip() else {}):
        return False
    bare = _BESIDE.sub(" ", characters.without_accents(said).replace("-", " ").strip())
    if not _CROSSES.isdisjoint(bare):
        return None
    words = "".join(one if one.isalnum() else " " for one in bare).split()
    if not words:
        return True if not _TICKS.isdisjoint(bare) else None
    is_plain = "".join(words) in _YES or re.fullmatch(r"1(?:[.,]0*)?", bare)
    return True if is_plain or _is_yes_in_words(opt_in, words, said) else None


def _is_yes_in_words(opt_in: str, words: list[str], said: str) -> bool:
    text = " ".join([*words, ""])
    begins = _YES_AT_FIRST.match(text) or _SI.fullmatch(text) or (words[0] == "si" and "í" in said.lower())
    if not begins or not _LIMITS.isdisjoint(words):
        return False
    of_others = frozenset().union(_CALLS, *(named for other, named in _CHANNELS.items() if other != opt_in))
    return of_others.isdisjoint(words) or not _CHANNELS[opt_in].isdisjoint(words)
