/** The look of the view of a document. */

export const PAGE_VIEW = `
dialog {
position: fixed; width: min(76rem, calc(100vw - 1.5rem)); height: calc(100dvh - 1.5rem); max-width: none; max-height: none; padding: 0;
margin: auto; background: var(--_ground); color: var(--_ink); overflow: hidden;
}
dialog::backdrop { background: rgb(15 25 40 / .6) }
.viewer { display: grid; height: 100%; grid-template: auto auto auto minmax(0, 1fr) / minmax(13rem, 19rem) minmax(0, 1fr) }
.viewer > header { grid-column: 1 / -1; display: flex; gap: .75rem; align-items: start; padding: .75rem 1rem .5rem }
.viewer > header > div { flex: 1; min-width: 0 }
.viewer h2 { font-size: 1.0625em; overflow-wrap: anywhere }
.viewer h2::first-letter { text-transform: uppercase }
.viewer .tools { grid-area: 3 / 1 / auto / -1; padding: .375rem 1rem .625rem; border-bottom: var(--_edge) }
.viewer .tools .where { min-width: 6rem; text-align: center; font-variant-numeric: tabular-nums }
.viewer .tools label { display: inline-flex; gap: .375rem; align-items: center; font-size: .9375em }
.viewer select { min-height: 2rem; border: var(--_box) }
.outline { overflow: auto; padding: .75rem; border-inline-end: var(--_edge); font-size: .9375em }
.outline summary { font-weight: 650; color: var(--_ink); margin-bottom: .375rem }
.outline :is(button, span) { overflow-wrap: anywhere }
.outline button .title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden }
.outline li ul { padding-inline-start: .75rem; border-inline-start: var(--_edge); margin-inline-start: .5rem }
.outline button {
display: block; width: 100%; min-height: 1.75rem; padding: .125rem .5rem; border-color: transparent; color: var(--_ink); background: none;
}
.outline button[aria-current] { background: var(--_accent-soft); color: var(--_accent); font-weight: 600 }
.outline span { display: block; padding: .125rem .5rem }
.sheet { overflow: auto; padding: 1rem }
.sheet figure { width: 100%; max-width: 54rem; margin-inline: auto }
.sheet.zoom150 figure { width: 150%; max-width: none }
.sheet.zoom200 figure { width: 200%; max-width: none }
.picture { position: relative }
.picture .busy { position: absolute; inset: 0; justify-content: center }
.viewer > .notice { grid-area: 2 / 1 / auto / -1; margin: 0; border-radius: 0; font-size: .875em }
.place { position: absolute; inset-inline-start: 0; width: 1px; height: 1px }
.sheet img { display: block; min-height: 12rem; width: 100%; height: auto; background: #fff; color: #1a2430 }
.sheet figcaption { margin-top: .75rem }
.excerpt { padding: .75rem 1rem }
.excerpt h3 { font-size: .875em }
.flow { max-width: 46rem; margin-inline: auto; padding: 1.25rem 1.5rem }
.flow > * + * { margin-top: .75rem }
.flow h3 { font-size: 1em }
.flow h3::first-letter { text-transform: uppercase }
@media (max-width: 44rem) {
.viewer .tools { font-size: .9375em }
.viewer > header > div { padding-inline-end: 5rem }
.viewer > header > button { position: fixed; inset: .75rem .75rem auto auto; z-index: 1 }
.outline { border-inline-end: 0; border-bottom: var(--_edge); padding-block: .375rem }
.sheet { padding: .5rem }
dialog { width: 100vw; height: 100dvh; border: 0; border-radius: 0 }
}
@media (max-width: 44rem), (max-height: 30rem) {
.viewer { display: block; overflow-y: auto }
.viewer > .notice { position: sticky; bottom: 0; max-height: 35dvh; margin: 0; overflow-y: auto }
}
@media print { dialog[open] { position: static; height: auto } }
`;
