"""Changes of one provision of a document up to a day. Pure: edges in, the ones that touch the provision out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.validity.records import EffectEdge
from index.validity.status import CHANGING_TYPES, has_begun
from ingest.records import Step


@dataclass(frozen=True, slots=True)
class ProvisionChange:
    """An edge in force on a provision.

    ``inside``: the provision asked for lies in the changed one, or is it; else only a part of it is changed.
    """

    edge: EffectEdge
    inside: bool

    @property
    def repealed(self) -> bool:
        """True if the whole provision was repealed."""
        return self.edge.type == "repeals_part" and self.inside


_EQUIVALENT_KINDS = {"khoan": "1", "n1": "1", "roman": "R", "letter": "R", "muc": "R", "diem": "a", "n2": "a"}
_GROUP_KINDS = frozenset(("phan", "chuong", "muc", "tieumuc"))


def path_key(path: Iterable[Step]) -> tuple[tuple[str, str], ...]:
    """A path in the form in which a citation and an outline agree (`khoản 2 Mục I` is the point 2 of part I).

    >>> path_key((Step("chuong", "II"), Step("dieu", "5"), Step("khoan", "2")))
    (('dieu', '5'), ('1', '2'))
    """
    steps = tuple(path)
    if any(step.kind == "dieu" for step in steps):
        steps = tuple(step for step in steps if step.kind not in _GROUP_KINDS)
    if any(step.kind == "stt" for step in steps):  # a row is cited without the group of rows it stands in
        steps = tuple(step for step in steps if step.kind in ("phuluc", "stt"))
    return tuple(
        (_EQUIVALENT_KINDS.get(step.kind, step.kind), step.number.split(".")[-1].lower())
        for step in steps
        if step.number
    )


def provision_changes(
    edges: Iterable[EffectEdge], component: str, path: Sequence[Step], as_of: date
) -> tuple[ProvisionChange, ...]:
    """The changes of a provision up to a day, the latest first."""
    asked = path_key(path)
    found: list[ProvisionChange] = []
    for edge in edges:
        if not edge.accepted or edge.type not in CHANGING_TYPES or not has_begun(edge, as_of) or not edge.path:
            continue
        if edge.component != component and edge.component and component:
            continue
        changed = path_key(edge.path)
        if asked[: len(changed)] == changed:
            found.append(ProvisionChange(edge, inside=True))
        elif changed[: len(asked)] == asked:
            found.append(ProvisionChange(edge, inside=False))
    found.sort(key=lambda change: change.edge.effective or date.min, reverse=True)
    return tuple(found)
