/** The contract of the HTTP interface (OpenAPI 3.1), read for people: groups, fields, examples, commands. Pure. */

/** Fields inside fields are followed so deep; the rest is named and can be looked up by its type. */
const DEPTH = 3;
const KINDS = { string: "chuỗi", integer: "số nguyên", number: "số", boolean: "đúng/sai", object: "đối tượng", array: "danh sách", null: "rỗng" };
const FORMATS = { date: "ngày, 2025-12-31", "date-time": "thời điểm (UTC)", binary: "tệp" };
/** Calls that change nothing, besides those that GET: they may be tried on the page. */
const READING_POSTS = new Set(["/api/v1/ask", "/api/v1/search"]);

/** The operations by their tag, in the order of the contract: [tag, [{ id, method, path, ... }]]. */
export function groups(contract) {
  const found = new Map();
  for (const [path, methods] of Object.entries(contract.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? "Khác";
      if (!found.has(tag)) found.set(tag, []);
      found.get(tag).push({ ...operation, id: `${method}-${path}`, method: method.toUpperCase(), path });
    }
  }
  return [...found];
}

/** Whether an operation is meant by what somebody looks for: every word in its path, its summary or its tag. */
export function isMeant(operation, words) {
  const text = plain(`${operation.method} ${operation.path} ${operation.summary} ${operation.tags ?? ""}`);
  return plain(words).split(/\s+/).every((word) => text.includes(word));
}

function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll(/[đĐ]/g, "d").toLowerCase().trim();
}

/** A schema with its reference followed; the null of an optional value left out. */
export function resolved(contract, schema = {}) {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1);
    return { ...contract.components.schemas[name], named: name };
  }
  const options = (schema.anyOf ?? []).filter((option) => option.type !== "null");
  return options.length === 1 ? { ...schema, anyOf: undefined, ...resolved(contract, options[0]), description: schema.description } : schema;
}

/** The kind of value in words: "danh sách chuỗi", "một trong: lead, coordinate". */
export function kindOf(contract, given) {
  const schema = resolved(contract, given);
  const listed = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  if (listed) return listed.length === 1 ? `luôn là ${listed[0]}` : `một trong: ${listed.join(", ")}`;
  if (schema.type === "array") return schema.items ? `danh sách ${kindOf(contract, schema.items)}` : KINDS.array;
  if (schema.anyOf) return schema.anyOf.filter(({ type }) => type !== "null").map((option) => kindOf(contract, option)).join(" hoặc ");
  const kind = FORMATS[schema.format] ?? (schema.named && schema.type === "object" ? schema.named : KINDS[schema.type] ?? "bất kỳ");
  return kind + limits(schema);
}

function limits({ minimum, maximum, maxLength }) {
  if (minimum != null && maximum != null) return ` từ ${minimum} đến ${maximum}`;
  if (maximum != null) return ` không quá ${maximum}`;
  if (minimum != null) return ` từ ${minimum}`;
  return maxLength == null ? "" : `, không quá ${maxLength} ký tự`;
}

/** The fields of an object and of the objects in it, each with its place: "sources[].document.id". */
export function fieldsOf(contract, given, place = "", above = []) {
  const schema = resolved(contract, given);
  if (schema.type === "array") return fieldsOf(contract, schema.items, `${place}[]`, above);
  if (!schema.properties || above.length >= DEPTH || above.includes(schema.named)) return [];
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    const own = place ? `${place}.${name}` : name;
    const row = { name: own, kind: kindOf(contract, field), required: required.has(name), meaning: meaningOf(contract, field), preset: field.default };
    return [row, ...fieldsOf(contract, field, own, [...above, schema.named])];
  });
}

function meaningOf(contract, field) {
  return field.description ?? resolved(contract, field).description ?? "";
}

/** A value as the contract's own examples show it. */
export function exampleOf(contract, given, above = []) {
  const schema = resolved(contract, given);
  const own = given.examples?.[0] ?? given.example ?? schema.examples?.[0] ?? schema.const ?? schema.enum?.[0];
  if (own !== undefined) return own;
  if (schema.type === "array") return above.includes(schema.items?.$ref) ? [] : [exampleOf(contract, schema.items ?? {}, [...above, schema.items?.$ref])];
  if (!schema.properties || above.length > 2 * DEPTH) return schema.default ?? null;
  const inner = [...above, given.$ref];
  return Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, exampleOf(contract, field, inner)]));
}

/** The JSON body of an operation: its schema; null where it takes none. */
export function bodyOf(operation) {
  return operation.requestBody?.content?.["application/json"]?.schema ?? null;
}

/** The fields of a form body (files), as JSON has them above. */
export function formOf(operation) {
  return operation.requestBody?.content?.["multipart/form-data"]?.schema ?? null;
}

/** Parameters that are written out in an example: those of the path, and what is required. */
export function neededParameters(operation) {
  return (operation.parameters ?? []).filter(({ in: where, required }) => where === "path" || required);
}

/** The address of a call with values for its parameters; what has none is left out, or stays a word in braces. */
export function addressOf(operation, values) {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (whole, name) => (values[name] ? encodeURIComponent(values[name]) : whole));
  const query = (operation.parameters ?? []).filter(({ in: where, name }) => where === "query" && values[name])
    .map(({ name }) => `${name}=${encodeURIComponent(values[name])}`);
  return path + (query.length ? `?${query.join("&")}` : "");
}

/** The call as one shell command. */
export function commandOf(contract, operation, origin) {
  const values = Object.fromEntries(neededParameters(operation).map((parameter) => [parameter.name, String(exampleOf(contract, parameter.schema ?? {}) ?? "")]));
  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [`curl ${quoted(origin + addressOf(operation, values))}`];
  if (operation.method !== "GET") parts[0] = parts[0].replace("curl", `curl -X ${operation.method}`);
  if (operation.security) parts.push(`-H ${quoted("Authorization: Bearer hvb_...")}`);
  const body = bodyOf(operation);
  if (body) parts.push(`-H ${quoted("Content-Type: application/json")}`, `-d ${quoted(JSON.stringify(neededBody(contract, body)))}`);
  if (formOf(operation)) parts.push(`-F ${quoted("file=@van-ban.pdf")}`);
  return parts.join(" \\\n  ");
}

/** What a body must hold at least. */
export function neededBody(contract, given) {
  const schema = resolved(contract, given);
  if (schema.examples?.[0]) return schema.examples[0];
  const needed = (schema.required ?? []).map((name) => [name, exampleOf(contract, schema.properties[name])]);
  return needed.length ? Object.fromEntries(needed) : exampleOf(contract, given);
}

/** Whether the page offers to try it: what only reads, and is no file. */
export function canBeTried(operation) {
  const answers = Object.keys(operation.responses?.["200"]?.content ?? {});
  return answers.includes("application/json") && (operation.method === "GET" || READING_POSTS.has(operation.path));
}
