"""What is wrong, in words that help whoever reads them: the same on a form's page and in its JSON answer.

The words are in `languages`, by the campaign's language. Of the request only the API's own names of arguments choose
among them, so nothing that was sent gets into a sentence. Imported only where something is to be said.
"""

from collections.abc import Iterable, Sequence
from types import ModuleType
from typing import Any

from relay.campaigns import Campaign
from relay.phone2action.arguments import Problem
from relay.sources import http
from relay.sources.http import SET_UP_WRONG, Refused

type Words = ModuleType
"""One of the modules of `languages` for pages. They all have the same names."""


def words_for(named: Sequence[Campaign], configured: Iterable[Campaign]) -> Words:
    """The words in the language of the campaigns that a request names; if it names none, in the one that all share."""
    languages = list(dict.fromkeys(campaign.language for campaign in named or configured))
    if languages[:1] == ["es"] and (named or len(languages) == 1):
        from relay.sources.languages import pages_es

        return pages_es
    from relay.sources.languages import pages_en

    return pages_en


def organization_of(named: Sequence[Campaign], configured: Iterable[Campaign]) -> str:
    """Whose the campaigns are that a request names; if it names none, whose all are that are set up. "" if unknown."""
    owners = list(dict.fromkeys(campaign.organization for campaign in named or configured if campaign.organization))
    return ", ".join(owners) if named or len(owners) == 1 else ""


def sentence(problem: Problem, words: Words) -> str:
    """What is wrong with one field and how to mend it, as a sentence that begins with the field's label."""
    template = (
        words.RULES.get(problem.message)
        or words.FAULTS.get((problem.field, problem.code))
        or words.CODES.get(problem.code, words.CODES["invalid"])
    )
    return f"{template.format(label=words.LABELS.get(problem.field, words.OTHER_FIELD))}."


def message(refused: Refused, words: Words) -> str:
    """What is wrong with a request as a whole."""
    return str(words.REFUSALS.get(refused.code, refused.message))


def errors(refused: Refused, words: Words) -> dict[str, Any]:
    """The JSON body of a refusal (`http.errors`), in these words."""
    return http.errors(refused, lambda problem: sentence(problem, words), message(refused, words))


def is_for_organizer(problem: Problem) -> bool:
    """Whether this is a fault of the form or of campaigns.toml, which nobody who fills the form in can mend."""
    if problem.code == "required":
        return problem.field in {"campaigns", "campaignid"}
    return problem.code == "needs_campaigns" or (problem.code in SET_UP_WRONG and problem.field != "smsOptout")
