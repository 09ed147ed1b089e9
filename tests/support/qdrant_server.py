"""A server of Qdrant's REST interface on 127.0.0.1, over the real engine in this process (``qdrant-edge-py``).

No package registry has Qdrant's server. Its engine is one: this serves the calls that the adapter makes, so that
addresses, keys, aliases and failures are tested on the wire, and searches and filters on Qdrant's own code.
"""

from __future__ import annotations

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import qdrant_edge as edge

_DISTANCES = {"Dot": edge.Distance.Dot, "Cosine": edge.Distance.Cosine}
_DATATYPES = {"float16": edge.VectorStorageDatatype.Float16, "float32": edge.VectorStorageDatatype.Float32}


class NotFoundError(Exception):
    """A collection that is not there."""


@dataclass
class QdrantServer:
    """Collections, aliases, and what was asked. ``fails`` answers every request with an error."""

    folder: Path
    key: str | None = None
    shards: dict[str, Any] = field(default_factory=dict)
    created: dict[str, dict[str, Any]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fails: bool = False
    #: Seconds that every answer takes.
    slow: float = 0.0
    url: str = ""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def shard(self, name: str) -> Any:
        """The collection of a name or of an alias."""
        name = self.aliases.get(name, name)
        if name not in self.shards:
            raise NotFoundError(name)
        return self.shards[name]

    def create(self, name: str, body: dict[str, Any]) -> None:
        """A new collection, as a real server would lay it out."""
        folder = self.folder / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        graph = body["hnsw_config"]
        config = edge.EdgeConfig(
            vectors={
                one: edge.EdgeVectorParams(
                    size=given["size"],
                    distance=_DISTANCES[given["distance"]],
                    datatype=_DATATYPES[given["datatype"]],
                )
                for one, given in body["vectors"].items()
            },
            sparse_vectors={one: edge.EdgeSparseVectorParams() for one in body["sparse_vectors"]},
            hnsw_config=edge.HnswIndexConfig(
                m=graph["m"], ef_construct=100, full_scan_threshold=10_000, payload_m=graph["payload_m"]
            ),
        )
        self.shards[name], self.created[name] = edge.EdgeShard.create(str(folder), config), body

    def drop(self, name: str) -> None:
        """Remove a collection."""
        shard = self.shards.pop(name, None)
        if shard is not None:
            shard.close()
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def optimize(self) -> None:
        """Build the graphs and the fast indexes, as a real server does in the background."""
        with self.lock:
            for shard in self.shards.values():
                shard.optimize()

    def move_aliases(self, body: dict[str, Any]) -> None:
        """Apply all actions, or none."""
        moved = dict(self.aliases)
        for action in body["actions"]:
            if "delete_alias" in action:
                del moved[action["delete_alias"]["alias_name"]]
            else:
                made = action["create_alias"]
                moved[made["alias_name"]] = made["collection_name"]
        self.aliases = moved


def _index(server: QdrantServer, name: str, body: dict[str, Any]) -> None:
    schema = body["field_schema"]
    if isinstance(schema, dict):
        kind: Any = edge.KeywordIndexParams(is_tenant=schema["is_tenant"])
    else:
        kind = {"keyword": edge.PayloadSchemaType.Keyword, "integer": edge.PayloadSchemaType.Integer}[schema]
    server.shard(name).update(edge.UpdateOperation.create_field_index(body["field_name"], kind))


def _vector(given: Any) -> Any:
    return edge.SparseVector(given["indices"], given["values"]) if isinstance(given, dict) else given


def _upsert(server: QdrantServer, name: str, body: dict[str, Any]) -> None:
    points = [
        edge.Point(one["id"], {part: _vector(given) for part, given in one["vector"].items()}, one.get("payload"))
        for one in body["points"]
    ]
    server.shard(name).update(edge.UpdateOperation.upsert_points(points))


def _filter(given: dict[str, Any] | None) -> Any:
    if given is None:
        return None
    conditions: list[Any] = []
    for one in given["must"]:
        match = one["match"]
        chosen = edge.MatchAny(match["any"]) if "any" in match else edge.MatchValue(match["value"])
        conditions.append(edge.FieldCondition(one["key"], match=chosen))
    return edge.Filter(must=conditions)


def _query(server: QdrantServer, name: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    shard, answers = server.shard(name), []
    for one in body["searches"]:
        wanted = one["query"]
        nearest = wanted.get("nearest", wanted) if isinstance(wanted, dict) else wanted
        width = (one.get("params") or {}).get("hnsw_ef")
        request = edge.QueryRequest(
            limit=one["limit"],
            query=edge.Query.Nearest(_vector(nearest), using=one["using"]),
            filter=_filter(one.get("filter")),
            params=edge.SearchParams(hnsw_ef=width) if width else None,
        )
        points = [{"id": hit.id, "version": hit.version, "score": hit.score} for hit in shard.query(request)]
        answers.append({"points": points})
    return answers


def _retrieve(server: QdrantServer, name: str, body: dict[str, Any]) -> list[dict[str, Any]]:
    found = server.shard(name).retrieve(body["ids"], True, False)
    return [{"id": record.id, "payload": record.payload} for record in found]


def _delete(server: QdrantServer, name: str, body: dict[str, Any]) -> None:
    server.shard(name).update(edge.UpdateOperation.delete_points(body["points"]))


_CALLS: dict[tuple[str, str], Callable[[QdrantServer, str, dict[str, Any]], Any]] = {
    ("PUT", ""): lambda server, name, body: server.create(name, body),
    ("DELETE", ""): lambda server, name, body: server.drop(name),
    ("PUT", "index"): _index,
    ("PUT", "points"): _upsert,
    ("POST", "points"): _retrieve,
    ("POST", "points/delete"): _delete,
    ("POST", "points/query/batch"): _query,
}


def answer(server: QdrantServer, method: str, path: str, body: dict[str, Any]) -> Any:
    """The result of one call."""
    if (method, path) == ("GET", "/aliases"):
        pairs = [{"alias_name": alias, "collection_name": name} for alias, name in server.aliases.items()]
        return {"aliases": pairs}
    if (method, path) == ("GET", "/collections"):
        return {"collections": [{"name": name} for name in server.shards]}
    if (method, path) == ("POST", "/collections/aliases"):
        server.move_aliases(body)
        return True
    _, _, name, *rest = path.split("/", 3)
    call = "/".join(rest)
    done = _CALLS[method, call](server, name, body)
    if done is None:
        return {"operation_id": 0, "status": "completed"} if call else True
    return done


def _handler(server: QdrantServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            path = urlsplit(self.path).path
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            status, result = 200, None
            server.asked.append(f"{self.command} {path}")
            time.sleep(server.slow)
            with server.lock:
                if server.key is not None and self.headers.get("api-key") != server.key:
                    status = 401
                elif server.fails:
                    status = 500
                else:
                    try:
                        result = answer(server, self.command, path, body)
                    except NotFoundError:
                        status = 404
            sent = json.dumps({"result": result, "status": "ok" if status == 200 else "error", "time": 0.0}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_PUT = do_POST = do_DELETE = _serve

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing is logged."""

    return Handler


@contextmanager
def qdrant_server(folder: Path, key: str | None = None, tls: Any = None) -> Iterator[QdrantServer]:
    """A running server with its collections in a folder; ``tls`` is the context of an encrypted one."""
    server = QdrantServer(folder, key)
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    server.url = f"http{'s' if tls is not None else ''}://127.0.0.1:{http.server_address[1]}"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
        for name in list(server.shards):
            server.drop(name)
