"""The API's peace and people's: calls while it is down, waits cut short, letters that nobody needed to read."""

from typing import Final

from tests.mutants.patch import Patch

PATCHES: Final = (
    # The breaker ------------------------------------------------------------------------------------------------------
    Patch(
        name="the breaker never opens",
        file="relay/delivery/breaker.py",
        old='self._change(Circuit("OPEN", now, until), condition=NO_LONGER_ASK, values={"until": until})\n',
        new="pass\n",
    ),
    Patch(
        name="the breaker opens for its own process only",
        file="relay/delivery/breaker.py",
        old='self._change(Circuit("OPEN", now, until), condition=NO_LONGER_ASK, values={"until": until})\n',
        new='self._remember(Circuit("OPEN", now, until))\n',
    ),
    Patch(
        name="an API that does not answer at all is tried three times by each process",
        file="relay/delivery/breaker.py",
        old=(
            "            self._bad_answers += error.status is not None\n"
            "            opens = asked or probe is not None or error.status is None or self._bad_answers >= IN_A_ROW"
        ),
        new=(
            "            self._bad_answers += 1\n"
            "            opens = asked or probe is not None or self._bad_answers >= IN_A_ROW"
        ),
    ),
    Patch(
        name="one bad answer leaves the API alone",
        file="relay/delivery/breaker.py",
        old="IN_A_ROW: Final = 3",
        new="IN_A_ROW: Final = 1",
    ),
    Patch(
        name="bad answers count over days",
        file="relay/delivery/breaker.py",
        old=(
            "    def _answered(self, probe: Circuit | None) -> None:\n"
            "        with self._lock:\n"
            "            self._bad_answers = 0\n"
        ),
        new="    def _answered(self, probe: Circuit | None) -> None:\n",
    ),
    Patch(
        name="a refusal leaves the API alone",
        file="relay/delivery/breaker.py",
        old="        elif isinstance(error, FAILURES) or error.retry_after:\n",
        new="        elif True:\n",
    ),
    Patch(
        name="everybody probes at once",
        file="relay/delivery/breaker.py",
        old="            return shown.owner == probing.owner  # a success whose answer was lost",
        new="            return True",
    ),
    Patch(
        name="everybody probes while DynamoDB is away",
        file="relay/delivery/breaker.py",
        old=("        except Unsure:\n            self._remember(probing)\n            return False"),
        new=("        except Unsure:\n            self._remember(probing)\n            return True"),
    ),
    Patch(
        name="a prober that died is waited for for ever",
        file="relay/delivery/breaker.py",
        old=" OR (#state = :half AND #lease <= :now)",
        new="",
    ),
    Patch(
        name="a probe that never left closes the breaker",
        file="relay/delivery/breaker.py",
        old="        elif error.status is not None and not",
        new="        elif not",
    ),
    Patch(
        name="a probe that never left is waited for",
        file="relay/delivery/breaker.py",
        old="            self._give_back(probe)  # the call",
        new="            pass  # the call",
    ),
    Patch(
        name="a probe that outlived its lease ends the next one",
        file="relay/delivery/breaker.py",
        old='probe.until), condition=IS_MINE, values={"mine": probe.owner})',
        new='probe.until), condition="#owner = :mine OR #owner <> :mine", values={"mine": probe.owner})',
    ),
    Patch(
        name="a probe whose permission was not heard waits for itself",
        file="relay/delivery/breaker.py",
        old="            return shown.owner == probing.owner  # a success whose answer was lost",
        new="            return False",
    ),
    Patch(
        name="a bad answer to a probe leaves it half open",
        file="relay/delivery/breaker.py",
        old="opens = asked or probe is not None or error.status is None",
        new="opens = asked or error.status is None",
    ),
    Patch(
        name="a process that closed the breaker keeps it from the others",
        file="relay/delivery/breaker.py",
        old='            self._change(Circuit(), condition=IS_MINE, values={"mine": probe.owner})\n',
        new="            self._remember(Circuit())\n",
    ),
    Patch(
        name="a process reads once whether the API is well",
        file="relay/delivery/breaker.py",
        old="CACHED_SECONDS: Final = 5",
        new="CACHED_SECONDS: Final = 5_000_000",
    ),
    Patch(
        name="an ask to be left alone binds only its own record",
        file="relay/delivery/breaker.py",
        old="        elif isinstance(error, FAILURES) or error.retry_after:\n",
        new="        elif isinstance(error, FAILURES):\n",
    ),
    Patch(
        name="an ask to be left alone counts the third time in a row",
        file="relay/delivery/breaker.py",
        old="opens = asked or probe is not None",
        new="opens = probe is not None",
    ),
    Patch(
        name="the API is left alone for no longer than after any failure, whatever it asks",
        file="relay/delivery/breaker.py",
        old="until = now + max(asked, self._recovery_seconds)",
        new="until = now + self._recovery_seconds",
    ),
    Patch(
        name="an API may ask to be left alone for ever",
        file="relay/delivery/breaker.py",
        old="LONGEST_ASK_SECONDS: Final = 60 * 60\n",
        new="LONGEST_ASK_SECONDS: Final = 10**9\n",
    ),
    Patch(
        name="a shorter ask takes the longer one's place",
        file="relay/delivery/breaker.py",
        old='NO_LONGER_ASK: Final = "attribute_not_exists(#until) OR #until < :until"',
        new='NO_LONGER_ASK: Final = "attribute_not_exists(#until) OR #until < :until OR #until >= :until"',
    ),
    Patch(
        name="a late probe's success lifts a newer ask",
        file="relay/delivery/breaker.py",
        old='            self._change(Circuit(), condition=IS_MINE, values={"mine": probe.owner})\n',
        new='            self._change(Circuit(), condition="#id <> :mine", values={"mine": probe.owner})\n',
    ),
    Patch(
        name="an open circuit of version 1 is never probed",
        file="relay/delivery/breaker.py",
        old="(#until <= :now OR (attribute_not_exists(#until) AND #opened_at <= :before))",
        new="#until <= :now",
    ),
    Patch(
        name="an open circuit of version 1 is over at once",
        file="relay/delivery/breaker.py",
        old="opens_again = circuit.until or circuit.opened_at + self._recovery_seconds",
        new="opens_again = circuit.until",
    ),
    Patch(
        name="what can't be repeated becomes the probe while it is under way",
        file="relay/delivery/platform.py",
        old=", may_probe=again\n",
        new="\n",
    ),
    Patch(
        name="refused credentials bind only their own record",
        file="relay/delivery/platform.py",
        old="REFUSED_SECONDS: Final = 60.0",
        new="REFUSED_SECONDS: Final = 0.0",
    ),
    Patch(
        name="credentials that were changed meanwhile make everybody wait",
        file="relay/delivery/platform.py",
        old="            if self.credentials.refresh(used) == used:\n                raise _asking",
        new="            if self.credentials.refresh(used) or used:\n                raise _asking",
    ),
    Patch(
        name="fresh credentials that are refused too bind only their own record",
        file="relay/delivery/platform.py",
        old="        except CredentialsRejected as rejected:\n            raise _asking(rejected, seconds) from None\n",
        new="        except CredentialsRejected:\n            raise\n",
    ),
    Patch(
        name="a list that the account may not see holds everybody back",
        file="relay/delivery/reconcile.py",
        old=", tells_of_keys=False\n",
        new="\n",
    ),
    Patch(
        name="a contact that the account may not make holds everybody back",
        file="relay/delivery/connections.py",
        old="self._send(run, kind), again=False, tells_of_keys=False)",
        new="self._send(run, kind), again=False)",
    ),
    Patch(
        name="a probe whose keys were refused has found the API well",
        file="relay/delivery/breaker.py",
        old=" and not isinstance(error, CredentialsRejected):",
        new=":",
    ),
    Patch(
        name="a repetition's link to tweet has all the time in the world",
        file="relay/delivery/connections.py",
        old="            deadline.require(self.platform.clock(), TWEET_AGAIN_SECONDS)\n",
        new="",
    ),
    Patch(
        name="a repetition's link to tweet tries whether the API is back",
        file="relay/delivery/connections.py",
        old='self.platform.ask("create_connection", ask, again=False, tells_of_keys=False)',
        new="ask()",
    ),
    Patch(
        name="a question without an answer leaves the API to be called by all",
        file="relay/delivery/advocate.py",
        old='            found = self.platform.ask("list_advocates", lambda: self._listed(run, {by: value}))\n',
        new="            found = self._listed(run, {by: value})\n",
    ),
    Patch(
        name="a contact is claimed although the API is left alone",
        file="relay/delivery/connections.py",
        old="return in_time and self.platform.breaker.is_closed()",
        new="return in_time",
    ),
    Patch(
        name="a connection goes out beside a probe",
        file="relay/delivery/breaker.py",
        old='return self._circuit().state == "CLOSED"',
        new='return self._circuit().state != "OPEN"',
    ),
    Patch(
        name="a connection is a run's first call",
        file="relay/delivery/advocate.py",
        old="            if run.advocate is not None:\n                self._find(run)\n",
        new="            if run.advocate is not None:\n                pass\n",
    ),
    Patch(
        name="ingress claims while the API is left alone",
        file="relay/delivery/intake.py",
        old="        left_alone = self.breaker.seconds_open()\n",
        new="        left_alone = 0.0\n",
    ),
    Patch(
        name="the worker claims while the API is left alone",
        file="relay/delivery/worker.py",
        old="left_alone = 0.0 if expired else self.breaker.seconds_open()",
        new="left_alone = 0.0",
    ),
    # Waits ------------------------------------------------------------------------------------------------------------
    Patch(
        name="the wait that the API asks for is forgotten after an advocate's call",
        file="relay/delivery/advocate.py",
        old="max(unseen, error.retry_after or 0.0)",
        new="unseen",
    ),
    Patch(
        name="the wait that the API asks for is forgotten after a connection",
        file="relay/delivery/connections.py",
        old="            run.wait_seconds = max(run.wait_seconds, error.retry_after or 0.0)\n",
        new="            pass\n",
    ),
    Patch(
        name="the worker forgets the wait that the API asks for",
        file="relay/delivery/worker.py",
        old="seconds = round(at_least_seconds + wait) + 1",
        new="seconds = round(wait) + 1",
    ),
    Patch(
        name="ingress forgets the wait that the API asks for",
        file="relay/delivery/intake.py",
        old="delay = round(max(wait, self.first_wait_seconds))",
        new="delay = round(self.first_wait_seconds)",
    ),
    Patch(
        name="waits do not grow",
        file="relay/delivery/worker.py",
        old="first_seconds * (1 << min(receives - 1, MOST_DOUBLINGS))",
        new="first_seconds",
    ),
    Patch(
        name="waits grow without a bound",
        file="relay/delivery/worker.py",
        old="return chance * min(doubled, longest_seconds)",
        new="return chance * doubled",
    ),
    Patch(
        name="all that wait come back together",
        file="relay/delivery/worker.py",
        old="return chance * min(doubled, longest_seconds)",
        new="return min(doubled, longest_seconds)",
    ),
    Patch(
        name="a run does not wait for the time to settle",
        file="relay/delivery/reconcile.py",
        old="            run.wait_until(late_enough, now)\n",
        new="",
    ),
    Patch(
        name="a repetition does not wait for the other run's lease",
        file="relay/delivery/deliver.py",
        old="raise Stop(Wait(submission_id, seconds=(record.lease_until - self.clock()) / 1000))",
        new="raise Stop(Wait(submission_id))",
    ),
    Patch(
        name="every record of a batch lists for itself",
        file="relay/delivery/reconcile.py",
        old="known = self._listings[campaign] = self._list(run, campaign, since)",
        new="known = self._list(run, campaign, since)",
    ),
    # Credentials ------------------------------------------------------------------------------------------------------
    Patch(
        name="rejected credentials are not read again",
        file="relay/delivery/platform.py",
        old="            if self.credentials.refresh(used) == used:\n",
        new="            if True:\n",
    ),
    Patch(
        name="a call is repeated with the credentials that were rejected",
        file="relay/delivery/platform.py",
        old="            if self.credentials.refresh(used) == used:\n"
        "                raise _asking(rejected, seconds) from None\n",
        new="            self.credentials.refresh(used)\n",
    ),
    Patch(
        name="a connection that is refused for its keys is rejected",
        file="relay/delivery/connections.py",
        old="        except (phone2action.Rejected, InvalidRequest) as error:\n",
        new="        except (phone2action.Rejected, InvalidRequest, phone2action.CredentialsRejected) as error:\n",
    ),
    # Letters that nobody needed to read -------------------------------------------------------------------------------
    Patch(
        name="every crashed run may have sent",
        file="relay/delivery/deliver.py",
        old="if old.marked(kind)], old.sending, old.lease_until)\n",
        new="if old.marked(kind)], old.sending, old.lease_until)\n        elif old and old.unclosed:\n"
        "            _maybe(run, parts(submission), old.received_at, old.lease_until)\n",
    ),
    Patch(
        name="an old mark makes what was done maybe",
        file="relay/stores/journal.py",
        old="is_covered and not self.made(kind)",
        new="is_covered",
    ),
    Patch(
        name="a close keeps the mark",
        file="relay/stores/journal.py",
        old='remove=["token", "lease_until", "sending", "covers", *gone],',
        new='remove=["token", "lease_until", "covers", *gone],',
    ),
    Patch(
        name="a close keeps the count of crashes",
        file="relay/stores/journal.py",
        old='put |= {"unclosed": 0, "conn"',
        new='put |= {"conn"',
    ),
    Patch(
        name="what was surely not made is maybe",
        file="relay/delivery/connections.py",
        old="            if not error.proves_not_made and self._is_once(run, kind):\n",
        new="            if self._is_once(run, kind):\n",
    ),
    Patch(
        name="a tweet's link is given up after a time-out",
        file="relay/delivery/parts.py",
        old='return kind == "tweet" or',
        new="return",
    ),
    Patch(
        name="a connection's time is cut to the sender's patience",
        file="relay/delivery/connections.py",
        old="create_connection(**arguments, timeout=CONNECTION_SECONDS).url or run.tweet_url",
        new="create_connection(\n            **arguments, timeout=self.platform.timeout(run, CONNECTION_SECONDS)\n"
        "        ).url or run.tweet_url",
    ),
    Patch(
        name="an advocate's call outlasts the sender's patience",
        file="relay/delivery/platform.py",
        old="timeout = min(longest, (run.deadline.budget_until - now) / 1000)",
        new="timeout = longest",
    ),
    Patch(
        name="three opt-ins without an answer are given up without a look",
        file="relay/delivery/advocate.py",
        old="        by, value = address\n",
        new="        if run.texts and run.opt_in_runs >= UNKNOWN_OPT_INS:\n"
        '            raise Stop(Dead(run, "unverifiable"))\n'
        "        by, value = address\n",
    ),
    Patch(
        name="a tweet's link is asked for past the breaker",
        file="relay/delivery/connections.py",
        old='return self.platform.ask("create_connection", ask, again=False, tells_of_keys=False)',
        new="return ask()",
    ),
    Patch(
        name="an operator's word is forgotten",
        file="relay/delivery/deliver.py",
        old="is_meant = (old.maybe_since or 0) < submission.send_anyway",
        new="is_meant = False",
    ),
    Patch(
        name="an unknown create with an e-mail waits for the lists",
        file="relay/delivery/advocate.py",
        old="if run.upsert_at is None or can_repeat:",
        new="if run.upsert_at is None:",
    ),
    Patch(
        name="what was too late to be sent counts as a crash",
        file="relay/delivery/connections.py",
        old="        except TooLate:\n            return\n",
        new="",
    ),
    Patch(
        name="an API is left alone because DynamoDB is away",
        file="relay/delivery/breaker.py",
        old="            circuit = Circuit()\n",
        new='            circuit = Circuit("OPEN", self._seconds(), self._seconds() + self._recovery_seconds)\n',
    ),
    Patch(
        name="a circuit that closes keeps when it was to be probed",
        file="relay/delivery/breaker.py",
        old="put=put, remove=gone, condition=condition",
        new="put=put, condition=condition",
    ),
    Patch(
        name="a 429 may have been made",
        file="relay/phone2action/errors.py",
        old='    """A 429."""\n\n    proves_not_made = True\n',
        new='    """A 429."""\n',
    ),
    Patch(
        name="what was never sent may have been made",
        file="relay/phone2action/errors.py",
        old='DNS, refused, TLS, connect time-out."""\n\n    proves_not_made = True\n',
        new='DNS, refused, TLS, connect time-out."""\n',
    ),
    Patch(
        name="an item that was closed is distrusted when it is old",
        file="relay/delivery/deliver.py",
        old="never_closed = old is None or old.connections is None",
        new="never_closed = True",
    ),
)
