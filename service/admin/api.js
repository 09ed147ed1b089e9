/** The public HTTP interface, with the session's cookie and its token against forged requests. */

import { TEXT } from "../widget/parts/words.js";

const ROOT = "/api/v1/";

/** A refusal or failure of the service, worded for the reader. */
export class Problem extends Error {
  constructor(message, status = 0, code = "offline") {
    super(message);
    this.status = status;
    this.code = code;
  }
}

let session = null;

/** Who is logged in: {kind, name, scopes, labels, csrf}. */
export async function who(again = false) {
  if (!session || again) session = await get("session");
  return session;
}

/** True where files may be brought in, read again, withdrawn and relabelled; to correct takes the scope "review" alone. */
export const mayWrite = (session) => session.scopes.includes("write");

export function url(path, query = {}) {
  const found = new URL(ROOT + path, location.origin);
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") found.searchParams.append(name, value);
  }
  return found.pathname + found.search;
}

export function one(id) {
  return encodeURIComponent(id);
}

/** Answers asked for before they are needed, by address; each is taken once. */
const early = new Map();

/** Asks for an answer that `get` will want soon. */
export function ahead(path, query = {}) {
  const found = get(path, query);
  found.catch(() => {}); // said to whoever takes it
  early.set(url(path, query), found);
}

export async function get(path, query = {}) {
  const address = url(path, query);
  const known = early.get(address);
  early.delete(address);
  return known ?? read(await answered(address, { headers: { accept: "application/json" } }));
}

/** A change. A stale token (somebody logged in anew in another tab) is fetched again, once. */
export async function send(method, path, body) {
  for (const again of [false, true]) {
    const { csrf } = await who(again);
    const headers = { accept: "application/json", "content-type": "application/json" };
    if (csrf) headers["x-csrf-token"] = csrf;
    try {
      const options = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
      return read(await answered(url(path), options));
    } catch (problem) {
      if (problem.code !== "csrf" || again) throw problem;
    }
  }
  return null;
}

/** Sends files ([{file, name}]) to an open upload; `onProgress` is told the part that is sent (0..1). Gives the job. */
export function sendFiles(number, files, onProgress) {
  return sendTo(`uploads/${number}/files`, files, onProgress);
}

/** Sends files to an address of the interface. */
export async function sendTo(path, files, onProgress = () => {}) {
  const { csrf } = await who();
  return new Promise((resolve, reject) => {
    const body = new FormData();
    for (const one of files) body.append("file", one.file, one.name);
    const request = new XMLHttpRequest();
    request.open("POST", url(path));
    request.setRequestHeader("accept", "application/json");
    if (csrf) request.setRequestHeader("x-csrf-token", csrf);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("load", () => {
      let said = null;
      try {
        said = JSON.parse(request.responseText);
      } catch {
        said = null;
      }
      if (request.status === 401) login();
      if (request.status < 300 && said) resolve(said);
      else reject(problemOf(said, request.status));
    });
    request.addEventListener("error", () => reject(new Problem(TEXT.offline)));
    request.send(body);
  });
}

/** Follows a job; gives a function that stops it. */
export function follow(number, onFile, onState) {
  const source = new EventSource(url(`jobs/${number}/events`));
  source.addEventListener("file", (event) => onFile(JSON.parse(event.data)));
  source.addEventListener("progress", (event) => onState(JSON.parse(event.data)));
  source.addEventListener("end", (event) => {
    source.close();
    onState(JSON.parse(event.data));
  });
  return () => source.close();
}

export function login() {
  location.assign(`/login?next=${encodeURIComponent(`/admin${location.hash}`)}`);
}

export async function logout() {
  const { csrf } = await who(true);
  await fetch("/logout", { method: "POST", headers: { "x-csrf-token": csrf }, redirect: "manual" });
  location.assign("/login?next=/admin");
}

async function answered(address, options) {
  let response;
  try {
    response = await fetch(address, options);
  } catch {
    throw new Problem(TEXT.offline);
  }
  if (response.ok) return response;
  if (response.status === 401) login();
  throw problemOf(await response.json().catch(() => null), response.status);
}

function problemOf(said, status) {
  const fields = (said?.errors ?? []).map((error) => `${error.field}: ${error.reason}`).join("; ");
  const known = typeof said?.detail === "string" ? said.detail : null;
  return new Problem(known || fields || `${TEXT.broken} (mã ${status})`, status, said?.code ?? "unexpected");
}

async function read(response) {
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new Problem(TEXT.broken, response.status, "unexpected");
  }
}
