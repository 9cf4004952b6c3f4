"""What texts are answered in Spanish, where the organiser has not written an answer. `answers` puts names in."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "sms.hint": "No conocemos esa palabra clave. {join} {stop}",
    "sms.near": "Para unirse a {names}, envíe solo la palabra {keyword}. {stop}",
    "sms.help": "Le escribe {names}. {join} {stop}",
    "sms.unclear": "Le escribe {names}. Si no quiere recibir más mensajes, responda STOP.",
    "sms.abroad": "Lo sentimos: solo los celulares de EE. UU. pueden unirse a {names} por mensaje de texto.",
    "sms.stopped": (
        "Usted está en la lista de {names}, pero antes pidió desde este teléfono no recibir mensajes, y eso no se "
        "puede deshacer por mensaje de texto."
    ),
    "sms.join": "Para unirse, envíe {keyword}.",
    "sms.join_one_of": "Para unirse, envíe {choices}.",
    "sms.choice": "{keyword} ({name})",
    "sms.or": "{first} o {last}",
    "sms.and": "{first} y {last}",
    "sms.some": "nuestras campañas",
    "sms.stop": "Responda STOP para no recibir más mensajes.",
}
