/** The session behind a page: read, and ended. */

/** The session as the service tells it; null once it is over. `background`: nobody asked for it, so it is no use. */
export async function readSession(base, background) {
  const headers = { accept: "application/json", ...(background && { "x-hoivanban-background": "1" }) };
  const response = await fetch(new URL("api/v1/session", base), { headers, cache: "no-store" });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(`session: ${response.status}`);
  const session = await response.json();
  return session.ends_in == null ? null : session; // a guest, where people may ask without an account
}

/** Ends the session, or all of the same person's, and leads to the page that says so. */
export async function leave(base, everywhere) {
  const session = await readSession(base, true);
  if (session?.csrf) {
    const body = new URLSearchParams(everywhere ? { everywhere: "1" } : {});
    await fetch(new URL("logout", base), { method: "POST", headers: { "x-csrf-token": session.csrf }, body, redirect: "manual" });
  }
  location.assign(new URL(`login?ended=${session?.account ? "oidc" : "1"}`, base));
}

/** The address of the login, and from there back to where the page stands. */
export function loginAddress(base, ended = "") {
  const address = new URL("login", base);
  if (ended) address.searchParams.set("ended", ended);
  address.searchParams.set("next", location.pathname + location.search + location.hash);
  return address.href;
}
