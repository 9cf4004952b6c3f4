"""The classes of words by which `refusals` tells that a text refuses ours. Only tables.

All in plain small letters (`plain_words.plain`), English and Spanish, some French. A word may stand in several of them.
"""

import re
from typing import Final

from relay.sources.texts import stop_words
from relay.sources.typed.vocabulary import words_of

# ---------------------------------------------------------------- who, and whose

ME: Final = words_of("me us myself mine moi nous")
MY_OWN: Final = words_of("my our this mi mis este esta mon ma ce")
YOUR: Final = words_of("your ur tus sus")
THIRD: Final = words_of("he she him hers they theyre hes shes")
"""Who is neither the person nor we: of them it is said that they died."""
THEIR: Final = words_of("his her their")
ANOTHER: Final = words_of("somebody someone another else")
"""Whom we are to write to instead, or take the person for."""
SOMEBODY: Final = words_of(
    "num numba nmbr nbr no number numbers persona person people guy lady girl man woman dude phone one cell party"
    " contact"
)
"""Of what a number, or who has it, may be the wrong one."""
PERSON: Final = words_of("person persona guy")
US: Final = ME | words_of("this these those you u i im esto texts")
"""What our texts, or we, may be called in a question why they come."""
THING: Final = words_of(
    "number numbers phone phones name names info information data details contact contacts record records device"
    " mobile membership subscription account numero telefono celular nombre datos suscripcion"
)
"""What a person has on a list: with `MY_OWN` before it, what is taken off it."""
NUMBER: Final = words_of("number phone numero telefono here aqui")
HERE: Final = words_of("this my at here aqui este mi")
GROUP: Final = words_of("group list chat thread program membership subscription lista grupo")
PLACES: Final = words_of("work office business government company school kid kids childs")
"""Whose phone is none to be texted: "this is a work phone"."""
RELATIVES: Final = words_of(
    "mama papa madre padre esposo esposa hermano hermana hijo hija ella el mi abuela abuelo mother father mom dad mum"
    " wife husband brother sister son daughter grandma grandpa uncle aunt my has have is owner in ago last year month"
    " week january february march april may june july august september october november december the of this number"
    " phone"
)
"""What may be said of who died."""

# ---------------------------------------------------------------- what refuses

