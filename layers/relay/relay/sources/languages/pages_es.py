"""What forms' pages and JSON answers say in Spanish; `pages_en` says how its words are built."""

from typing import Final

LANGUAGE: Final = "es"

LABELS: Final = {
    "address1": "Dirección",
    "address2": "Apartamento o unidad",
    "advocateid": "Número de simpatizante",
    "campaignid": "Campaña",
    "campaigns": "Campaña",
    "city": "Ciudad",
    "country": "País",
    "email": "Correo electrónico",
    "emailMessage": "Mensaje",
    "emailOptin": "Noticias por correo electrónico",
    "emailOptout": "Baja del correo electrónico",
    "emailSubject": "Asunto",
    "fields": "Preguntas adicionales",
    "firstname": "Nombre",
    "guestNames": "Nombres de los invitados",
    "guests": "Número de invitados",
    "lastname": "Apellido",
    "message": "Mensaje",
    "p2asource": "Origen",
    "phone": "Teléfono",
    "prefix": "Tratamiento",
    "smsOptin": "Mensajes de texto",
    "smsOptinConfirmed": "Mensajes de texto confirmados",
    "smsOptout": "Baja de los mensajes de texto",
    "state": "Estado",
    "tags": "Etiquetas",
    "tweetMessage": "Tuit",
    "type": "Mensaje a sus representantes",
    "utm_campaign": "Origen",
    "utm_content": "Origen",
    "utm_medium": "Origen",
    "utm_source": "Origen",
    "utm_term": "Origen",
    "zip5": "Código postal",
}
OTHER_FIELD: Final = "Uno de los campos"

FAULTS: Final = {
    ("campaignid", "required"): "{label}: este formulario es de varias campañas y no dice para cuál es el mensaje",
    ("campaigns", "required"): "{label}: este formulario no dice de qué campaña es",
    ("country", "invalid"): "{label}: escriba el nombre de un país o sus dos letras, como US",
    ("email", "email_or_phone_required"): "Correo electrónico o teléfono: escriba al menos uno de los dos",
    ("email", "invalid"): "{label}: escriba una dirección completa, como nombre@example.org",
    ("emailOptin", "invalid"): "{label}: marque la casilla o déjela vacía",
    ("emailOptout", "invalid"): "{label}: marque la casilla o déjela vacía",
    ("fields", "invalid"): "{label}: una de las preguntas no tiene número, y este formulario debe dárselo",
    ("guestNames", "too_long"): "{label}: escriba como máximo 100 caracteres por nombre",
    ("guests", "invalid"): "{label}: escriba un número entero del 1 al 99999",
    ("phone", "email_or_phone_required"): "Correo electrónico o teléfono: escriba al menos uno de los dos",
    ("phone", "invalid"): "{label}: escriba un número de EE. UU. con su código de área, como 816-555-0123",
    ("smsOptin", "invalid"): "{label}: marque la casilla o déjela vacía",
    ("smsOptout", "invalid"): "{label}: marque la casilla o déjela vacía",
    ("smsOptout", "not_for_the_public"): "{label}: envíe STOP desde ese teléfono, porque esto no se puede deshacer",
    ("state", "invalid"): "{label}: escriba un estado de EE. UU., como MO o Missouri",
    (
        "tweetMessage",
        "invalid",
    ): "{label}: escriba 280 caracteres como máximo, o 230 junto al nombre de un político",
    (
        "tweetMessage",
        "too_long",
    ): "{label}: escriba 280 caracteres como máximo, o 230 junto al nombre de un político",
    ("type", "invalid"): "{label}: elija correo, tuit o llamada",
    (
        "type",
        "not_for_the_public",
    ): "Llamada a sus representantes: esta campaña no acepta llamadas desde formularios",
    ("zip5", "invalid"): "{label}: escriba cinco dígitos, como 02134",
}
CODES: Final = {
    "blank": "{label}: rellene este campo",
    "campaign_not_allowed": "{label}: esta campaña no acepta inscripciones desde formularios web",
    "campaign_unknown": "{label}: la campaña de este formulario no está configurada aquí",
    "contradicts_emailOptout": "{label}: elija recibir noticias por correo o dejar de recibirlas, no las dos cosas",
    "contradicts_smsOptout": "{label}: elija recibir mensajes de texto o dejar de recibirlos, no las dos cosas",
    "file_not_accepted": "Archivos: aquí no se pueden enviar archivos, así que quítelo",
    "invalid": "{label}: revise este campo, porque así no se puede usar",
    "needs_campaigns": "{label}: este formulario no dice de qué campaña es",
    "needs_email": "{label}: escriba también su correo electrónico",
    "needs_emailMessage": "{label}: escriba también el mensaje",
    "needs_emailSubject": "{label}: escriba también el asunto",
    "needs_phone": "{label}: escriba también su teléfono",
    "needs_smsOptin": "{label}: este formulario no pide además los mensajes de texto",
    "not_for_the_public": "{label}: solo el servidor de la organización puede enviar esto",
    "not_from_a_form": "{label}: ningún formulario puede enviar esto: solo lo prueba un mensaje desde el teléfono",
    "rejected": "La campaña no pudo aceptar esta inscripción. Revise lo que escribió",
    "required": "{label}: rellene este campo, porque es necesario",
    "too_long": "{label}: escriba un texto más corto",
    "unknown_field": "{label}: este formulario envía algo que no se puede usar",
}

