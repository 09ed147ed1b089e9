"""Qdrant as the engine. The only module that imports its client.

One collection holds all passages: a sparse vector of weighted terms, a dense one, and the facts that
conditions look at. The label is Qdrant's tenant, and the graph of neighbours is built within each label only
(``m=0, payload_m``): passages that an asker may not see are not even on the way to those that he may. Both legs are one
request, with a search for each label of the asker in the dense one.

An alias names the collection that answers. A rebuild fills another one beside it, and the alias moves at once.
"""

from __future__ import annotations

import ssl
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx
import numpy as np
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ApiException, UnexpectedResponse

from index.derived.legs import Found
from index.engine.address import EngineAddress
from index.engine.port import EngineAway, EngineQuery, EngineState
from index.engine.weights import SparseVector, WeighedPassage
from index.records import Filters, Ints

TERMS, DENSE = "terms", "dense"
#: The point that holds the state; passages are numbered from 1, and it has no label, so that no search finds it.
STATE_ID, STATE_FIELD = 0, "state"
#: Neighbours of a passage in its label's graph, and how widely a search looks.
GRAPH_NEIGHBOURS, SEARCH_WIDTH = 16, 256
#: Passages asked for beyond those wanted: of equal scores the first by id are taken, on every engine the same.
SPARE = 32
#: Points sent at once: some 3 MB of JSON.
POINTS_AT_ONCE = 256
#: Writing waits for the replicas and for whatever the cluster is busy with; asking does not.
WRITE_SECONDS = 120
_KEYWORDS = ("document", "type", "issuer", "territory")


class Qdrant:
    """One collection of a Qdrant cluster: the one that the alias names, or one beside it."""

    def __init__(
        self, asking: QdrantClient, writing: QdrantClient, alias: str, address: EngineAddress, collection: str = ""
    ) -> None:
        self._asking = asking
        self._writing = writing
        self._alias = alias
        self._address = address
        self._collection = collection or alias

    @classmethod
    def at(cls, address: EngineAddress, library_id: str) -> Qdrant:
        """The collection of a library in the cluster at an address. Nothing is sent before the first use."""
        asking, writing = (_client(address, seconds) for seconds in (address.seconds, WRITE_SECONDS))
        return cls(asking, writing, f"hoivanban-{library_id}", address)

    def search(self, query: EngineQuery) -> tuple[Found, Found]:
        """Both legs in one request; the dense one asks each label's own graph, as the embedded one does."""
        requests = [
            models.QueryRequest(
                query=query.vector.tolist(), using=DENSE, filter=_conditions(query.filters, [label]),
                limit=query.most_dense + SPARE, params=models.SearchParams(hnsw_ef=max(SEARCH_WIDTH, query.most_dense)),
            )
            for label in query.labels
        ]  # fmt: skip
        if len(query.terms.indices):
            requests.append(
                models.QueryRequest(
                    query=_sparse(query.terms),
                    using=TERMS,
                    filter=_conditions(query.filters, query.labels),
                    limit=query.most_lexical + SPARE,
                )
            )
        with _there():
            answers = self._asking.query_batch_points(self._collection, requests) if requests else []
        found = [[(point.id, point.score) for point in answer.points] for answer in answers]
        near = [pair for one in found[: len(query.labels)] for pair in one]
        lexical = [pair for one in found[len(query.labels) :] for pair in one]
        return _best(lexical, query.most_lexical), _best(near, query.most_dense)

    def add(self, passages: Sequence[WeighedPassage]) -> None:
        """Add passages, each replacing one of its id."""
        for start in range(0, len(passages), POINTS_AT_ONCE):
            points = [
                models.PointStruct(
                    id=passage.id,
                    vector={DENSE: passage.vector.tolist(), TERMS: _sparse(passage.terms)},
                    payload=dict(passage.facts),
                )
                for passage in passages[start : start + POINTS_AT_ONCE]
            ]
            with _there():
                self._writing.upsert(self._collection, points, wait=True)

    def withdraw(self, passage_ids: Sequence[int]) -> None:
        """Remove passages by id."""
        for start in range(0, len(passage_ids), POINTS_AT_ONCE):
            part = models.PointIdsList(points=list(passage_ids[start : start + POINTS_AT_ONCE]))
            with _there():
                self._writing.delete(self._collection, part, wait=True)

    def state(self) -> EngineState | None:
        """The state that the collection's own point tells."""
        with _there():
            if self._collection == self._alias and self._live(self._asking) is None:
                return None
            found = self._asking.retrieve(self._collection, [STATE_ID], with_payload=True, with_vectors=False)
        return EngineState.from_text(str((found[0].payload or {}).get(STATE_FIELD, ""))) if found else None

    def record(self, state: EngineState) -> None:
        """Write the state's point, after all that it speaks of."""
        point = models.PointStruct(id=STATE_ID, vector={}, payload={STATE_FIELD: state.to_text()})
        with _there():
            self._writing.upsert(self._collection, [point], wait=True)

    def beside(self, dimension: int) -> Qdrant:
        """A new collection; what an earlier rebuild left unfinished is dropped."""
        with _there():
            live, numbers = self._live(self._writing), [0]
            for name in self._own():
                numbers.append(int(name.rpartition("-")[2]))
                if name != live:
                    self._writing.delete_collection(name)
            fresh = f"{self._alias}-{max(numbers) + 1}"
            self._create(fresh, dimension)
        return Qdrant(self._asking, self._writing, self._alias, self._address, fresh)

    def go_live(self) -> None:
        """Move the alias to this collection in one step, then drop the others."""
        with _there():
            moves: list[Any] = []
            if self._live(self._writing) is not None:
                gone = models.DeleteAlias(alias_name=self._alias)
                moves.append(models.DeleteAliasOperation(delete_alias=gone))
            named = models.CreateAlias(collection_name=self._collection, alias_name=self._alias)
            moves.append(models.CreateAliasOperation(create_alias=named))
            self._writing.update_collection_aliases(moves)
            for name in self._own():
                if name != self._collection:
                    self._writing.delete_collection(name)

    def _live(self, client: QdrantClient) -> str | None:
        """The collection that the alias names."""
        aliases = client.get_aliases().aliases
        return next((alias.collection_name for alias in aliases if alias.alias_name == self._alias), None)

    def _own(self) -> list[str]:
        """The collections of this library."""
        names = [collection.name for collection in self._writing.get_collections().collections]
        start = f"{self._alias}-"
        return [name for name in names if name.startswith(start) and name.removeprefix(start).isdigit()]

    def _create(self, name: str, dimension: int) -> None:
        replicas = self._address.replicas
        self._writing.create_collection(
            name,
            vectors_config={
                DENSE: models.VectorParams(
                    size=dimension, distance=models.Distance.DOT, datatype=models.Datatype.FLOAT32
                )
            },
            sparse_vectors_config={TERMS: models.SparseVectorParams()},
            hnsw_config=models.HnswConfigDiff(m=0, payload_m=GRAPH_NEIGHBOURS),
            shard_number=self._address.shards,
            replication_factor=replicas,
            # More than half: what was confirmed is found again after one machine is lost.
            write_consistency_factor=replicas // 2 + 1,
            on_disk_payload=True,
            timeout=WRITE_SECONDS,
        )
        tenant = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
        self._writing.create_payload_index(name, "access", tenant, wait=True)
        for field in _KEYWORDS:
            self._writing.create_payload_index(name, field, models.PayloadSchemaType.KEYWORD, wait=True)
        self._writing.create_payload_index(name, "year", models.PayloadSchemaType.INTEGER, wait=True)


