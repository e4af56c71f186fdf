"""Every small wrong change to a source file, one at a time: what the tests must notice.

Also tables: an element left out of a set, a row left out of a dict. Much of what Belltown rules by is written so, and
tools that change functions alone would pass it by.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

_SWAPPED: dict[type[ast.cmpop], str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.In: "not in",
    ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], str] = {
    ast.BitAnd: "|", ast.BitOr: "&", ast.Add: "-", ast.Sub: "+", ast.Mult: "+", ast.FloorDiv: "*", ast.Mod: "+",
}  # fmt: skip
_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: where, what stood there, what stands there now, and the whole source with it."""

    line: int
    before: str
    after: str
    source: str

    @property
    def name(self) -> str:
        return f"{self.line}: {_short(self.before)} -> {_short(self.after)}"


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of the source, in the order of its lines. Annotations and docstrings are left alone."""
    tree = ast.parse(source)
    found = [change for node in _walked(tree) for change in _changes(node)]
    for node, after in sorted(found, key=lambda one: (one[0].lineno, one[0].col_offset, one[1])):
        before = ast.get_source_segment(source, node) or ""
        yield Mutant(node.lineno, before, after, _spliced(source, node, after))


def _walked(node: ast.AST) -> Iterator[ast.AST]:
    """Everything that runs: no annotations, and nothing that is there for the type checker."""
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _walked(child)


Change = tuple[ast.expr | ast.stmt, str]


def _changes(node: ast.AST) -> Iterator[Change]:
    yield from _of_conditions(node)
    yield from _of_values(node)
    yield from _of_tables(node)


def _of_conditions(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[op], left=left, comparators=[right]) if type(op) in _SWAPPED:
            yield node, f"({ast.unparse(left)} {_SWAPPED[type(op)]} {ast.unparse(right)})"
        case ast.BoolOp(op=op, values=values):
            word = " or " if isinstance(op, ast.And) else " and "
            yield node, "(" + word.join(f"({ast.unparse(one)})" for one in values) + ")"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield node, f"({ast.unparse(operand)})"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            yield node, f"({ast.unparse(orelse)} if {ast.unparse(test)} else {ast.unparse(body)})"
        case ast.If(test=test):
            yield test, f"(not ({ast.unparse(test)}))"


def _of_values(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.BinOp(op=op, left=left, right=right) if type(op) in _OPERATORS:
            yield node, f"({ast.unparse(left)} {_OPERATORS[type(op)]} {ast.unparse(right)})"
        case ast.Constant(value=bool() as value):
            yield node, str(not value)
        case ast.Constant(value=int() as value):
            yield node, str(value + 1)
        case ast.Name(id=name, ctx=ast.Load()) if name in _NAMES:
            yield node, _NAMES[name]
        case ast.Expr(value=ast.Call()):
            yield node, "pass"


def _of_tables(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Set(elts=elements) | ast.Tuple(elts=elements, ctx=ast.Load()) if len(elements) > 1:
            yield from ((node, _without(node, place)) for place in range(len(elements)))
        case ast.Dict(keys=keys) if len(keys) > 1:
            yield from ((node, _without_key(node, place)) for place in range(len(keys)))


def _without(node: ast.Set | ast.Tuple, place: int) -> str:
    kept = [ast.unparse(one) for number, one in enumerate(node.elts) if number != place]
    return "{" + ", ".join(kept) + "}" if isinstance(node, ast.Set) else "(" + "".join(f"{one}, " for one in kept) + ")"


def _without_key(node: ast.Dict, place: int) -> str:
    pairs = [one for number, one in enumerate(zip(node.keys, node.values, strict=True)) if number != place]
    shown = (f"{ast.unparse(key)}: {ast.unparse(value)}" if key else f"**{ast.unparse(value)}" for key, value in pairs)
    return "{" + ", ".join(shown) + "}"


def _spliced(source: str, node: ast.expr | ast.stmt, after: str) -> str:
    """The source with this node's text replaced. Offsets of the parser count bytes."""
    lines = source.encode().splitlines(keepends=True)
    last = (node.end_lineno or node.lineno) - 1
    head = b"".join(lines[: node.lineno - 1]) + lines[node.lineno - 1][: node.col_offset]
    tail = lines[last][node.end_col_offset :] + b"".join(lines[last + 1 :])
    return (head + after.encode() + tail).decode()


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 90 else f"{plain[:60]} ... {plain[-25:]}"
