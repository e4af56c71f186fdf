"""Ledgers for tests: a list of sealed entries over several chains, as a writer would leave them."""

from belltown.ledger.chain import CHECKPOINT, MAIN, Head, checkpoint
from belltown.ledger.entry import genesis, seal, sealed_subjects


class Writer:
    def __init__(self):
        self.sealed = []
        self.heads = {}

    def append(self, chain, entry, subjects=()):
        if subjects:
            entry = {**entry, "detail": {"rows": len(subjects), **sealed_subjects(subjects)}}
        head = self.heads.get(chain, Head(chain, 0, genesis(chain)))
        sealed = seal(chain, head.number + 1, head.digest, entry, subjects)
        self.sealed.append(sealed)
        self.heads[chain] = Head(chain, sealed.number, sealed.digest)
        return sealed

    def checkpoint(self):
        return self.append(MAIN, checkpoint(self.heads.values()))

    @property
    def lines(self):
        return [sealed.line() for sealed in self.sealed]


def written(acts):
    """A ledger from (chain, act) pairs; the act "checkpoint" writes one."""
    writer = Writer()
    for place, (chain, act) in enumerate(acts):
        if act == CHECKPOINT:
            writer.checkpoint()
        else:
            shown = [("participant", f"p{number}") for number in range(place % 3)]
            writer.append(chain, {"act": act, "subject_id": place}, shown)
    return writer
