"""Encounters as a table, so that the reading of many can be compared with the reading of one."""

import duckdb
import ibis
import pyarrow as pa

from belltown.protocol.answers import Answer
from belltown.protocol.facts import Kind
from belltown.protocol.screen import screen

ARROW = {Kind.YES_NO: pa.bool_(), Kind.NUMBER: pa.float64(), Kind.CHOICE: pa.string(), Kind.LAST_DATE: pa.date32()}


def facts_of_pathway(version, pathway):
    return sorted({fact for criterion in version.criteria_for(pathway) for fact in criterion.facts}, key=lambda f: f.id)


def table_of(version, pathway, rows):
    """`rows` are (date, facts) pairs. The table has a column for every fact the pathway reads."""
    columns = {"on": pa.array([on for on, _ in rows], pa.date32()), "row": pa.array(range(len(rows)), pa.int64())}
    for fact in facts_of_pathway(version, pathway):
        columns[fact.id] = pa.array([facts.get(fact.id) for _, facts in rows], ARROW[fact.kind])
    return pa.table(columns)


def run(expression):
    """The rows of an Ibis expression over memtables, as dicts."""
    return expression.to_pyarrow().to_pylist()


def screened(version, pathway, rows):
    """One dict a row: `eligible` and every criterion's id to its Answer."""
    wide = screen(ibis.memtable(table_of(version, pathway, rows)), version, pathway).order_by("row")
    return [answers(row, version, pathway) for row in run(wide)]


def answers(row, version, pathway):
    names = ["eligible", *(criterion.id for criterion in version.criteria_for(pathway))]
    return {name: answer(row[f"{name}__yes"], row[f"{name}__no"]) for name in names}


def answer(yes, no):
    assert isinstance(yes, bool), "an answer in a table is never NULL"
    assert isinstance(no, bool), "an answer in a table is never NULL"
    assert not (yes and no), "an answer is never both yes and no"
    return Answer.YES if yes else Answer.NO if no else Answer.UNKNOWN


def connection():
    return ibis.duckdb.from_connection(duckdb.connect())
