"""Reactions to a text of ours that a phone sends as a text of its own: Liked "Thanks for joining ... Reply STOP".

They quote what we said, and say nothing themselves. Apple's phones name the reaction, Google's show it and put
characters around it that can't be seen, both in the language of the phone. What stands behind the quotation is the
person's own word, so such a text is no reaction.
"""

import re
from typing import Final

from relay.sources.plain_words import plain

QUOTED: Final = r"[\"\u201e\u00ab].*"
CLOSES: Final = '"\u00bb'
AS_APOSTROPHE: Final = re.compile(r"(?<=\w)['\u2018\u2019](?=\w)")
AS_QUOTATION_MARK: Final = re.compile("['\u2018\u2019\u201c\u201d]")
SHOWN: Final = r"[^\w\s\"\u00ab]{1,12}"  # an emoji, which is no letter
NAMED: Final = "|".join(
    (
        # English, with what iOS calls a sticker or picture
        "liked|loved|disliked|laughed at|emphasi[sz]ed|questioned",
        rf"reacted (?:with )?(?:{SHOWN}|an? [\w ]+) to",
        rf"removed (?:an? [\w ]+|{SHOWN}) from",
        rf"{SHOWN} (?:to|removed from)",
        # Spanish
        "(?:no )?le (?:gusto|gusta|encanto|encanta)|se (?:rio|rie) (?:de|con)",
        r"(?:me|te) (?:gusta|gusto|encanta|ha gustado|ha encantado)|se ha reido (?:de|con)",
        rf"ha (?:enfatizado|destacado|cuestionado)|marco con {SHOWN}",
        "enfatizo|destaco|resalto|cuestiono|pregunto(?: por)?",
        rf"(?:reacciono|ha reaccionado) (?:con )?{SHOWN} (?:a|al)",
        rf"(?:elimino|quito|removio) (?:una? [\w \"]+|{SHOWN}|el [\w ]+) (?:de|a)",
        rf"{SHOWN} (?:a|eliminado de|quitado de)",
        # Portuguese and German
        rf"(?:nao )?(?:curtiu|adorou|amou|gostou de)|riu (?:de|com)|enfatizou|destacou|questionou|reagiu com {SHOWN} a",
        "gefallt mir|liebt|lacht uber|betont|hinterfragt",
        # French
        rf"reaction {SHOWN} a",
        r"(?:a|na pas) (?:aime|adore|ri (?:de|a)|rigole a|souligne|mis en evidence|questionne|mis laccent sur)",
        rf"a (?:reagi|repondu) (?:par |avec )?{SHOWN} a",
        rf"a (?:supprime|retire) (?:une? [\w ]+|{SHOWN}) (?:de|a)",
        rf"{SHOWN} (?:a|retire de|supprime de)",
    )
)
REACTION: Final = re.compile(rf"(?:{NAMED})\s*:?\s*({QUOTED})", re.DOTALL)
OF_A_PICTURE: Final = re.compile(
    r"(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? [\w ]+ from|reacted .{1,12} to)"
    r" (?:an?|the|your) (?:image|photo|picture|movie|video|attachment|audio message|sticker|gif|contact|location)"
)


def is_reaction(text: str) -> bool:
    """Whether this is a reaction and nothing else. What was quoted may have been cut off."""
    quoting = AS_QUOTATION_MARK.sub('"', AS_APOSTROPHE.sub("", text))
    said = " ".join(plain(quoting).split())
    if OF_A_PICTURE.fullmatch(said.rstrip(".")):
        return True
    found = REACTION.fullmatch(said)
    return found is not None and _is_all_quoted(found[1])


def _is_all_quoted(quotation: str) -> bool:
    """Whether nothing stands behind the quotation."""
    last = max(map(quotation.rfind, CLOSES))
    return last <= 0 or not any(character.isalnum() for character in quotation[last:])
