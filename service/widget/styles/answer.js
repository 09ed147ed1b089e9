/** The look of a question with its answer and sources. */

export const ANSWER = `
.turn, .card { position: relative }
.asked { padding: .625rem .875rem; margin-bottom: .875rem; background: var(--_accent-soft) }
.asked :is(h2, h3) { font-size: 1em; font-weight: 600 }
.resolved button { min-height: 1.5rem; padding: 0 .375rem }
.answer { display: grid; gap: .875rem; padding: 1rem 1.125rem; grid-template-columns: minmax(0, 1fr) }
.message { font-weight: 500 }
.statements, .part { display: grid; gap: 1rem; grid-template-columns: minmax(0, 1fr) }
.part { gap: .375rem }
.lead { display: grid; gap: .125rem; padding-inline-start: .875rem; border-inline-start: 4px solid var(--_accent-fill) }
.lead .label, .slot .label { font-size: .9375em; color: var(--_muted) }
.lead .label::first-letter, .slot .label::first-letter { text-transform: uppercase }
.lead .value { font-size: 1.75em; line-height: 1.3; font-weight: 700 }
.lead .from { margin-top: .25rem; font-size: .9375em; overflow-wrap: anywhere }
.slot .value { display: block; font-size: 1.25em; line-height: 1.4; font-weight: 700 }
.scrolls { overflow-x: auto; margin-block: .375rem }
.cells { border-collapse: collapse; width: 100%; font-size: .9375em }
.cells :is(th, td) { border: var(--_edge); padding: .25rem .5rem; text-align: start; vertical-align: top; overflow-wrap: anywhere }
.cells th { width: 45%; font-weight: 400; color: var(--_muted); background: var(--_ground) }
.cells .answering :is(th, td) { font-weight: 700; color: var(--_ink) }
.next { display: grid; gap: .375rem; min-height: 1px }
.next .label { font-size: .9375em; color: var(--_muted) }
.places { display: flex; flex-wrap: wrap; gap: .375rem; margin-block: .25rem }
.turn .tools { border-top: var(--_edge); padding-top: .75rem; background: none }
blockquote { margin-block: .25rem .375rem; padding: .125rem 0 .125rem .875rem; border-inline-start: 3px solid var(--_accent) }
:is(.sources, .candidates, .part) > :is(h3, h4) { font-size: .9375em; margin-bottom: .5rem }
.cards { display: grid; gap: .625rem; grid-template-columns: minmax(0, 1fr) }
.card { display: grid; grid-template-columns: minmax(0, 1fr); gap: .125rem; padding: .75rem .875rem }
.card .name { font-weight: 600; overflow-wrap: anywhere }
.about { overflow-wrap: anywhere }
.card .name::first-letter { text-transform: uppercase }
.actions select { min-height: 2.125rem; padding-inline: .5rem; border: var(--_box); border-radius: var(--_radius) }
.card .actions, .card .notice, .card .badges, .card details { margin-top: .375rem }
.card .notice { padding: .25rem .75rem; font-size: .875em }
.original { margin-top: .25rem; padding: .5rem .75rem; background: var(--_ground); border-radius: var(--_radius) }
.foot { font-size: .8125em; color: var(--_muted); border-top: var(--_edge); padding-top: .625rem }
.chips { margin-top: .375rem }
.chips button { min-height: 1.625rem; padding: 0 .5rem; font-size: .875em; border-radius: .8125rem; overflow-wrap: anywhere }
.feedback { display: grid; gap: .5rem; font-size: .9375em }
.feedback fieldset { display: grid; gap: .25rem; margin: 0; padding: .5rem .75rem; min-width: 0 }
.feedback fieldset label { display: flex; gap: .5rem; align-items: center; min-height: 1.75rem }
.feedback input[type="text"] { width: 100%; min-height: 2rem; padding: .25rem .5rem; border: var(--_box) }
.panel.bubble .lead .value { font-size: 1.375em }
@media (max-width: 44rem) { .answer { padding: .875rem .75rem } .lead .value { font-size: 1.375em } }
@media print {
.actions, .busy, .feedback, .chips, .next, .further { display: none }
.answer { padding: 0; border: 0; background: none; gap: .5rem; font-size: 11pt; line-height: 1.4 }
.asked { padding: 0 0 .25rem; background: none; border-bottom: 1px solid #777; border-radius: 0 }
.card { padding: .375rem .5rem }
button.cite { border: 0; padding: 0; background: none; color: inherit }
.answer, .card { border-color: #777; break-inside: avoid }
.verbatim::details-content { content-visibility: visible; block-size: auto }
.originals { display: none }
}
`;
