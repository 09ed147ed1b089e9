/** What all parts of the chat share: text, buttons, badges, notices. */

export const BASE = `
*, *::before, *::after { box-sizing: border-box }
h1, h2, h3, h4, p, ul, ol, blockquote, figure, dl, dd { margin: 0; padding: 0 }
ul, ol { list-style: none }
h1, h2, h3, h4 { font-weight: 650 }
button, textarea, select, input { font: inherit; line-height: 1.5; color: inherit }
a { color: var(--_accent) }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; border-radius: 3px }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
[hidden] { display: none !important }
.panel, button, textarea, input, select, fieldset, dialog, .asked, .answer, .card, .excerpt, a.button { border-radius: var(--_radius) }
.answer, .card, .feedback fieldset, dialog, .sheet img, .excerpt, .flow, button { border: var(--_edge) }
.bar, .composer, .answer, .card, .outline, .excerpt, .flow, .tools, .viewer > header, select, textarea, input { background: var(--_surface) }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate }
.column { max-width: 50rem; margin-inline: auto }
button, a.button {
display: inline-flex; align-items: center; gap: .375rem; min-height: 2rem; padding: .25rem .75rem; background: var(--_surface);
color: var(--_accent); cursor: pointer; text-align: start;
}
a.button { text-decoration: none; border: var(--_edge) }
:is(button, a.button):hover { border-color: var(--_accent); background: var(--_accent-soft) }
button[aria-disabled="true"], button:disabled { color: var(--_muted); cursor: default; background: var(--_ground); border-color: var(--_line) }
:is(button, a.button).plain { border-color: transparent; background: none; padding-inline: .5rem }
:is(button, a.button).plain:hover { border-color: var(--_accent) }
button.primary { background: var(--_accent-fill); border-color: var(--_accent-fill); color: var(--_on-accent); font-weight: 600 }
button.primary:hover { filter: brightness(1.15) }
button.cite { min-height: 1.75rem; padding: 0 .5rem; font-size: .875em; border-color: transparent; background: var(--_accent-soft) }
button.cite:hover { border-color: var(--_accent) }
.icon { width: 1.125em; height: 1.125em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round }
.actions, .badges, .chips { display: flex; flex-wrap: wrap; gap: .375rem; align-items: center }
.badge {
padding: .0625rem .5rem; border: 1px solid currentColor; border-radius: 3px; font-size: .8125em; font-weight: 600;
color: var(--_muted); background: var(--_surface);
}
.badge.complete { color: var(--_good); background: var(--_good-soft) }
.badge.partial, .badge.sample { color: var(--_warn); background: var(--_warn-soft) }
.badge.ambiguous { color: var(--_info); background: var(--_info-soft) }
.badge.refused, .badge.error { color: var(--_bad); background: var(--_bad-soft) }
.notice {
padding: .375rem .75rem; border-inline-start: 4px solid var(--_warn); background: var(--_warn-soft); font-size: .9375em; overflow-wrap: anywhere;
}
.hint, .resolved, .about { font-size: .875em; color: var(--_muted) }
mark { background: var(--_mark); color: var(--_mark-ink); padding-block: .1em; border-radius: 2px }
details > summary { cursor: pointer; color: var(--_accent); min-height: 1.75rem; width: fit-content }
.busy { color: var(--_muted); display: flex; flex-wrap: wrap; align-items: center; gap: .75rem }
.busy .dots::after {
content: ""; display: inline-block; width: 1rem; height: 1rem; margin-inline-start: .5rem; vertical-align: -.15em;
border: 2px solid var(--_line); border-top-color: var(--_accent); border-radius: 50%; animation: turn 1s linear infinite;
}
@keyframes turn { to { rotate: 360deg } }
@media (prefers-reduced-motion: reduce) { .busy .dots::after { animation: none } }
@media (forced-colors: active) { mark { outline: 1px solid } .primary { border: 2px solid } }
`;
