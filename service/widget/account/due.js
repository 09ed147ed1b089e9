/** What is due about a session of so many seconds left. */

export const WARNED_SECONDS = 60;

/** What is due: "wait" (for so many seconds), "stay" (the person works on without asking the service), or "warn". */
export function due(endsIn, touched) {
  if (endsIn > WARNED_SECONDS) return { act: "wait", seconds: endsIn - WARNED_SECONDS + 1 };
  return { act: touched ? "stay" : "warn", seconds: endsIn };
}
