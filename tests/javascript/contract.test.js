/** The contract read for people: groups, fields, examples, commands; and the whole real contract without a fault. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  addressOf, canBeTried, commandOf, exampleOf, fieldsOf, groups, isMeant, kindOf, neededBody,
} from "../widget/pages/reference/contract.js";

const CONTRACT = JSON.parse(readFileSync(process.env.CONTRACT, "utf8"));
const ALL = groups(CONTRACT).flatMap(([, operations]) => operations);
const one = (method, path) => ALL.find((operation) => operation.method === method && operation.path === path);

test("every call of the contract is shown, with fields and a command", () => {
  assert.equal(ALL.length, Object.values(CONTRACT.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0));
  assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
  for (const operation of ALL) {
    assert.match(commandOf(CONTRACT, operation, "https://x"), /^curl (-X [A-Z]+ )?'https:\/\/x\//, operation.id);
    for (const parameter of operation.parameters ?? []) assert.ok(kindOf(CONTRACT, parameter.schema), operation.id);
    for (const { content = {} } of Object.values(operation.responses)) {
      for (const { schema } of Object.values(content)) {
        const rows = schema ? fieldsOf(CONTRACT, schema) : [];
        assert.deepEqual(rows.filter(({ kind }) => !kind || kind.includes("undefined")), [], operation.id);
        JSON.stringify(exampleOf(CONTRACT, schema ?? {}));
      }
    }
  }
});

test("fields of fields have their place, their kind, and whether they are always there", () => {
  const rows = fieldsOf(CONTRACT, { $ref: "#/components/schemas/AnswerOut" });
  const field = (name) => rows.find((row) => row.name === name);
  assert.deepEqual([field("sources[].document.id").kind, field("sources[].document.id").required], ["chuỗi", true]);
  assert.equal(field("statements").kind, "danh sách StatementOut");
  assert.match(field("status").kind, /^một trong: complete, partial/);
  assert.equal(field("listing").required, false);
  const sent = fieldsOf(CONTRACT, one("POST", "/api/v1/ask").requestBody.content["application/json"].schema);
  assert.deepEqual(sent.filter(({ required }) => required).map(({ name }) => name), ["question"]);
});

test("a command can be run as it is shown: quotes, needed fields, a file", () => {
  const asked = commandOf(CONTRACT, one("POST", "/api/v1/ask"), "https://x");
  assert.match(asked, /^curl -X POST 'https:\/\/x\/api\/v1\/ask' \\\n {2}-H 'Authorization: Bearer hvb_...' \\\n/);
  assert.ok(asked.endsWith(`-d '{"question":"Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?"}'`));
  assert.match(commandOf(CONTRACT, one("POST", "/api/v1/documents"), "https://x"), /-F 'file=@van-ban.pdf'/);
  assert.match(commandOf(CONTRACT, one("GET", "/api/v1/documents/{document_id}"), "https://x"), /documents\/d_/);
  assert.deepEqual(neededBody(CONTRACT, { $ref: "#/components/schemas/TitleIn" }), { title: exampleOf(CONTRACT, CONTRACT.components.schemas.TitleIn.properties.title) });
  const quoted = commandOf({ components: { schemas: {} } }, { method: "GET", path: "/a", parameters: [{ name: "q", in: "query", required: true, schema: { examples: ["a'b"] } }] }, "https://x");
  assert.equal(quoted, "curl 'https://x/a?q=a'\\''b'");
});

test("an address has its values, and what has none stays to be filled", () => {
  const operation = one("GET", "/api/v1/documents/{document_id}/pages/{number}.png");
  assert.equal(addressOf(operation, { document_id: "d/1", passage: "7" }), "/api/v1/documents/d%2F1/pages/{number}.png?passage=7");
});

test("only what reads is offered to be tried", () => {
  const tried = ALL.filter(canBeTried);
  assert.ok(tried.length > 30);
  assert.deepEqual(tried.filter(({ method }) => method !== "GET").map(({ path }) => path).sort(), ["/api/v1/ask", "/api/v1/search"]);
  assert.equal(canBeTried(one("GET", "/api/v1/library/backup")), false);
});

test("an address is found by its words, with or without accents", () => {
  const found = (words) => ALL.filter((operation) => isMeant(operation, words)).map(({ path }) => path);
  assert.ok(found("nhiem vu get").includes("/api/v1/tasks"));
  assert.ok(found("Đổi tên").length === 0 && found("dat ten").includes("/api/v1/conversations/{conversation_id}/rename"));
  assert.equal(found("").length, ALL.length);
});
