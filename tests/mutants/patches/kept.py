"""What a sender is told, and what is kept for a person to look at."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Replies ----------------------------------------------------------------------------------------------------------
    Patch(
        name="queued is said of what is in no queue",
        file="relay/delivery/receipt.py",
        old=" if waits or kind in known}",
        new="}",
    ),
    Patch(
        name="what waits is not told as queued",
        file="relay/delivery/receipt.py",
        old=" if waits or kind in known}",
        new=" if kind in known}",
    ),
    Patch(
        name="a letter that another submission made is told as something else",
        file="relay/delivery/receipt.py",
        old='"other": "done"}',
        new="}",
    ),
    Patch(
        name="an opt-out is answered with an id that nothing has",
        file="relay/delivery/intake.py",
        old="id=self.identity.submission(outs[0])",
        new="id=submission_id",
    ),
    # Unreadable messages ----------------------------------------------------------------------------------------------
    Patch(
        name="a flag without its address is found out by the run",
        file="relay/messages.py",
        old="if flag in submission.advocate and not",
        new="if False and not",
        quick=True,
    ),
    Patch(
        name="half a character is found out by those it is sent to",
        file="relay/messages.py",
        old="json.dumps(asdict(submission), ensure_ascii=False).encode()",
        new="pass",
    ),
    Patch(
        name="a contact of an unknown type is forgotten",
        file="relay/messages.py",
        old="if submission.connection and not KINDS",
        new="if False and not KINDS",
    ),
    Patch(
        name="a letter may be longer than its queue takes",
        file="relay/letters.py",
        old="if text and len(text) <= LARGEST_MESSAGE:",
        new="if text:",
    ),
    Patch(
        name="what is no JSON object is kept whole however long it is",
        file="relay/letters.py",
        old="message[:LONGEST_UNREADABLE]",
        new="message",
    ),
    Patch(
        name="a message nested too deep has no letter",
        file="relay/letters.py",
        old="except (ValueError, RecursionError):",
        new="except ValueError:",
    ),
    Patch(
        name="what always fails is dropped by SQS in the end",
        file="relay/delivery/worker.py",
        old="if self.clock() - received.sent_at > LONGEST_WINDOW_MS:  # a day",
        new="if False:  # a day",
    ),
    Patch(
        name="any text may be a metric's source",
        file="relay/telemetry.py",
        old='source if source in SOURCES else "unknown"',
        new="source",
    ),
    Patch(
        name="a letter that nobody can read stops the replay",
        file="operate/letters.py",
        old="        except (ValueError, RecursionError):\n            return {}",
        new="        except ZeroDivisionError:\n            return {}",
    ),
    Patch(
        name="a letter quotes the platform with the secrets in it",
        file="relay/delivery/letters.py",
        old='self.cleaned(str(api.get("message", "")))',
        new='str(api.get("message", ""))',
    ),
    # Secrets ----------------------------------------------------------------------------------------------------------
    Patch(
        name="a lead is kept with the secrets in it",
        file="relay/sources/twitter_card.py",
        old='request.path_parameters.get("campaignid", "")), secrets)',
        new='request.path_parameters.get("campaignid", "")), ())',
        quick=True,
    ),
    Patch(
        name="a Google lead is kept with the secrets in it",
        file="relay/sources/google_lead.py",
        old="redaction.without(pairs, relay.credentials.current().secrets)",
        new="redaction.without(pairs, ())",
    ),
    Patch(
        name="a text is kept with the secrets in it",
        file="relay/sources/sms.py",
        old="relay.credentials.current().secrets)",
        new="())",
    ),
    Patch(
        name="a secret in a field's name is kept",
        file="relay/sources/redaction.py",
        old="not _holds(name, needles) and ",
        new="",
    ),
    Patch(
        name="a secret inside a value is kept",
        file="relay/sources/redaction.py",
        old="needle in reading for",
        new="needle == reading for",
    ),
    Patch(
        name="a secret that is encoded twice is kept",
        file="relay/sources/redaction.py",
        old="MOST_LAYERS: Final = 4",
        new="MOST_LAYERS: Final = 1",
    ),
    Patch(
        name="a percent-encoded secret is kept",
        file="relay/sources/redaction.py",
        old="for undone in (unquote, _unescaped)",
        new="for undone in (_unescaped,)",
    ),
    Patch(
        name="a secret with JSON's escapes is kept",
        file="relay/sources/redaction.py",
        old="for undone in (unquote, _unescaped)",
        new="for undone in (unquote,)",
    ),
    Patch(
        name="a secret behind something else in base64 is kept",
        file="relay/sources/redaction.py",
        old="for before in range(3):",
        new="for before in range(1):",
    ),
    Patch(
        name="a secret in hexadecimal digits is kept",
        file="relay/sources/redaction.py",
        old="forms = [secret.hex()]",
        new="forms: list[str] = []",
    ),
    Patch(
        name="a short secret is kept as a value",
        file="relay/sources/redaction.py",
        old="if _folded(value) not in short and not",
        new="if not",
    ),
    Patch(
        name="a short secret counts inside a word",
        file="relay/sources/redaction.py",
        old="SHORTEST: Final = 6",
        new="SHORTEST: Final = 1",
    ),
    Patch(
        name="a secret in capital letters is kept",
        file="relay/sources/redaction.py",
        old='return clean(text.replace("+", " ")).lower()',
        new='return clean(text.replace("+", " "))',
    ),
    Patch(
        name="a secret with a plus for its space is kept",
        file="relay/sources/redaction.py",
        old='clean(text.replace("+", " "))',
        new="clean(text)",
    ),
    Patch(
        name="a secret in base64 for addresses is kept",
        file="relay/sources/redaction.py",
        old='forms += [alone, alone.replace("+", "-").replace("/", "_")]',
        new="forms += [alone]",
    ),
    Patch(
        name="a message of another version is read as ours",
        file="relay/messages.py",
        old="    if version != MESSAGE_VERSION:\n",
        new="    if False:\n",
    ),
    Patch(
        name="a message nested too deep fails its batch",
        file="relay/messages.py",
        old="    except (ValueError, RecursionError) as error:\n",
        new="    except ValueError as error:\n",
    ),
    Patch(
        name="a time beyond the calendar is found out by the run",
        file="relay/submission.py",
        old="Limits(ge=0, lt=END_OF_TIME)",
        new="Limits(ge=0)",
    ),
    Patch(
        name="what is no text may be an address",
        file="relay/messages.py",
        old="not isinstance(submission.advocate.get(address), str)",
        new="address not in submission.advocate",
    ),
    Patch(
        name="a sender is not told that an opt-out stands",
        file="relay/delivery/intake.py",
        old="            overridden=tuple(run.overridden),\n",
        new="",
    ),
)
