/** A question sent: its events, cut anywhere; an answer that breaks off is fetched again with the same key. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { ServiceError } from "../widget/state/service.js";
import { askStreamed } from "../widget/stream/asking.js";
import { events } from "../widget/stream/events.js";

const TEXT = 'event: sources\ndata: {"a":"đ"}\n\nevent: answer\ndata: {"b":2}\n\n';

function streamOf(...parts) {
  return new ReadableStream({ pull: (to) => (parts.length ? to.enqueue(parts.shift()) : to.close()) });
}

test("events are whole wherever the stream is cut, also inside a letter", async () => {
  const bytes = new TextEncoder().encode(TEXT);
  const all = new Set();
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const found = [];
    for await (const event of events(streamOf(bytes.slice(0, cut), bytes.slice(cut)))) found.push(event);
    all.add(JSON.stringify(found));
  }
  assert.deepEqual([...all], ['[["sources",{"a":"đ"}],["answer",{"b":2}]]']);
});

/** A service whose answers are given one after the other. */
function serviceOf(...given) {
  const keys = [];
  return { keys, send: async (path, body, { headers }) => {
    keys.push(headers["idempotency-key"]);
    const next = given.shift();
    if (next instanceof Error) throw next;
    return new Response(next, { headers: { "content-type": "text/event-stream" } });
  } };
}

test("an answer that breaks off is fetched again, not asked again", async () => {
  const service = serviceOf('event: sources\ndata: {"a":1}\n\n', TEXT);
  const told = [];
  const answer = await askStreamed(service, { question: "a" }, new AbortController().signal, (name) => told.push(name));
  assert.deepEqual([answer, told], [{ b: 2 }, ["sources", "sources"]]);
  assert.equal(service.keys.length, 2);
  assert.equal(new Set(service.keys).size, 1);
});

test("a refusal, or a service that never answered, is told at once", async () => {
  for (const error of [new ServiceError("không", { status: 403, code: "forbidden" }), new ServiceError("mất mạng")]) {
    const service = serviceOf(error, TEXT);
    await assert.rejects(askStreamed(service, {}, new AbortController().signal, () => {}), error);
    assert.equal(service.keys.length, 1);
  }
});
