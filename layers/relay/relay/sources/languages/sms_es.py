"""What texts are answered in Spanish, where the organiser has not written an answer. `answers` puts names in."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "hint": "No conocemos esa palabra clave. {join} {stop}",
    "near": "Para unirse a {names}, envíe solo la palabra {keyword}. {stop}",
    "help": "Le escribe {names}. {join} {stop}",
    "unclear": "Le escribe {names}. Si no quiere recibir más mensajes, responda STOP.",
    "abroad": "Lo sentimos: solo los celulares de EE. UU. pueden unirse a {names} por mensaje de texto.",
    "stopped": "Usted está en la lista de {names}, pero antes pidió desde este teléfono no recibir mensajes, "
    "y eso no se puede deshacer por mensaje de texto.",
    "join": "Para unirse, envíe {keyword}.",
    "join_one_of": "Para unirse, envíe {choices}.",
    "choice": "{keyword} ({name})",
    "or": " o ",
    "and": " y ",
    "some": "nuestras campañas",
    "stop": "Responda STOP para no recibir más mensajes.",
}
