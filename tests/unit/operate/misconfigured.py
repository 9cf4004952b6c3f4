"""What can be wrong with a stack, each seeded in a healthy one, with what the doctor must say of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from operate.checks.web import Reached, Unanswered
from relay.phone2action import CredentialsRejected, Misrouted, NotSent, RateLimited, UnknownOutcome
from tests.unit.operate.healthy import NOW, URL, World, refused

DAY_MS = 86_400_000
NOW_MS = round(NOW * 1000)


def change(service: str, operation: str, **changes: Any) -> Callable[[World], None]:
    """AWS answers this operation with these members changed; a dotted name is that of a member's member."""

    def seed(world: World) -> None:
        before = world.says[service, operation]

        def answer(**request: Any) -> Any:
            said = before(**request) if callable(before) else json.loads(json.dumps(before, default=_moment))
            for name, value in changes.items():
                place, *path = said, *name.split("__")
                for part in path[:-1]:
                    place = place[int(part) if part.isdecimal() else part]
                place[int(path[-1]) if path[-1].isdecimal() else path[-1]] = value
            return _with_moments(said)

        world.says[service, operation] = answer

    return seed


def _moment(value: Any) -> str:
    return f"moment {value.timestamp()}"


def _with_moments(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _with_moments(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_moments(each) for each in value]
    is_moment = isinstance(value, str) and value.startswith("moment ")
    return datetime.fromtimestamp(float(value.split()[1]), UTC) if is_moment else value


def says(service: str, operation: str, answer: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.says[service, operation] = answer

    return seed


def secret(**changes: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.secret |= changes

    return seed


def challenge_without_secret(world: World) -> None:
    world.layer.literal[999]["web_form"] = {"challenge": {"service": "turnstile", "sitekey": "0x4AAAAAAA-demo"}}


def secret_is(text: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.secret = text

    return seed


def secret_without(name: str) -> Callable[[World], None]:
    def seed(world: World) -> None:
        del world.secret[name]

    return seed


def given(**parameters: str) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.parameters |= parameters

    return seed


def platform(answer: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.platform.campaigns = answer

    return seed


def platform_list(name: str, error: Exception) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.platform.lists[name] = error

    return seed


def home(answer: Any, **names: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.web.home = answer
        world.web.names |= {name.replace("_", "."): frozenset(each) for name, each in names.items()}

    return seed


def web(**changes: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        for name, value in changes.items():
            setattr(world.web, name, value)

    return seed


def layer(**changes: Any) -> Callable[[World], None]:
    def seed(world: World) -> None:
        for name, value in changes.items():
            setattr(world.layer, name, value)

    return seed


def environment(**changes: str) -> Callable[[World], None]:
    """The variables of every function, by hand."""
    return change(
        "lambda",
        "get_function_configuration",
        **{f"Environment__Variables__{name}": each for name, each in changes.items()},
    )


def dead(*letters: dict[str, Any]) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.dead = list(letters)

    return seed


def held(*letters: dict[str, Any]) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.held = list(letters)

    return seed


def log(*lines: tuple[int, dict[str, Any]]) -> Callable[[World], None]:
    def seed(world: World) -> None:
        world.log = [(NOW_MS - ago * 60_000, line) for ago, line in lines]

    return seed


def samconfig(line: str) -> Callable[[World], None]:
    def seed(world: World) -> None:
        text = f'[default.deploy.parameters]\nstack_name = "relay-prod"\n{line}\n'
        (world.root / "samconfig.toml").write_text(text)

    return seed


def campaigns_toml(text: str) -> Callable[[World], None]:
    def seed(world: World) -> None:
        (world.root / "campaigns.toml").write_text(text)

    return seed


def template(old: str, new: str) -> Callable[[World], None]:
    def seed(world: World) -> None:
        file = world.root / "template.yaml"
        assert old in file.read_text()
        file.write_text(file.read_text().replace(old, new, 1))

    return seed


def mapping_gone(world: World) -> None:
    del world.resources["RetryWaiting"]


def versions(world: World) -> None:
    first, second = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    former = {"VersionStages": ["AWSPREVIOUS"], "CreatedDate": first}
    world.says["secretsmanager", "list_secret_version_ids"] = {
        "Versions": [{"VersionStages": ["AWSCURRENT"], "CreatedDate": second}, former]
    }


BAD = {"message": "refused", "source": "sms", "code": "bad_signature"}
GOOD = {"message": "delivered", "outcome": "delivered", "source": "sms", "submission_id": "x"}
FIELD = {
    "reason": "rejected",
    "campaigns": [998],
    "advocate": {"email": "ann@example.org", "fields": {"5365": "x"}},
    "last_at": NOW_MS,
    "api": {"endpoint": "create_advocate", "status": 422, "message": "The custom field 5365 does not exist."},
}
NOT_OURS = Reached(200, "<h1>Welcome</h1>", "text/html", NOW)
WHALES = [{"id": 998}]
ALARM = "MetricAlarms__0__"

KINDS: dict[str, tuple[Callable[[World], None], str, str, str, str]] = {
    # name: (seed, severity, check, what it says, what to do)
    "secret missing": (
        secret_is(refused("ResourceNotFoundException")),
        "broken",
        "credential secret",
        "is missing",
        "restore-secret",
    ),
    "secret being deleted": (
        secret_is(refused("InvalidRequestException")),
        "broken",
        "credential secret",
        "about to be deleted",
        "restore-secret",
    ),
    "secret no JSON": (secret_is("app_id=1"), "broken", "credential secret", "no JSON object", "Rotate credentials"),
    "secret a list": (secret_is("[]"), "broken", "credential secret", "no JSON object", "Rotate credentials"),
    "app_key missing": (
        secret_without("app_key"),
        "broken",
        "credential secret",
        "app_key is missing",
        "Rotate credentials",
    ),
    "app_id empty": (secret(app_id=""), "broken", "credential secret", "app_id is empty", "Rotate credentials"),
    "app_id of the README": (secret(app_id="your app ID"), "broken", "credential secret", "README's example", "Rotate"),
    "app_key with a blank": (
        secret(app_key="key\n"),
        "broken",
        "credential secret",
        "app_key .* blanks around",
        "Rotate",
    ),
    "app_key a number": (secret(app_key=7), "broken", "credential secret", "app_key .* no text", "Rotate"),
    "tokens no list": (
        secret(card_secrets={"a": 1}),
        "broken",
        "credential secret",
        "card_secrets .* no list",
        "Rotate",
    ),
    "a token with a blank": (
        secret(form_secrets=[" x"]),
        "warning",
        "credential secret",
        "form_secrets .* blanks",
        "Rotate",
    ),
    "a name mistyped": (
        secret(twilio_auth_token="x"),
        "warning",
        "credential secret",
        "'twilio_auth_token'; twilio_auth_tokens may",
        "Rotate",
    ),
    "no Twilio token": (
        secret(twilio_auth_tokens=[]),
        "warning",
        "credential secret",
        "every text is refused",
        "Rotate",
    ),
    "no card secret": (secret(card_secrets=[]), "warning", "credential secret", "every lead card is refused", "Rotate"),
    "no challenge secret": (
        challenge_without_secret,
        "broken",
        "credential secret",
        "challenge_secrets is empty",
        "Rotate",
    ),
    "no form secret": (
        secret(form_secrets=[], webhook_secrets=[]),
        "broken",
        "credential secret",
        "form_secrets and webhook_secrets are empty",
        "Rotate",
    ),
    "a webhook secret that is none": (
        secret(webhook_secrets=["whsec_!"]),
        "broken",
        "credential secret",
        "webhook_secrets can't be read",
        "Rotate",
    ),
    "a webhook secret without a key": (
        secret(webhook_secrets=["whsec_"]),
        "broken",
        "credential secret",
        "webhook_secrets can't be read",
        "Rotate",
    ),
    "a short webhook secret": (
        secret(webhook_secrets=["whsec_c2hvcnQ="]),
        "warning",
        "credential secret",
        "less than 24 bytes",
        "new one",
    ),
    "key missing": (
        says("secretsmanager", "describe_secret", refused("ResourceNotFoundException")),
        "broken",
        "key secret",
        "key secret is missing",
        "restore-secret",
    ),
    "key changed": (versions, "broken", "key secret", "key secret was changed", "update-secret-version-stage"),
    "key rotated": (
        change("secretsmanager", "describe_secret", RotationEnabled=True),
        "broken",
        "key secret",
        "rotated by itself",
        "cancel-rotate-secret",
    ),
    "keys refused": (
        platform(CredentialsRejected(status=401)),
        "broken",
        "platform and campaigns",
        r"refuses app_id and app_key \(401\)",
        "Rotate credentials",
    ),
    "account not let in": (
        platform(CredentialsRejected(status=403)),
        "broken",
        "platform and campaigns",
        "does not let them in",
        "2.0 switched on",
    ),
    "2.0 API not on": (
        platform(Misrouted(status=404)),
        "broken",
        "platform and campaigns",
        r"Something else .* \(404\)",
        "2.0 switched on",
    ),
    "API redirects": (
        platform(Misrouted(status=302)),
        "broken",
        "platform and campaigns",
        r"Something else .* \(302\)",
        "ApiBaseUrl",
    ),
    "API unknown": (platform(NotSent()), "broken", "platform and campaigns", "Nobody can be reached", "ApiBaseUrl"),
    "API down": (
        platform(UnknownOutcome(status=502)),
        "warning",
        "platform and campaigns",
        "no proper answer",
        "Look again",
    ),
    "API throttles": (
        platform(RateLimited(status=429)),
        "warning",
        "platform and campaigns",
        "no more calls",
        "Look again",
    ),
    "path of a list wrong": (
        platform_list("list_connections", Misrouted(status=404)),
        "broken",
        "paths of the API",
        "no list_connections",
        "ApiPaths",
    ),
    "list not allowed": (
        platform_list("list_advocates", CredentialsRejected(status=403)),
        "broken",
        "paths of the API",
        "list_advocates",
        "Phone2Action",
    ),
    "campaign not active": (
        layer(literal={998: {"name": "Whales", "web_form": {}}, 7: {"name": "Old", "web_form": {}}}),
        "broken",
        "platform and campaigns",
        r"Campaign 7 \(Old\)",
        r"\./relay letters --campaign 7 --stack",
    ),
    "custom field unknown": (
        dead(FIELD, FIELD),
        "broken",
        "custom fields",
        r"2 sign-ups of campaign 998 .* fields\[5365\]",
        "replay --reason rejected --campaign 998",
    ),
    "breaker open": (
        says(
            "dynamodb",
            "batch_get_item",
            {
                "Responses": {
                    "JournalTable": [
                        {"id": {"S": "breaker"}, "state": {"S": "OPEN"}, "until": {"N": str(round(NOW) + 25)}}
                    ]
                }
            },
        ),
        "warning",
        "breaker",
        "another 25 s",
        "by itself",
    ),
    "name does not exist": (
        home(Unanswered("name")),
        "broken",
        "address",
        "name relay.example.org does not exist",
        "CNAME .* to d-1.*elsewhere now",
    ),
    "certificate not valid": (
        home(Unanswered("certificate")),
        "broken",
        "address",
        "certificate at relay.example.org",
        "Certificate Manager",
    ),
    "nobody there": (home(Unanswered("nobody")), "broken", "address", "Nobody answers", "CNAME"),
    "DNS elsewhere": (
        home(NOT_OURS, **{"d-1_execute-api_us-east-1_amazonaws_com": {"192.0.2.9"}}),
        "broken",
        "address",
        r"Something else .* \(200\)",
        "CNAME",
    ),
    "a redirect": (home(Reached(301, "", "")), "broken", "address", r"Something else .* \(301\)", "CNAME"),
    "function fails": (
        home(Reached(500, '{"message":"Internal Server Error"}', "application/json")),
        "broken",
        "address",
        "function fails",
        "logs tail /aws/lambda/relay-prod-web-form",
    ),
    "certificate ends": (web(ends=NOW + 9 * 86_400), "warning", "certificate", "ends in 9 days", "Certificate Manager"),
    "certificate of ACM expired": (
        change("acm", "describe_certificate", Certificate__Status="EXPIRED"),
        "broken",
        "certificate",
        r"\(expired\)",
        "Certificate Manager",
    ),
    "renewal fails": (
        change("acm", "describe_certificate", Certificate__RenewalSummary={"RenewalStatus": "PENDING_VALIDATION"}),
        "warning",
        "certificate",
        "can't renew",
        "CNAME record",
    ),
    "certificate of another name": (
        change(
            "acm",
            "describe_certificate",
            Certificate__DomainName="a.example.org",
            Certificate__SubjectAlternativeNames=[],
        ),
        "broken",
        "certificate",
        "not for relay.example.org",
        "Give that",
    ),
    "clock ahead": (lambda world: setattr(world, "now", NOW + 400), "warning", "clocks", "400 s ahead", "set-ntp"),
    "cache before it": (
        home(Reached(404, '{"errors": [{"code": "not_found"}]}', "application/json", NOW - 4000)),
        "warning",
        "clocks",
        "4000 s off",
        "in front",
    ),
    "token not known": (
        web(known_tokens=("another",)),
        "broken",
        "texts",
        "signed with the secret's own token is refused",
        "in a minute",
    ),
    "text function fails": (
        web(texts=Reached(500, "", "")),
        "broken",
        "texts",
        r"takes no texts .* \(500\)",
        "logs tail /aws/lambda/relay-prod-sms-optin",
    ),
    "token changed at Twilio": (
        log((900, GOOD), (50, BAD), (40, BAD), (30, BAD)),
        "warning",
        "refused texts",
        "3 texts were refused",
        f"exactly {URL}/sms",
    ),
    "paused": (
        change("lambda", "get_event_source_mapping", State="Disabled"),
        "broken",
        "worker",
        "worker is paused",
        r"\./relay resume --stack relay-prod",
    ),
    "mapping gone": (mapping_gone, "broken", "worker", "mapping to the worker is gone", "create-event-source-mapping"),
    "mapping can't": (
        change("lambda", "get_event_source_mapping", LastProcessingResult="PROBLEM: Function call failed"),
        "warning",
        "worker",
        "PROBLEM",
        "logs tail",
    ),
    "mapping's batch": (
        change("lambda", "get_event_source_mapping", BatchSize=1),
        "warning",
        "settings: mapping of queue to worker",
        "BatchSize is 1, 10 was deployed",
        "--batch-size 10",
    ),
    "mapping's answers": (
        change("lambda", "get_event_source_mapping", FunctionResponseTypes=[]),
        "warning",
        "settings: mapping of queue to worker",
        "FunctionResponseTypes",
        "ReportBatchItemFailures",
    ),
    "quota of ten": (
        change(
            "lambda",
            "get_account_settings",
            AccountLimit__UnreservedConcurrentExecutions=10,
            AccountLimit__ConcurrentExecutions=10,
        ),
        "warning",
        "concurrency",
        "may run 10 .* need 55",
        "L-B99A9384",
    ),
    "subscription pending": (
        change("sns", "list_subscriptions_by_topic", Subscriptions__0__SubscriptionArn="PendingConfirmation"),
        "broken",
        "subscriptions of alarms",
        "not confirmed.* you@example.org",
        "link in AWS's mail",
    ),
    "subscription filtered": (
        change("sns", "get_subscription_attributes", Attributes__FilterPolicy='{"a": ["b"]}'),
        "warning",
        "subscriptions of alarms",
        "you@example.org has a filter",
        "--attribute-name FilterPolicy",
    ),
    "subscription pending with an ARN": (
        change("sns", "get_subscription_attributes", Attributes__PendingConfirmation="true"),
        "broken",
        "subscriptions of alarms",
        "not confirmed.* you@example.org",
        "link in AWS's mail",
    ),
    "no subscription": (
        says("sns", "list_subscriptions_by_topic", {"Subscriptions": []}),
        "broken",
        "subscriptions of alarms",
        "subscription of you@example.org is gone",
        "sns subscribe",
    ),
    "somebody else's": (
        change("sns", "list_subscriptions_by_topic", Subscriptions__0__Endpoint="x@example.org"),
        "warning",
        "subscriptions of alarms",
        "others are told",
        "again",
    ),
    "alarm rings": (
        change("cloudwatch", "describe_alarms", **{f"{ALARM}StateValue": "ALARM"}),
        "warning",
        "alarms",
        "relay-prod-waiting rings, for 2 h: Something waits",
        "runbook",
    ),
    "alarm without data": (
        change("cloudwatch", "describe_alarms", **{f"{ALARM}StateValue": "INSUFFICIENT_DATA"}),
        "warning",
        "alarms",
        "nothing to judge by for 2 h",
        "Deploy again",
    ),
    "alarm switched off": (
        change("cloudwatch", "describe_alarms", **{f"{ALARM}ActionsEnabled": False}),
        "warning",
        "settings: alarm",
        "ActionsEnabled is false",
        "enable-alarm-actions --alarm-names relay-prod-waiting",
    ),
    "alarm's threshold": (
        change("cloudwatch", "describe_alarms", **{f"{ALARM}Threshold": 100.0}),
        "warning",
        "settings: alarm",
        "Threshold is 100.0, 0 was deployed",
        "put-metric-alarm",
    ),
    "alarm for others": (
        change("cloudwatch", "describe_alarms", **{f"{ALARM}AlarmActions": []}),
        "warning",
        "settings: alarm",
        "rings for others, or for nobody",
        "put-metric-alarm",
    ),
    "alarm deleted": (
        says("cloudwatch", "describe_alarms", {"MetricAlarms": [], "CompositeAlarms": []}),
        "broken",
        "settings: alarm",
        "WaitingAlarm .* is gone",
        "put-metric-alarm",
    ),
    "topic encrypted": (
        change("sns", "get_topic_attributes", Attributes__KmsMasterKeyId="alias/aws/sns"),
        "warning",
        "settings: topic of the alarms",
        "KmsMasterKeyId",
        "In the console",
    ),
    "topic's policy": (
        change("sns", "get_topic_attributes", Attributes__Policy='{"Statement": []}'),
        "warning",
        "settings: policy of the alarms' topic",
        "PolicyDocument",
        "set-topic-attributes",
    ),
    "index missing": (
        change("dynamodb", "describe_table", Table__GlobalSecondaryIndexes=[]),
        "warning",
        "settings: table",
        "GlobalSecondaryIndexes.dead is gone",
        "global-secondary-index-updates",
    ),
    "expiry off": (
        says("dynamodb", "describe_time_to_live", {"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}),
        "warning",
        "settings: table",
        "TimeToLiveSpecification",
        "update-time-to-live",
    ),
    "no backup": (
        says("dynamodb", "describe_continuous_backups", {"ContinuousBackupsDescription": {}}),
        "warning",
        "settings: table",
        "PointInTimeRecoveryEnabled is false",
        "update-continuous-backups",
    ),
    "deletable": (
        change("dynamodb", "describe_table", Table__DeletionProtectionEnabled=False),
        "warning",
        "settings: table",
        "deleted by a slip",
        "--deletion-protection-enabled",
    ),
    "table gone": (
        says("dynamodb", "describe_table", refused("ResourceNotFoundException")),
        "broken",
        "settings: table",
        "JournalTable .* is gone",
        "template.yaml",
    ),
    "a variable by hand": (
        environment(RELAY_SETTLE_MINUTES="1"),
        "broken",
        "settings: function",
        "variables RELAY_SETTLE_MINUTES",
        "--environment",
    ),
    "a variable too many": (
        environment(PASSWORD="hunter2"),
        "broken",
        "settings: function",
        "variables PASSWORD",
        "--environment",
    ),
    "time-out": (
        change("lambda", "get_function_configuration", Timeout=3),
        "warning",
        "settings: function",
        "Timeout is 3, 28 was deployed",
        "--timeout 28",
    ),
    "memory": (
        change("lambda", "get_function_configuration", MemorySize=128),
        "warning",
        "settings: function",
        "MemorySize is 128, 512 was",
        "--memory-size 512",
    ),
    "runtime": (
        change("lambda", "get_function_configuration", Runtime="python3.12"),
        "broken",
        "settings: function",
        "Runtime",
        "--runtime python3.13",
    ),
    "an older layer": (
        change(
            "lambda",
            "get_function_configuration",
            Layers=[{"Arn": "arn:aws:lambda:us-east-1:123456789012:layer:RelayLayer:6"}],
        ),
        "broken",
        "settings: function",
        "Layers",
        "--layers arn.*:7 ",
    ),
    "no layer": (
        change("lambda", "get_function_configuration", Layers=[]),
        "broken",
        "settings: function",
        "Layers",
        "--layers",
    ),
    "in a VPC": (
        change("lambda", "get_function_configuration", VpcConfig={"SubnetIds": ["s"]}),
        "broken",
        "settings: function",
        "VPC",
        "--vpc-config",
    ),
    "concurrency reserved": (
        says("lambda", "get_function_concurrency", {"ReservedConcurrentExecutions": 1}),
        "broken",
        "settings: function",
        "ReservedConcurrentExecutions is 1, none was",
        "delete-function-concurrency",
    ),
    "function can't start": (
        change("lambda", "get_function_configuration", State="Failed", StateReason="no image"),
        "broken",
        "functions",
        "can't run .* no image",
        "Deploy again",
    ),
    "permission gone": (
        says("lambda", "get_policy", {"Policy": '{"Statement": []}'}),
        "broken",
        "settings: permission to call a function",
        "FormPermission .* is gone",
        "deploy",
    ),
    "log's days": (
        says(
            "logs",
            "describe_log_groups",
            lambda **asked: {"logGroups": [{"logGroupName": asked["logGroupNamePrefix"]}]},
        ),
        "warning",
        "settings: log",
        "RetentionInDays is gone, 30 was",
        "put-retention-policy",
    ),
    "log gone": (
        says("logs", "describe_log_groups", {"logGroups": []}),
        "broken",
        "settings: log",
        "is gone",
        "create-log-group",
    ),
    "log's filter": (
        change("logs", "describe_metric_filters", metricFilters__0__filterPattern=""),
        "warning",
        "settings: filter of a log",
        "FilterPattern is gone",
        "In the console",
    ),
    "log's filter gone": (
        says("logs", "describe_metric_filters", {"metricFilters": []}),
        "broken",
        "settings: filter of a log",
        "Throttled .* is gone",
        "template.yaml",
    ),
    "dashboard gone": (
        says("cloudwatch", "get_dashboard", refused("ResourceNotFound")),
        "broken",
        "settings: dashboard",
        "is gone",
        "template.yaml",
    ),
    "role without a policy": (
        says("iam", "list_role_policies", {"PolicyNames": []}),
        "broken",
        "settings: role",
        "own-logs is gone",
        "put-role-policy",
    ),
    "role with a policy more": (
        says(
            "iam",
            "list_attached_role_policies",
            {"AttachedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}]},
        ),
        "warning",
        "settings: role",
        "ManagedPolicyArns",
        "In the console",
    ),
    "role's right less": (
        change("iam", "get_role_policy", PolicyDocument__Statement__0__Action=["a"]),
        "broken",
        "settings: role",
        "own-logs",
        "put-role-policy",
    ),
    "throttle off": (
        change("apigatewayv2", "get_stage", DefaultRouteSettings={}),
        "warning",
        "settings: API's stage",
        "ThrottlingRateLimit is gone, 10 was",
        "update-stage",
    ),
    "a route gone": (
        says("apigatewayv2", "get_routes", {"Items": [{"RouteKey": "$default"}]}),
        "broken",
        "settings: API",
        "Routes",
        "In the console",
    ),
    "first address open": (
        change("apigatewayv2", "get_api", DisableExecuteApiEndpoint=False),
        "warning",
        "settings: API",
        "DisableExecuteApiEndpoint is false",
        "update-api .*--disable-execute",
    ),
    "name leads to another API": (
        change("apigatewayv2", "get_api_mappings", Items__0__ApiId="api2"),
        "broken",
        "settings: mapping of the domain name",
        "ApiId is api2, api1 was",
        "In the console",
    ),
    "schedule off": (
        change("events", "describe_rule", State="DISABLED"),
        "broken",
        "settings: schedule",
        "State is DISABLED",
        "events enable-rule",
    ),
    "schedule paused": (
        change("scheduler", "get_schedule", State="DISABLED"),
        "broken",
        "settings: schedule",
        "State is DISABLED",
        "In the console",
    ),
    "letters old": (
        dead({"reason": "expired", "last_at": NOW_MS - 11 * DAY_MS}, {"reason": "expired", "last_at": NOW_MS}),
        "warning",
        "letters",
        "1 dead letters are older than 10 days",
        r"\./relay letters",
    ),
    "a stop undecided": (
        held({"held": "stop_like", "at": NOW_MS - 11 * DAY_MS}),
        "warning",
        "held",
        "1 texts that may be a stop",
        r"\./relay held",
    ),
    "a stop too late": (
        held({"held": "stop_like", "at": NOW_MS - 20 * DAY_MS}),
        "broken",
        "held",
        "for 1 the time to do so is over",
        r"\./relay held",
    ),
    "held long": (
        held({"held": "spam", "at": NOW_MS - 12 * DAY_MS}),
        "warning",
        "held",
        "1 held submissions",
        r"\./relay held",
    ),
    "too many receives": (
        given(LongestWaitSeconds="600"),
        "warning",
        "parameters",
        "some 1152 times",
        "LongestWaitSeconds of 691",
    ),
    "first wait longest": (
        given(FirstWaitSeconds="900", LongestWaitSeconds="800"),
        "warning",
        "parameters",
        "is more than",
        "smaller",
    ),
    "settles after the end": (
        given(SettleMinutes="1440", RetryWindowHours="24"),
        "broken",
        "parameters",
        "unjudged",
        "longer window",
    ),
    "one try only": (
        given(LongestWaitSeconds="43200", RetryWindowHours="12"),
        "warning",
        "parameters",
        "no second try",
        "shorter waits",
    ),
    "resent at once": (
        given(ResendUnseen="true", SettleMinutes="1"),
        "warning",
        "parameters",
        "perhaps twice",
        "false",
    ),
    "settles too early": (given(SettleMinutes="1"), "warning", "parameters", "lists that lag longer", "15"),
    "samconfig": (
        samconfig('parameter_overrides = "RequestBurst=80 AlarmEmail=\\"you@example.org\\""'),
        "warning",
        "samconfig.toml",
        "RequestBurst = '80', and '50' is deployed",
        "Deploy again",
    ),
    "deployment failed": (
        change("cloudformation", "describe_stacks", Stacks__0__StackStatus="UPDATE_ROLLBACK_COMPLETE"),
        "warning",
        "deployment",
        "last deployment failed",
        "describe-stack-events",
    ),
    "deployment stuck": (
        change("cloudformation", "describe_stacks", Stacks__0__StackStatus="UPDATE_ROLLBACK_FAILED"),
        "broken",
        "deployment",
        "stuck half-way",
        "describe-stack-events",
    ),
    "another template": (
        template("VisibilityTimeout: 360", "VisibilityTimeout: 361"),
        "warning",
        "template",
        "differ in Resources.RetryQueue",
        "sam deploy",
    ),
    "another code": (layer(others=["wiring.py"]), "warning", "code", "1 modules differ: wiring.py", "sam deploy"),
    "another processor": (
        layer(built_for="x86_64"),
        "broken",
        "processor",
        "built for x86_64",
        "RELAY_PLATFORM=aarch64",
    ),
    "campaigns not deployed": (
        campaigns_toml('[campaigns.998]\nname = "Whales"\n[campaigns.998.web_form]\n'),
        "warning",
        "campaigns.toml",
        "998, 999 differ",
        "sam deploy",
    ),
    "campaigns with a mistake": (
        campaigns_toml("[campaigns"),
        "warning",
        "campaigns.toml",
        "has a mistake",
        "make campaigns",
    ),
    "table without a key": (given(ConsentTableName="old"), "broken", "earlier stack", "without KeySecretArn", "both"),
    "key of another region": (
        given(KeySecretArn="arn:aws:secretsmanager:eu-west-1:123456789012:secret:k", ConsentTableName="old"),
        "broken",
        "earlier stack",
        "another region",
        "replicate",
    ),
    "key without a table": (
        given(KeySecretArn="arn:aws:secretsmanager:us-east-1:123456789012:secret:k"),
        "note",
        "earlier stack",
        "without ConsentTableName",
        "deploy",
    ),
}

QUEUE_SETTINGS = {
    "VisibilityTimeout": "30",
    "MessageRetentionPeriod": "3600",
    "SqsManagedSseEnabled": "false",
    "DelaySeconds": "60",
    "MaximumMessageSize": "1024",
    "KmsMasterKeyId": "alias/x",
    "ReceiveMessageWaitTimeSeconds": "3",
    "RedrivePolicy": '{"maxReceiveCount": 3}',
}  # fmt: skip