NO: Final = words_of("no nah nope non")
NOT: Final = stop_words.NEGATIONS | words_of(
    "isnt aint arent wasnt werent doesnt dnt didnt havent hasnt nor without nolonger neither zero nope nah ne pas"
    " jamais sin ni nunca"
)
BETWEEN: Final = words_of("want wants wanna to be ever please get getting being me more need from")
"""What may stand between a denial and what is denied: "don't want to be removed"."""
THANKS: Final = words_of("thanks thank thx ty tysm tks thnx gracias merci")
TAKES_OFF: Final = words_of(
    "remove removed removing rem rm rmv del delete deleted deleting erase erased scrub purge wipe strike scratch kick"
    " lose loose forget exclude excluded withdraw unlist delist unregister deregister deactivate disable mute unenroll"
    " disenroll unjoin unfollow drop block uninvite discard close destroy omit detach unlink trash toss ditch cancel"
    " terminate unsubscribe unsub desubscribe optout leave quita quite quiten quitar saca saque saquen sacar borra"
    " borre borren borrar elimina elimine eliminen eliminar cancela cancele cancelen cancelar bloquea bloquear"
    " desactivar retira retiren"
)
"""What takes a person off a list, or ends something; alone it may be said of anything."""
TAKES: Final = words_of("take taken cross get keep put let count stay opt")
OFF: Final = words_of("of off out outta alone be")
LEAVES: Final = words_of("leave exit quit cancel end")
KEEPS: Final = words_of("keep save")
TAKES_ME_OFF: Final = ("quit", "saqu", "sac", "borr", "elimin", "bloque", "cancel", "desuscri", "retir")
"""How Spanish verbs begin that have the person as their object at the end: quitenme, saqueme."""
MISTAKEN: Final = "equivoc"
"""How Spanish words for a mistake begin: equivocado, se equivocan."""
REFUSES: Final = words_of(
    "remove removed removal rem rm rmv del delete deleted deleting erase scrub purge wipe withdraw withdrawn unlist"
    " delist unregister deregister deactivate disable mute muted silence unenroll disenroll unjoin unfollow"
    " unsubscribe cancel canceled cancelled terminate discontinue desist cease halt refrain quit block blocked"
    " blocking report reporting reported unwanted unsolicited unauthorized illegal harassment harassing harassed"
    " invasion violates violating violation spam spammer spammers spamming scam scammers junk creepy annoying annoyed"
    " hate bothering lawyer attorney sue suing lawsuit tcpa fcc ftc dnc registry police cops uninterested forget cost"
    " costs costing charged complaint breaking hike rest quitarme quitame quiteme quitenme sacarme sacame saqueme"
    " saquenme borrarme borrame borreme borrenme eliminarme eliminame elimineme eliminenme cancelar cancela cancelen"
    " cancelo bloquear bloqueo bloqueado bloqueada bloqueados denunciar denuncio harto harta hartos cansado cansada"
    " canse cansa acoso basta deten detente denunciarlos bloquearlos detener detengase detenganse pare paren parenle"
    " parele parale baja desuscribirme parar deja deje dejen dejenme dejame dejar salir equivocado equivocada"
    " equivocaron incorrecto incorrecta erroneo erronea anular anulen anule denied solicitation soliciting"
)
"""What refuses by itself where nothing is named that could be meant instead."""
COSTS: Final = words_of("cost costs")
HOW_MUCH: Final = words_of("how what whats")
DIED: Final = words_of("deceased died passed dead muerto murio fallecio fallecido fallecida")
ABUSES: Final = words_of(
    "buzz bugger piss screw fuck fck fuk fk f bite suck eat kiss shut shove eff sod zip vete vayan vayanse chinguen"
    " chinga"
)
ABUSED: Final = words_of(
    "away lost me your you u ya yourself yall off up it my shit ass hell dead madre mierda diablo carajo"
)
"""What stands behind one of those."""
SENT_AWAY: Final = frozenset({("go", "away"), ("go", "f"), ("get", "lost"), ("back", "off"), ("drop", "dead")})
ABUSE: Final = words_of("stfu gtfo foff kma")
TIRED: Final = words_of("sick tired fed enough harto harta cansado cansada")
DONE: Final = words_of("done over had")
OF_IT: Final = words_of("of with it de")
FED_UP_WITH: Final = words_of("you u this these those it your texts spam de")
ENOUGH: Final = words_of("thats quite had tan muy estoy")
"""What stands before one of `TIRED`."""
WANTS: Final = words_of(
    "want wants wanted wanna need needs wish desire care interest interested intersted intrested agree agreed consent"
    " consented permission sign signed signup join joined subscribe subscribed signing opt opted enroll enrolled"
    " register registered ask asked request requested authorize authorized authorised approve allow participate"
    " remember thx ty gave given part right quiero queremos quisiera deseo deseamos necesito pedi pedimos autorice"
    " autorizo interesa interesan interesado interesada solicite acepto acepte inscribi inscrito recuerdo gusta veux"
    " souhaite consenting"
)
"""What who gets our texts did, or would want: with a denial before it, a refusal."""
REACHES: Final = words_of(
    "continue continuing keep keeping solicit soliciting solicitation texts texting texted send sending sent call"
    " calling contact contacting contacted reach write writing bother bothering bug harass disturb spam use mande"
    " manden mandes envie envien envies escriba escriban escribas textee texteen llame llamen llames moleste molesten"
    " molestes contacte contacten busque busquen chinguen chingues joda jodan mandarme enviarme escribirme llamarme"
    " insista insistan molestando mandando escribiendo enviando llamando"
)
"""What we do: with a denial before it, a refusal."""
OWN_ACTS: Final = words_of("give call write tweet vote go lose miss")
"""What somebody may not want to do: then our texts are not refused."""
WRONG: Final = words_of("wrong incorrect mistaken bad old faux mauvais otra")
BY_MISTAKE: Final = words_of("mistake accident error")
CONSENT: Final = words_of("consent permission")
OWNS: Final = words_of("belong belongs belonged owner owned anymore nolonger reassigned disconnected")
"""What is said of a number that has another owner."""
ASKS_WHY: Final = words_of("why yru idk dunno unsure porque")
GETS: Final = words_of(
    "getting get got receiving receive texting texted texts text sending messaging contacting list added mandan"
    " envian llegan escriben recibo textean"
)
ASKS_WHENCE: Final = words_of("who where how whered howd quien quienes donde como")
"""How somebody asks how we came by the number."""
WHENCE: Final = words_of("number numero info you u me list lista this")
HANDS_ON: Final = words_of(
    "signed put added subscribed enrolled gave give got get gotten sold told have dio dieron sacaron consiguieron"
    " tienen authorized"
)
HARDLY: Final = words_of("hard absolutely definitely big fuck hell heck")
GONE: Final = words_of("nolonger anymore")
LIVES: Final = words_of("lives here belongs reached number phone isnt")
KNOWS: Final = words_of("heard conozco vive any")
MISTAKES: Final = words_of("confused confusing mistaken mixed looking")
KEYS: Final = words_of("wrong number person remove messages texting interested delete numero")
"""Words of which a slip of the finger is seen."""
NAMES: Final = r" [A-Z][a-z]+(?: [A-Z][a-z]+)?"
NOT_NAMED: Final = re.compile(
    r"(?:^[Nn]ot|\b(?:(?:[Ii]['\u2019]?m|[Tt]his is|[Ii]t['\u2019]?s|[Ii] am) not|[Ii]sn['\u2019]?t))"
    rf"{NAMES}(?:['\u2019]s (?:phone|number|cell))?(?=\s*(?:$|[.,!;]|anymore|and\b))"
    r"|^[A-Z][a-z]+ (?:is |has |was )?(?:dead|deceased|died|passed away|moved)\W*$"
)
"""Somebody who is not the person, or who is no longer there, as names are written."""

