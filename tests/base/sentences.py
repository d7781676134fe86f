"""The English sentences that the code hands to a tongue, read from the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

__all__ = ["ROOT", "literals", "said"]

ROOT = Path(__file__).resolve().parents[2] / "sim"
SPEAKERS = frozenset({"phrase", "say", "tongue"})


def said(code: str) -> Iterator[str]:
    """Yield each string literal in what is said: the first argument of `tongue(…)`, `….tongue(…)`, `phrase(…)`.

    `map(phrase, (…))` says every literal in the tuple.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call) and node.args:
            if _name(node.func) in SPEAKERS:
                yield from _strings(node.args[0])
            elif _name(node.func) == "map" and _name(node.args[0]) in SPEAKERS:
                yield from (text for argument in node.args[1:] for text in _strings(argument))


def literals(code: str) -> Iterator[str]:
    """Yield every string literal."""
    yield from (node.value for node in ast.walk(ast.parse(code)) if _is_text(node))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _strings(node: ast.expr) -> Iterator[str]:
    """Yield the literals of an expression that is itself text, or either branch of it, or a row of texts."""
    if _is_text(node):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (text for branch in (node.body, node.orelse) for text in _strings(branch))
    elif isinstance(node, (ast.Tuple, ast.List)):
        yield from (text for each in node.elts for text in _strings(each))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
