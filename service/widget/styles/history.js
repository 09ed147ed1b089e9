/** The look of the history, and of the chat beside it. */

export const HISTORY = `
.rooms { display: flex; flex: 1 1 auto; min-height: 0; position: relative }
.talk { display: flex; flex-direction: column; flex: 1 1 auto; min-width: 0; min-height: 0 }
.history {
display: flex; flex-direction: column; gap: .5rem; width: min(19rem, 100%); flex: none; min-height: 0; overflow-y: auto; padding: .75rem;
background: var(--_surface); border-inline-end: var(--_edge); font-size: .9375em;
}
.history .head { display: flex; align-items: center; justify-content: space-between }
.history .head > :first-child { font-size: 1em }
.history input { width: 100%; min-height: 2.25rem; padding: .25rem .5rem; border: var(--_box) }
.history .day { margin-top: .5rem; font-size: .8125em; font-weight: 650; color: var(--_muted) }
.history .row { display: flex; align-items: start; gap: 0; flex-wrap: wrap }
.history .row > p, .history .row > form { width: 100%; display: grid; gap: .375rem; padding-block: .25rem }
.history .open { flex: 1 1 0; min-width: 0; display: block; color: var(--_ink) }
.history .open .title { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere }
.history .open[aria-current] { background: var(--_accent-soft); color: var(--_accent); font-weight: 600 }
.history .acts { display: flex; flex: none }
.history .acts button { padding-inline: .375rem; color: var(--_muted) }
.panel:not(.page) .history, .panel.page .history.over { position: absolute; inset: 0 auto 0 0; z-index: 2; box-shadow: 0 4px 24px rgb(20 40 70 / .3) }
@media (max-width: 70rem) { .history { position: absolute; inset: 0 auto 0 0; z-index: 2; box-shadow: 0 4px 24px rgb(20 40 70 / .3) } }
@media (max-height: 30rem) { .history { position: static; width: 100%; box-shadow: none } .rooms { display: block } }
@media print { .history { display: none } .rooms, .talk { display: block } }
`;
