"""Routes that declare no scope, each with its reason: the test of who is let in, and the test of security, ask here."""

from __future__ import annotations

#: Routes that anybody may call, each with its reason.
PUBLIC_ROUTES = {
    "/healthz": "says only that the process runs",
    "/readyz": "counts only what anybody may see",
    "/": "the page's own files hold no data; it asks the gate itself",
    "/{name}": "the page's own files",
    "/api/v1/appearance": "the unit's name and colours, which every page shows",
    "/emblem": "the unit's emblem, which every page shows",
    "/a/{answer_id}": "the page's own files; it asks the gate itself",
    "/van-ban/{document_id}": "the page's own files; it asks the gate itself",
    "/thu-nhung": "the page's own files; it asks the gate itself",
    "/docs": "the page's own files; it asks the gate itself",
    "/widget.js": "the element's own script, for the pages of others",
    "/modules/{version}/{path:path}": "the pages' own scripts",
    "/admin": "the page's own files; it asks the gate itself",
    "/admin/{name}": "the page's own files",
    "/login": "is how one becomes known",
    "/logout": "checks the session's own token",
    "/login.css": "the style of the login pages",
    "/logout/oidc": "only leads to the provider's own page",
    "/login/oidc": "is how one becomes known",
    "/login/oidc/callback": "checks state, nonce and signature",
    "/login/oidc/back-channel-logout": "checks the provider's signature",
    "/api/v1/problems/{code}": "describes error codes",
    "/api/v1/problems": "describes error codes",
    "/api/v1/widget/token": "checks the page's origin, or the site's secret",
    "/metrics": "checks that the caller is this machine, or has the scope read",
}
