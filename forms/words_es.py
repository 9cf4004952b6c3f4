"""What a form's own page says in Spanish; `words_en` says what each is for."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "required": "obligatorio",
    "note": "Lo que está marcado como obligatorio se debe rellenar.",
    "you": "Sus datos",
    "country_hint": "Solo si vive fuera de los Estados Unidos.",
    "phone_hint": "Un número de EE. UU. con su código de área, como 816-555-0123.",
    "address_hint": "Sirve para encontrar a sus representantes.",
    "news": "Noticias",
    "gotcha": "Deje este campo vacío",
    "button.sign-up": "Unirme",
    "button.letter": "Enviar mi carta",
    "button.petition": "Firmar la petición",
    "button.rsvp": "Voy a ir",
    "button.tweet": "Preparar mi tuit",
    "letter": "Su carta",
    "letter_editable": (
        "Va por correo electrónico a sus representantes, en su nombre. Si quiere, dígalo con sus propias palabras: "
        "cuentan más."
    ),
    "letter_fixed": "Esta carta va por correo electrónico a sus representantes, en su nombre.",
    "letter_frame": "El saludo, su nombre y su dirección se añaden al enviarla.",
    "preview": "Su carta, tal como se enviará",
    "dear": "Estimado/a {official}:",
    "official": "[nombre de cada representante]",
    "sincerely": "Atentamente,",
    "your_name": "[su nombre]",
    "your_address": "[su dirección]",
    "tweet_legend": "Su tuit",
    "tweet_hint": "No se publica nada por usted: después, un enlace abre su tuit para que usted lo publique.",
    "tweet_names": "{place} se convierte en los nombres de sus representantes.",
    "characters_left": "Quedan {count} caracteres",
    "characters_over": "Sobran {count} caracteres",
    "coming": "¿Cuántas personas vienen?",
    "coming_alone": "1: solo yo",
    "coming_with": "{count}: yo y {guests} más",
    "coming_legend": "Usted y sus invitados",
    "guest": "Nombre del invitado {number}",
    "challenge": "Para que ninguna máquina rellene este formulario",
    "challenge_without_script": (
        "Este formulario debe comprobar que no lo rellena una máquina, y para eso necesita JavaScript. Active "
        "JavaScript y vuelva a cargar esta página."
    ),
    "challenge_away": (
        "No se pudo cargar lo que comprueba que ninguna máquina rellena este formulario. Si no se acepta, "
        "revise su conexión, o permita que su bloqueador cargue {host}, y pulse otra vez el botón."
    ),
    "sending": "Enviando ...",
    "again_soon": "Ahora no podemos recibirlo. Se envía otra vez en {seconds} segundos; deje abierta esta página.",
    "again_by_hand": (
        "No se pudo enviar en este momento. No se pierde nada de lo que escribió: espere un minuto y pulse otra vez "
        "el botón."
    ),
    "offline": (
        "Parece que no tiene conexión. No se pierde nada de lo que escribió: pulse otra vez el botón cuando la tenga."
    ),
}
