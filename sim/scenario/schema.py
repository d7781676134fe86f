"""JSON Schema of a scenario file, for editors: what may be written where, and what it means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from sim.parts.arrangement import LinkSpec
from sim.scenario.explain import about
from sim.scenario.play import WeatherEffect
from sim.scenario.spec import ScenarioSpec
from sim.scenario.vocabulary import kinds, measures

__all__ = ["schema", "schema_text"]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
PATHS: Final = {
    "type": "object",
    "description": "changes by path, such as 'parts.frigate.speed: 12 kn' or 'arrangement[*].delay: 5 min'",
}


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a scenario file."""
    classes = {f"part_{name}": cls for name, cls in kinds().items()}
    models: list[type[BaseModel]] = [ScenarioSpec, LinkSpec, WeatherEffect, *classes.values()]
    made, shared = models_json_schema([(model, "validation") for model in models], by_alias=True)
    defs: dict[str, Any] = shared["$defs"]
    found = {model: _name(made[model, "validation"]) for model in models}
    for name, cls in kinds().items():
        _of_kind(defs[found[cls]], name, about(cls))
    whole = defs.pop(found[ScenarioSpec])
    _fill(whole["properties"], defs, {name: f"#/$defs/{found[cls]}" for name, cls in kinds().items()}, found)
    return {"$schema": DIALECT, **whole, "title": "Scenario", "$defs": defs}


def schema_text() -> str:
    """Return the schema as it is written to a file."""
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


def _name(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).rsplit("/", 1)[1]


def _of_kind(definition: dict[str, Any], name: str, meaning: str) -> None:
    definition["title"], definition["description"] = name, meaning
    definition["properties"]["kind"] = {"const": name, "description": meaning}
    definition["required"] = sorted({*definition.get("required", ()), "kind", "id"})


def _fill(properties: dict[str, Any], defs: dict[str, Any], parts: Mapping[str, str], found: Mapping[Any, str]) -> None:
    """Put in what the models leave open: kinds, links, changes, measures."""
    one_of = [{"$ref": reference} for reference in parts.values()]
    discriminator = {"propertyName": "kind", "mapping": dict(parts)}
    properties["parts"]["items"] = {"oneOf": one_of, "discriminator": discriminator}
    properties["arrangement"]["items"] = {"$ref": f"#/$defs/{found[LinkSpec]}"}
    properties["cases"] = {"type": "object", "description": properties["cases"]["description"]}
    properties["cases"]["additionalProperties"] = PATHS
    properties["measures"]["items"] = {"anyOf": [{"enum": list(measures())}, {"type": "string", "pattern": r"\."}]}
    options = defs["DecisionSpec"]["properties"]["options"]
    options.pop("patternProperties", None)
    options["additionalProperties"] = PATHS
    weather = {"$ref": f"#/$defs/{found[WeatherEffect]}"}
    defs["InjectSpec"]["properties"]["effect"] |= {"properties": {"weather": weather}}
    defs.pop("PartSpec", None)