RULES: Final = {
    "was given more than once, with different values": (
        "{label}: este campo se contestó dos veces y de forma distinta; conteste una sola vez"
    ),
    "stands in a group of fields that is not known here: give the field a name of its own": (
        "{label}: este formulario da al campo un nombre que no se puede entender"
    ),
}

REFUSALS: Final = {
    "malformed_body": "No se guardó nada, porque lo que envió el formulario no se puede leer.",
    "method_not_allowed": "No se guardó nada, porque el formulario no se envió con el método POST.",
    "not_found": "No se guardó nada, porque en esta dirección no se acepta ningún formulario.",
    "too_large": (
        "No se guardó nada, porque se pueden enviar 64 KB como máximo. Acorte sus textos y envíelo otra vez."
    ),
    "unauthorized": "No se guardó nada, porque hace falta un secreto de formulario válido: faltaba o era incorrecto.",
    "unavailable": "No se pudo guardar en este momento. Espere un minuto y envíe el formulario otra vez.",
    "unsupported_media_type": (
        "No se guardó nada, porque el formulario se envió con un tipo que no se acepta: debe ser "
        "application/x-www-form-urlencoded, multipart/form-data o application/json."
    ),
}
FOR_THE_ORGANIZER: Final = {
    "campaign_not_allowed": "En campaigns.toml, esta campaña necesita una tabla propia para web_form.",
    "campaign_unknown": (
        "El número de la campaña está en la dirección (action) del formulario. Debe ser uno de campaigns.toml, "
        "y hay que desplegar el relay después."
    ),
    "malformed_body": "El contenido debe ser lo que dice su tipo (content type).",
    "method_not_allowed": "A la etiqueta del formulario le falta el método:",
    "not_found": "La dirección (action) de un formulario es la del relay, con /signup/ y el número de la campaña:",
    "unauthorized": (
        "Solo un servidor suyo puede enviar a esta campaña, con el encabezado Authorization: Bearer y el secreto."
    ),
    "unsupported_media_type": "Quite el atributo enctype de la etiqueta del formulario.",
}

ERROR: Final = "Error"
PROBLEM: Final = "Hay un problema"
PROBLEM_WITH_FORM: Final = "Hay un problema con este formulario"
TRY_AGAIN: Final = "Por favor, inténtelo otra vez"
NOT_ACCEPTED: Final = "El formulario no fue aceptado. Corrija esto y envíelo otra vez:"
FORMS_FAULT: Final = "El error es del formulario, no de usted. Por favor, avise a {names}."
WHOSE_FORM: Final = "la organización a la que pertenece"
GO_BACK: Final = "Use el botón Atrás de su navegador para volver al formulario: lo que escribió debería seguir ahí."
BACK_TO_FORM: Final = "Volver al formulario"
BACK_TO_SITE: Final = "Volver a {names}"
ORGANIZER: Final = "Para quien hizo el formulario"
CODE: Final = "Código: {names}"

THANK_YOU: Final = "Gracias"
ARRIVED: Final = "Hemos recibido su inscripción."
CONTACTS: Final = {"email": "correo", "tweet": "tuit", "call": "llamada"}
AND: Final = " y "
CONTACT_REFUSED: Final = "Su inscripción está hecha, pero esto no se pudo enviar a sus representantes: {names}."
LEFT_OUT: Final = {
    "email": "No se envió ningún correo a políticos en su nombre: para eso hace falta una dirección en Estados Unidos.",
    "call": "No se llamó a ningún político en su nombre: para eso hace falta un teléfono de EE. UU.",
    "phone": "No se guardó su teléfono: solo puede ser uno de EE. UU. No recibirá llamadas ni mensajes nuestros.",
}
TEXTS_STOPPED: Final = "Usted detuvo antes nuestros mensajes de texto a este teléfono, y eso no se puede deshacer aquí."
TEXTS_HELD: Final = "Nuestros mensajes de texto a este teléfono aún no están activados: alguien lo revisará primero."
TWEET: Final = "Revisar y publicar su tuit"
