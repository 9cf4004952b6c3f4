"""Which answers to a question of consent are a yes: nothing but a plain one."""

import pytest

from relay.sources.typed.yes_or_no import is_yes


@pytest.mark.parametrize(
    "said",
    [
        *(
            "yes",
            "TRUE",
            "1",
            "1.0",
            "x",
            "on",
            "Yep!",
            "Sure, why not",
            "OptedIn",
            "Opt-in",
            "consent granted",
            "I do",
        ),
        *("Of course", "Please do", "OK, text me", "Sign me up", "Definitely yes", "Yes, no problem", "☑", "👍"),
        *("Yes, text me updates from Friends of Whales", "I'd like to get texts", "Yes, please e-mail and text me"),
        *("Sí", "si", "Si, por favor", "Sí, envíenme mensajes", "Claro que sí", "Acepto los términos", "De acuerdo"),
        "I agree to receive text messages. Reply STOP to opt out.",
        "Yes, text me (you can unsubscribe any time)",
        "Yes! Msg & data rates may apply. Reply HELP for help, STOP to cancel.",
        "Yes, I consent to receive texts. Consent is not a condition of purchase.",
    ],
)
def test_a_plain_yes(said: str) -> None:
    assert is_yes("smsOptin", said) is True


@pytest.mark.parametrize(
    "said",
    [
        *("pending", "bounced", "cleaned", "signed", "yesterday", "2024-05-01", "single opt-in", "consent required"),
        *("Yes?", "Yes, maybe", "Yes, later", "Sure, whatever", "I'd like to know more", "Yes if I can cancel"),
        *("Yes, remove me", "yes STOPALL", "Yes text STOP", "yeah, nah", "yes, I can't get texts", "Sure, isn't it"),
        *("Opt in: 0", "Opt-in: N", "Opt in requested", "opted in, never confirmed", "yes=false", "Yes (revoked)"),
        *("Yes, e-mail me", "Sure, only emails", "I consent to calls", "Yes ❌", "👍👎"),
        *("Si es gratis", "Si puedo cancelar", "Sí, rechazo", "Sí, solo correo", "Sí, más tarde", "Sí, pero no"),
    ],
)
def test_what_is_neither_yes_nor_no(said: str) -> None:
    assert is_yes("smsOptin", said) is None


@pytest.mark.parametrize(
    "said", ["", " ", "no", "No thanks", "Not now", "Don't text me", "Ahora no", "false", "0", "N/A"]
)
def test_a_no(said: str) -> None:
    assert is_yes("smsOptin", said) is False


def test_a_yes_to_one_channel_is_none_to_another() -> None:
    assert is_yes("emailOptin", "Yes, e-mail me") is True
    assert is_yes("emailOptin", "Yes, text me") is None
    assert is_yes("smsOptin", "Yes, e-mail me") is None
