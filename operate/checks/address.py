"""The address that senders use: does its name lead here, is its certificate good, and does the relay answer there."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from operate.checks.facts import Facts
from operate.checks.finding import Finding, broken, warning
from operate.checks.web import Unanswered, http_time

DAY: Final = 86_400
RENEWED_DAYS: Final = 30
"""AWS renews a certificate 60 days before its end, and others mostly 30: what is younger was not renewed."""

LATE_SECONDS: Final = 60
SERVER_ERROR: Final = 500


def answers(facts: Facts) -> Iterator[Finding]:
    """Whether the relay answers at its own address."""
    host = urlsplit(facts.url).hostname or ""
    try:
        answer = facts.at_the_address()
    except Unanswered as unanswered:
        yield _nobody(facts, host, unanswered)
        return
    if facts.is_ours():
        return
    if answer.status >= SERVER_ERROR:
        what = f"The relay's form function fails at {facts.url} ({answer.status}): nothing is taken in."
        yield broken(
            what, "What it says of itself:", facts.aws(f"logs tail {facts.stack.log_groups.get('WebFormLogs')}")
        )
        return
    what = f"Something else than the relay answers at {facts.url} ({answer.status}): senders do not reach it."
    yield broken(what, *_leads(facts, host))


def _nobody(facts: Facts, host: str, unanswered: Unanswered) -> Finding:
    match unanswered.why:
        case "name":
            return broken(f"The name {host} does not exist: senders do not reach the relay.", *_leads(facts, host))
        case "certificate":
            what = f"The certificate at {host} is not valid, or for another name: senders turn away."
            return broken(what, "In the console: Certificate Manager; behind another server, that one's own.")
    what = f"Nobody answers at {facts.url}: senders do not reach the relay."
    return broken(what, *_leads(facts, host))


def _leads(facts: Facts, host: str) -> tuple[str, ...]:
    """Where the address must lead, by whichever parameter it came from."""
    given, target = facts.stack.parameters, facts.stack.outputs.get("DomainTarget", "")
    if given.get("PublicUrl"):
        front = "PublicUrl is the address of what stands in front of the relay's API. Correct it and deploy; or lead"
        return (f"{front} {host} to {target or 'the API of this stack'}.",)
    if given.get("DomainName"):
        there = facts.web.addresses(host) & facts.web.addresses(target)
        now = "It leads there now, so wait until that is known everywhere." if there else "It leads elsewhere now."
        return (f"Its DNS record must be a CNAME of {host} to {target}. {now}",)
    return ("Is the API of this stack still there? Deploy again.",)


def certificate(facts: Facts) -> Iterator[Finding]:
    """Whether the certificates last, and are renewed."""
    parts = urlsplit(facts.url)
    if parts.scheme == "https" and facts.is_ours():
        ends = facts.web.certificate_ends(parts.hostname or "", parts.port or 443)
        days = (ends - facts.clock()) / DAY if ends else RENEWED_DAYS
        if days < RENEWED_DAYS:
            what = f"The certificate of {parts.hostname} ends in {days:.0f} days and was not renewed."
            yield warning(what, "In the console: Certificate Manager; its CNAME record for validation may be gone.")
    arn = facts.stack.parameters.get("CertificateArn", "")
    if not arn:
        return
    found = facts.stack.client("acm").describe_certificate(CertificateArn=arn)["Certificate"]
    renewal = found.get("RenewalSummary", {}).get("RenewalStatus", "")
    if found["Status"] != "ISSUED":
        what = f"The certificate in CertificateArn is not valid ({found['Status'].lower().replace('_', ' ')})."
        yield broken(what, "In the console: Certificate Manager, that certificate, says why.")
    elif renewal in {"FAILED", "PENDING_VALIDATION"}:
        what = f"AWS can't renew the certificate of {found.get('DomainName', 'the domain')}."
        yield warning(what, "Put its CNAME record for validation back: Certificate Manager shows it.")
    elif (name := facts.stack.parameters.get("DomainName", "")) and not _is_for(found, name):
        yield broken(f"The certificate in CertificateArn is not for {name}.", "Give that of the name, and deploy.")


def _is_for(certificate: dict[str, list[str]], name: str) -> bool:
    names = {str(certificate.get("DomainName", "")), *certificate.get("SubjectAlternativeNames", [])}
    return bool({name, f"*.{name.partition('.')[2]}"} & names)


def clocks(facts: Facts) -> Iterator[Finding]:
    """Whether this machine's clock is right, by AWS's."""
    theirs = http_time(facts.shown()["headers"].get("date", ""))
    if theirs is None:
        return
    ahead = facts.clock() - theirs
    if abs(ahead) > LATE_SECONDS:
        how = f"{abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} AWS's"
        what = f"The clock of this machine is {how}: ages shown are wrong, and from 5 minutes on AWS refuses calls."
        yield warning(what, "Set it by the network: `timedatectl set-ntp true`, or your system's settings.")
    answered = None
    if facts.is_ours():
        answered = facts.at_the_address().at
    if answered is not None and abs(answered - theirs) > LATE_SECONDS * 5:
        off = f"{abs(answered - theirs):.0f} s off"
        what = f"What answers at {facts.url} has a clock that is {off}: a cache may stand there."
        yield warning(what, "Nothing of the relay may be cached: look at what stands in front of it.")
