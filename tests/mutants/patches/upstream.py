"""What servers do that nobody here wrote: bytes that drip, letters behind a redirect, resets, odd encodings."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # Time -------------------------------------------------------------------------------------------------------------
    Patch(
        name="each byte that drips has a time-out of its own",
        file="relay/phone2action/timed.py",
        old="        self._sock.settimeout(self._call_time.left())\n        return",
        new="        return",
    ),
    Patch(
        name="a call over a kept connection has the time of the first one",
        file="relay/phone2action/sessions.py",
        old="        conn.begin(more",
        new="        conn.is_connected or conn.begin(more",
    ),
    Patch(
        name="each record of an upload has a time-out of its own",
        file="relay/phone2action/timed.py",
        old="            self.sock.settimeout(self._call_time.left())\n            view",
        new="            view",
    ),
    Patch(
        name="each address of a host has a time-out of its own",
        file="relay/phone2action/timed.py",
        old="sock.settimeout(left / 2 if left and number < len(addresses) else left)",
        new="sock.settimeout(self.timeout)",
    ),
    Patch(
        name="an answer that comes too late is an answer",
        file="relay/phone2action/replies.py",
        old="status=None if kind is UnknownOutcome and not answer.in_time else answer.status",
        new="status=answer.status",
    ),
    Patch(
        name="an ingress run keeps no time for its queue",
        file="relay/delivery/run.py",
        old="        return self.kill_at - self.kept_ms",
        new="        return self.kill_at",
    ),
    Patch(
        name="a source keeps no time for its queue",
        file="relay/sources/ingress.py",
        old="self.aws.allow(left - KEPT_SECONDS, queues=left - ANSWER_SECONDS)",
        new="self.aws.allow(left, queues=left)",
    ),
    Patch(
        name="a call to AWS takes its time-outs whatever is left",
        file="relay/stores/aws.py",
        old="= min(READ_SECONDS, left)",
        new="= READ_SECONDS",
    ),
    Patch(
        name="a call to AWS is begun although no time is left",
        file="relay/stores/aws.py",
        old="            raise OutOfTime\n",
        new="            left = READ_SECONDS\n",
    ),
    Patch(
        name="the queues have no more time than the tables",
        file="relay/stores/aws.py",
        old='self._queues_end_at if event["event_name"].startswith("before-send.sqs.") else self._ends_at',
        new="self._ends_at",
    ),
    Patch(
        name="a run is closed before it is queued",
        file="relay/delivery/intake.py",
        old="        wait = outcome.seconds if isinstance(outcome, Wait) else 0.0\n",
        new='        wait = outcome.seconds if isinstance(outcome, Wait) else 0.0\n        run and run.close("open")\n',
    ),
    # Proof ------------------------------------------------------------------------------------------------------------
    Patch(
        name="whatever is misrouted was not made",
        file="relay/phone2action/errors.py",
        old="    Our own configuration is the likely cause, so it deserves an alarm.",
        new='    """\n\n    proves_not_made = True\n    """',
    ),
    Patch(
        name="whatever is misrouted may have been made",
        file="relay/phone2action/replies.py",
        old="        error.proves_not_made = answer.status in REFUSED and _says_no(content)\n",
        new="        pass\n",
    ),
    Patch(
        name="a redirect with the API's envelope proves that nothing was made",
        file="relay/phone2action/replies.py",
        old="        error.proves_not_made = answer.status in REFUSED and _says_no(content)\n",
        new="        error.proves_not_made = _says_no(content)\n",
    ),
    Patch(
        name="any JSON proves that nothing was made",
        file="relay/phone2action/replies.py",
        old="isinstance(content, Mapping) and _is_envelope(content) and not _succeeded(content)",
        new="isinstance(content, Mapping) and not _succeeded(content)",
    ),
    Patch(
        name="refused keys prove nothing",
        file="relay/phone2action/errors.py",
        old='lack the option that this endpoint needs."""\n\n    proves_not_made = True',
        new='lack the option that this endpoint needs."""',
    ),
    # Connections and encodings ----------------------------------------------------------------------------------------
    Patch(
        name="a letter goes out over a connection that was kept",
        file="relay/phone2action/sessions.py",
        old='self._unshared if request.headers.get("Connection") == "close" else self.poolmanager',
        new="self.poolmanager",
    ),
    Patch(
        name="a letter goes out over the connection of another letter",
        file="relay/phone2action/sessions.py",
        old="self._freshness._replace(seconds=-1)",
        new="self._freshness",
    ),
    Patch(
        name="an advocate's message goes out over a connection that was kept",
        file="relay/phone2action/client.py",
        old='once="message" in arguments or _texts(arguments)',
        new="once=_texts(arguments)",
    ),
    Patch(
        name="an opt-in by text goes out over a connection that was kept",
        file="relay/phone2action/client.py",
        old="once=not upserts or _texts(arguments))",
        new="once=not upserts)",
    ),
    Patch(
        name="an update with an opt-in by text goes out over a connection that was kept",
        file="relay/phone2action/client.py",
        old='once="message" in arguments or _texts(arguments)',
        new='once="message" in arguments',
    ),
    Patch(
        name="a create that is no upsert goes out over a connection that was kept",
        file="relay/phone2action/client.py",
        old="once=not upserts or _texts(arguments))",
        new="once=_texts(arguments))",
    ),
    Patch(
        name="the client is not told that a create is no upsert",
        file="relay/wiring.py",
        old="        create_is_upsert=settings.create_is_upsert,\n    )\n    return Outside",
        new="    )\n    return Outside",
    ),
    Patch(
        name="a kept connection that was dead is an API without an answer",
        file="relay/phone2action/sessions.py",
        old="            if not was_kept:\n                raise\n",
        new="            raise\n",
    ),
    Patch(
        name="what a fresh connection was reset for is sent once more",
        file="relay/phone2action/sessions.py",
        old="            if not was_kept:\n                raise\n",
        new="",
    ),
    Patch(
        name="what is sent once more has a time of its own",
        file="relay/phone2action/sessions.py",
        old="conn.begin(conn.seconds_left())",
        new='conn.begin(more["timeout"].read_timeout)',
    ),
    Patch(
        name="what is sent once more, and refused a connection, was never sent",
        file="relay/phone2action/sessions.py",
        old="                raise hung_up from None\n",
        new="                raise\n",
    ),
    Patch(
        name="gzip as a transfer coding can not be read",
        file="relay/phone2action/transport.py",
        old="    return _unpacked(bytes(body))",
        new="    return bytes(body)",
    ),
    Patch(
        name="a bomb is unpacked whole",
        file="relay/phone2action/transport.py",
        old=".decompress(body, MAX_REPLY + 1)",
        new=".decompress(body)",
    ),
    Patch(
        name="an answer of any size is read",
        file="relay/phone2action/transport.py",
        old="            if len(body) > MAX_REPLY:\n                return None\n",
        new="",
    ),
    Patch(
        name="only some answers may ask for a wait",
        file="relay/phone2action/replies.py",
        old='retry_after=retry_after(answer.headers.get("Retry-After"), clock),',
        new='retry_after=retry_after(answer.headers.get("Retry-After"), clock) if answer.status in REFUSED else None,',
    ),
)
