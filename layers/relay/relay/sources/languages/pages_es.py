"""What forms' pages and JSON answers say in Spanish; `pages_en` says how its words are built."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "lang": "es",
    "labels.address1": "Dirección",
    "labels.address2": "Apartamento o unidad",
    "labels.advocateid": "Número de simpatizante",
    "labels.campaignid": "Campaña",
    "labels.campaigns": "Campaña",
    "labels.city": "Ciudad",
    "labels.country": "País",
    "labels.email": "Correo electrónico",
    "labels.emailMessage": "Mensaje",
    "labels.emailOptin": "Noticias por correo electrónico",
    "labels.emailOptout": "Baja del correo electrónico",
    "labels.emailSubject": "Asunto",
    "labels.fields": "Preguntas adicionales",
    "labels.firstname": "Nombre",
    "labels.guestNames": "Nombres de los invitados",
    "labels.guests": "Número de invitados",
    "labels.lastname": "Apellido",
    "labels.message": "Mensaje",
    "labels.p2asource": "Origen",
    "labels.phone": "Teléfono",
    "labels.prefix": "Tratamiento",
    "labels.smsOptin": "Mensajes de texto",
    "labels.smsOptinConfirmed": "Mensajes de texto confirmados",
    "labels.smsOptout": "Baja de los mensajes de texto",
    "labels.state": "Estado",
    "labels.tags": "Etiquetas",
    "labels.tweetMessage": "Tuit",
    "labels.type": "Mensaje a sus representantes",
    "labels.utm_campaign": "Origen",
    "labels.utm_content": "Origen",
    "labels.utm_medium": "Origen",
    "labels.utm_source": "Origen",
    "labels.utm_term": "Origen",
    "labels.zip5": "Código postal",
    "other_field": "Uno de los campos",
    "faults.campaignid.required": "{label}: este formulario es de varias campañas y no dice para cuál es el mensaje",
    "faults.campaigns.required": "{label}: este formulario no dice de qué campaña es",
    "faults.country.invalid": "{label}: escriba el nombre de un país o sus dos letras, como US",
    "faults.email.email_or_phone_required": "Correo electrónico o teléfono: escriba al menos uno de los dos",
    "faults.email.invalid": "{label}: escriba una dirección completa, como nombre@example.org",
    "faults.emailOptin.invalid": "{label}: marque la casilla o déjela vacía",
    "faults.emailOptout.invalid": "{label}: marque la casilla o déjela vacía",
    "faults.fields.invalid": "{label}: una de las preguntas no tiene número, y este formulario debe dárselo",
    "faults.guestNames.too_long": "{label}: escriba como máximo 100 caracteres por nombre",
    "faults.guests.invalid": "{label}: escriba un número entero del 1 al 99999",
    "faults.phone.email_or_phone_required": "Correo electrónico o teléfono: escriba al menos uno de los dos",
    "faults.phone.invalid": "{label}: escriba un número de EE. UU. con su código de área, como 816-555-0123",
    "faults.smsOptin.invalid": "{label}: marque la casilla o déjela vacía",
    "faults.smsOptout.invalid": "{label}: marque la casilla o déjela vacía",
    "faults.smsOptout.not_for_the_public": "{label}: envíe STOP desde ese teléfono, porque esto no se puede deshacer",
    "faults.state.invalid": "{label}: escriba un estado de EE. UU., como MO o Missouri",
    "faults.tweetMessage.invalid": "{label}: escriba 280 caracteres como máximo, o 230 junto al nombre de un político",
    "faults.tweetMessage.too_long": "{label}: escriba 280 caracteres como máximo, o 230 junto al nombre de un político",
    "faults.type.invalid": "{label}: elija correo, tuit o llamada",
    "faults.type.not_for_the_public": "Llamada a sus representantes: esta campaña no acepta llamadas desde formularios",
    "faults.zip5.invalid": "{label}: escriba cinco dígitos, como 02134",
    "codes.blank": "{label}: rellene este campo",
    "codes.campaign_not_allowed": "{label}: esta campaña no acepta inscripciones desde formularios web",
    "codes.campaign_unknown": "{label}: la campaña de este formulario no está configurada aquí",
    "codes.challenge_failed": "Muestre otra vez que es una persona y envíe el formulario de nuevo",
    "codes.contradicts_emailOptout": (
        "{label}: elija recibir noticias por correo o dejar de recibirlas, no las dos cosas"
    ),
    "codes.contradicts_smsOptout": "{label}: elija recibir mensajes de texto o dejar de recibirlos, no las dos cosas",
    "codes.file_not_accepted": "Archivos: aquí no se pueden enviar archivos, así que quítelo",
    "codes.invalid": "{label}: revise este campo, porque así no se puede usar",
    "codes.needs_campaigns": "{label}: este formulario no dice de qué campaña es",
    "codes.needs_email": "{label}: escriba también su correo electrónico",
    "codes.needs_emailMessage": "{label}: escriba también el mensaje",
    "codes.needs_emailSubject": "{label}: escriba también el asunto",
    "codes.needs_phone": "{label}: escriba también su teléfono",
    "codes.needs_smsOptin": "{label}: este formulario no pide además los mensajes de texto",
    "codes.not_for_the_public": "{label}: solo el servidor de la organización puede enviar esto",
    "codes.not_from_a_form": (
        "{label}: ningún formulario puede enviar esto: solo lo prueba un mensaje desde el teléfono"
    ),
    "codes.rejected": "La campaña no pudo aceptar esta inscripción. Revise lo que escribió",
    "codes.required": "{label}: rellene este campo, porque es necesario",
    "codes.too_long": "{label}: escriba un texto más corto",
    "codes.unknown_field": "{label}: este formulario envía algo que no se puede usar",
    "rules.answered_twice": "{label}: este campo se contestó dos veces y de forma distinta; conteste una sola vez",
    "rules.unknown_group": "{label}: este formulario da al campo un nombre que no se puede entender",
    "refusals.bad_signature": (
        "No se guardó nada, porque no está firmado con uno de los secretos de webhook, o cambió en el camino."
    ),
    "refusals.header_missing": "No se guardó nada, porque falta el encabezado {header}, sin el cual nada está firmado.",
    "refusals.malformed_body": "No se guardó nada, porque lo que envió el formulario no se puede leer.",
    "refusals.method_not_allowed": "No se guardó nada, porque el formulario no se envió con el método POST.",
    "refusals.not_found": "No se guardó nada, porque en esta dirección no se acepta ningún formulario.",
    "refusals.origin_not_allowed": (
        "No se guardó nada, porque esta campaña no acepta inscripciones desde la página que envió esto."
    ),
    "refusals.stale": (
        "No se guardó nada, porque se firmó hace más de cinco minutos, o con un reloj que anda mal. "
        "Fírmelo otra vez cuando lo envíe otra vez."
    ),
    "refusals.too_large": (
        "No se guardó nada, porque se pueden enviar 64 KB como máximo. Acorte sus textos y envíelo otra vez."
    ),
    "refusals.unauthorized": (
        "No se guardó nada, porque hace falta un secreto de formulario válido: faltaba o era incorrecto."
    ),
    "refusals.unavailable": "No se pudo guardar en este momento. Espere un minuto y envíe el formulario otra vez.",
    "refusals.unsupported_media_type": (
        "No se guardó nada, porque el formulario se envió con un tipo que no se acepta: debe ser application/x-www-"
        "form-urlencoded, multipart/form-data o application/json."
    ),
    "for_the_organizer.campaign_not_allowed": (
        "En campaigns.toml, esta campaña necesita una tabla propia para web_form."
    ),
    "for_the_organizer.campaign_unknown": (
        "El número de la campaña está en la dirección (action) del formulario. Debe ser uno de campaigns.toml, y hay "
        "que desplegar el relay después."
    ),
    "for_the_organizer.malformed_body": "El contenido debe ser lo que dice su tipo (content type).",
    "for_the_organizer.method_not_allowed": "A la etiqueta del formulario le falta el método:",
    "for_the_organizer.not_found": (
        "La dirección (action) de un formulario es la del relay, con /signup/ y el número de la campaña:"
    ),
    "for_the_organizer.origin_not_allowed": (
        "En campaigns.toml, ponga el sitio de la página del formulario en origins "
        "de esta campaña, y despliegue el relay de nuevo."
    ),
    "for_the_organizer.unauthorized": (
        "Solo un servidor suyo puede enviar a esta campaña, con el encabezado Authorization: Bearer y el secreto."
    ),
    "for_the_organizer.unknown_field": (
        "Dé al campo un nombre conocido, solo o dentro de un grupo como address[zip]. docs/sources.md tiene la lista "
        "de nombres y grupos."
    ),
    "for_the_organizer.unsupported_media_type": "Quite el atributo enctype de la etiqueta del formulario.",
    "error": "Error",
    "problem": "Hay un problema",
    "problem_with_form": "Hay un problema con este formulario",
    "try_again": "Por favor, inténtelo otra vez",
    "not_accepted": "El formulario no fue aceptado. Corrija esto y envíelo otra vez:",
    "forms_fault": "El error es del formulario, no de usted. Por favor, avise a {organization}.",
    "whose_form": "la organización a la que pertenece",
    "go_back": "Use el botón Atrás de su navegador para volver al formulario: lo que escribió debería seguir ahí.",
    "back_to_form": "Volver al formulario",
    "back_to_site": "Volver a {site}",
    "organizer": "Para quien hizo el formulario",
    "code": "Código: {code}",
    "thank_you": "Gracias",
    "arrived": "Hemos recibido lo que envió.",
    "contacts.email": "correo",
    "contacts.tweet": "tuit",
    "contacts.call": "llamada",
    "and": "{first} y {last}",
    "contact_refused": "Su inscripción está hecha, pero esto no se pudo enviar a sus representantes: {contacts}.",
    "left_out.email": (
        "No se envió ningún correo a políticos en su nombre: para eso hace falta una dirección en Estados Unidos."
    ),
    "left_out.call": "No se llamó a ningún político en su nombre: para eso hace falta un teléfono de EE. UU.",
    "left_out.phone": (
        "No se guardó su teléfono: solo puede ser uno de EE. UU. No recibirá llamadas ni mensajes nuestros."
    ),
    "texts_stopped": "Usted detuvo antes nuestros mensajes de texto a este teléfono, y eso no se puede deshacer aquí.",
    "texts_held": "Nuestros mensajes de texto a este teléfono aún no están activados: alguien lo revisará primero.",
    "tweet": "Revisar y publicar su tuit",
}
