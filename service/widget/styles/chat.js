/** The look of the panel: its bar, the questions and answers, the box. */

export const CHAT = `
.panel {
display: flex; flex-direction: column; min-height: 0; height: var(--hvb-height, 40rem); background: var(--_ground); overflow: clip;
position: relative; border: var(--_edge);
}
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .75rem; padding: .5rem 1rem; border-bottom: var(--_edge) }
.brand { flex: 1 1 auto; display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem; min-width: 0 }
.brand :is(h1, h2) { line-height: 1.5; font-size: 1.0625em }
.brand .emblem { height: 2.25rem; width: auto; max-width: 6rem }
.brand .unit { color: var(--_muted); overflow-wrap: anywhere }
.log { flex: 1 1 auto; min-height: 0; overflow-y: auto; padding: 1.25rem 1rem; scroll-padding: 1rem; position: relative }
.turns { display: grid; gap: 2rem; grid-template-columns: minmax(0, 1fr) }
.composer { border-top: var(--_edge); padding: .75rem 1rem }
.composer .row { display: flex; gap: .5rem; align-items: end }
.composer label { display: block; font-size: .875em; font-weight: 600; margin-bottom: .25rem }
textarea {
flex: 1 1 auto; min-width: 0; resize: none; field-sizing: content; min-height: 2.75rem; max-height: 10rem; padding: .5rem .75rem; border: var(--_box);
}
textarea:focus-visible { outline-offset: 0; border-radius: var(--_radius) }
::placeholder { color: var(--_muted); opacity: 1 }
.composer button { min-height: 2.75rem; padding-inline: 1.125rem }
.suggested { display: grid; gap: .25rem; margin-bottom: .5rem }
.suggested:empty { display: none }
.suggested button { min-height: 2rem; padding: .125rem .625rem; width: 100%; overflow-wrap: anywhere; display: block }
.composer .hint { margin-top: .375rem; font-size: .8125em; display: flex; flex-wrap: wrap; gap: 0 1rem; justify-content: space-between }
.composer .length.over { color: var(--_bad); font-weight: 600 }
.composer .ai-notice:empty, .composer .more:empty { display: none }
.composer .more { display: flex }
.composer .more button[aria-pressed="true"] { background: var(--_accent-soft); border-color: var(--_accent) }
.welcome { display: grid; gap: 1rem; margin-bottom: 2rem; grid-template-columns: minmax(0, 1fr) }
.welcome:empty { display: none }
.welcome > :is(h2, h3) { font-size: 1.25em; line-height: 1.5 }
.welcome .examples { display: grid; gap: .375rem; justify-items: start }
.welcome .examples button { white-space: normal }
.kept { margin-top: 1rem; font-size: .875em; color: var(--_muted) }
.library ul { display: grid; gap: .125rem; margin-top: .375rem }
.library li button { min-height: 1.75rem; text-decoration: underline; text-underline-offset: .2em }
.panel.bubble { position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483000 }
:host([mode="page"]) { position: absolute; inset: 0 }
.panel.page { height: 100%; border: 0; border-radius: 0 }
.page .bar { padding-block: .75rem; border-top: 4px solid var(--_accent-fill) }
.page .brand h1 { font-size: 1.25em }
.panel.bubble {
width: min(27rem, calc(100vw - 1rem)); height: min(44rem, calc(100dvh - 2rem)); box-shadow: 0 4px 24px rgb(20 40 70 / .3);
}
@media (max-width: 44rem) { .log { padding-inline: .75rem } .composer { padding-inline: .75rem } .panel.bubble { inset: auto .5rem .5rem auto } }
@media (max-width: 44rem), (max-height: 30rem) { .composer .how { display: none } }
@media (max-width: 44rem) {
.bar { padding-inline: .75rem; gap: 0 .125rem }
.bar .label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
}
.panel:not(.page) .bar .label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (max-height: 30rem) {
:host([mode="page"]) { inset: 0 0 auto }
.panel, .panel.page { height: auto; overflow: visible }
.log { overflow: visible }
.panel.bubble { height: calc(100dvh - 1rem); overflow-y: auto }
}
@media print {
:host([mode="page"]) { position: static }
.panel, .panel.page { height: auto; border: 0; overflow: visible; background: none }
.log { overflow: visible; padding: 0 }
.composer, .welcome, .bar { display: none }
.panel.one .turn:not(.printed), .panel.one .kept { display: none }
.turn + .turn { break-before: page }
}
`;