# ---------------------------------------------------------------- what may stand beside it

TIMES: Final = words_of("last week weeks month months day days times time today yesterday ago year years already again")
KNOWN: Final = words_of(
    "way place hands kind sort bit lot lots ones once then than because cause since still even only every each other"
    " anything something nothing nobody everyone whoever whatever which thing things some such same human child kid"
    " come first later tonight morning night pm early late always service services distribution tried think guess sure"
    " know entiendo comprendo"
    " knew talk means meant made read mind update newsletter ads promo marketing dang darn ugh bruh yo yeah geez wtf"
    " seriously butt dick balls new longer point useless federal national state privacy rights break nada nadie"
    " ninguna ninguno todo todos siempre tampoco usted ustedes cuando hago hacer puedo puede pueden lleguen llega soy"
    " es estoy ser tengo vez muy si pues seguir sigan tranquilo tranquila doy dar dame textos con se te vi we consider"
    " voy paran looking buscan hear esa ese requesting life replied marking mark marked haberme he estar cosas wait"
    " ahi pido ningun acuerdo politics save own mean mistake accident accidentally error expect filed file named"
    " filing youll youd youve back yours kids childs office government company school line lives lived live reached"
    " escribir textear solicito com die done over"
)
"""Words of texts about our texts, beside those of `stop_words` and of the classes above."""
ALL_KNOWN: Final = frozenset().union(
    *(
        KNOWN,
        NOT,
        ME,
        MY_OWN,
        YOUR,
        THING,
        TAKES_OFF,
        TAKES,
        OFF,
        REFUSES,
        ABUSES,
        ABUSED,
        ABUSE,
        WANTS,
        REACHES,
        WRONG,
    ),
    *(TIRED, DIED, KNOWS, HARDLY, ASKS_WHENCE, HANDS_ON, SOMEBODY, ANOTHER, OWNS, ASKS_WHY, GETS, GROUP, US, TIMES),
    *(stop_words.ABOUT_US, stop_words.PERSONAL, stop_words.SMALL, stop_words.PLAIN_STOP, stop_words.OUR_TEXTS),
) - (THIRD | THEIR)