def _client(address: EngineAddress, seconds: int) -> QdrantClient:
    """A client that waits so long for each answer. Nothing is sent before its first use."""
    verified = ssl.create_default_context(cafile=str(address.ca)) if address.ca else True
    with warnings.catch_warnings():
        # A key that travels in clear: `hoivanban doctor` says so, unless it stays on this machine.
        warnings.simplefilter("ignore", UserWarning)
        return QdrantClient(
            url=address.url, port=None, api_key=address.key, timeout=seconds, prefer_grpc=False,
            check_compatibility=False, verify=verified,
        )  # fmt: skip


@contextmanager
def _there() -> Iterator[None]:
    """What goes wrong with the engine, as :class:`EngineAway`."""
    try:
        yield
    except UnexpectedResponse as error:
        raise EngineAway(f"HTTP {error.status_code}") from error
    except (ApiException, httpx.HTTPError, OSError) as error:
        raise EngineAway(type(error).__name__) from error
    except ValueError as error:  # an answer that is none of Qdrant's
        raise EngineAway(f"câu trả lời không đúng dạng ({type(error).__name__})") from error


def _conditions(filters: Filters, labels: Sequence[str]) -> models.Filter:
    wanted = {
        "access": labels, "document": filters.document_ids, "type": filters.types, "issuer": filters.issuers,
        "territory": filters.territories,
    }  # fmt: skip
    must: list[models.Condition] = [
        models.FieldCondition(key=name, match=models.MatchAny(any=list(values)))
        for name, values in wanted.items()
        if values is not None
    ]
    if filters.year is not None:
        must.append(models.FieldCondition(key="year", match=models.MatchValue(value=filters.year)))
    return models.Filter(must=must)


def _sparse(vector: SparseVector) -> models.SparseVector:
    return models.SparseVector(indices=vector.indices.tolist(), values=vector.values.tolist())


def _best(found: Sequence[tuple[Any, float]], most: int) -> Found:
    """The best of the pairs of id and score; of equal ones the first by id, whatever the engine's order."""
    ids: Ints = np.array([int(number) for number, _ in found], np.int64)
    scores = np.array([score for _, score in found], np.float32)
    best = np.lexsort((ids, -scores))[:most]
    return Found(ids[best], scores[best])
