"""The HTTP API's routes, read from the deployed stack, and found as API Gateway finds them.

SAM writes the routes of an HTTP API into its OpenAPI body, which the emulator does not read.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.place import STACK_NAME
from local.processes import StackError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient

ANY = "x-amazon-apigateway-any-method"
INTEGRATION = "x-amazon-apigateway-integration"
DEFAULT = "$default"
"""The path, and the key, of the route for whatever matches no other one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`path` as in the template, such as /signup/{campaignid}; `function` is the deployed function's name."""

    method: str
    path: str
    function: str

    @property
    def key(self) -> str:
        """The route's name in events and logs."""
        return DEFAULT if self.path == DEFAULT else f"{self.method} {self.path}"


def find(routes: Sequence[Route], method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """A request's route and its path parameters: fixed paths first, then variable ones, `DEFAULT` last."""
    matches = [
        (parameters, route)
        for route in routes
        if route.method in (method, "ANY") and (parameters := _parameters(route.path, path)) is not None
    ]
    if not matches:
        return next(((route, {}) for route in routes if route.path == DEFAULT), None)
    parameters, route = min(matches, key=lambda match: (len(match[0]), match[1].method == "ANY"))
    return route, parameters


def _parameters(template: str, path: str) -> dict[str, str] | None:
    """What the variables of a route's path stand for in `path`; None if it is not this route's."""
    wanted, given = template.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    parameters = {}
    for part, value in zip(wanted, given, strict=True):
        if part.startswith("{") and part.endswith("}") and value:
            parameters[part[1:-1]] = value
        elif part != value:
            return None
    return parameters


def read_routes(stacks: "CloudFormationClient") -> list[Route]:
    """All routes of the deployed stack. Raises `StackError` if it has none, or one that is not understood."""
    template: Any = stacks.get_template(StackName=STACK_NAME, TemplateStage="Processed")["TemplateBody"]
    pages = stacks.get_paginator("list_stack_resources").paginate(StackName=STACK_NAME)
    resources = [each for page in pages for each in page["StackResourceSummaries"]]
    names = {found["LogicalResourceId"]: found.get("PhysicalResourceId", "") for found in resources}
    routes = routes_of(json.loads(template) if isinstance(template, str) else template, names)
    if not routes:
        raise StackError("the deployed stack has no HTTP API with routes: see Events in template.yaml")
    return routes


def routes_of(template: Mapping[str, Any], names: Mapping[str, str]) -> list[Route]:
    """The routes in a processed template; `names` are the deployed resources' names by their logical ids."""
    routes = []
    for resource in template["Resources"].values():
        if resource["Type"] != "AWS::ApiGatewayV2::Api":
            continue
        for path, methods in resource["Properties"].get("Body", {}).get("paths", {}).items():
            for method, operation in methods.items():
                function = names[_function_of(path, operation)]
                routes.append(Route(method="ANY" if method == ANY else method.upper(), path=path, function=function))
    return routes


def _function_of(path: str, operation: Mapping[str, Any]) -> str:
    uri = json.dumps(operation.get(INTEGRATION, {}).get("uri", ""))
    found = re.search(r"functions/\$\{(\w+)\.Arn\}/invocations", uri)
    if found is None:
        raise StackError(f"the route {path} does not lead to a function of this template")
    return found.group(1)
