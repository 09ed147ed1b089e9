/** How the page about the HTTP interface looks, on top of the plain pages' sheet; dark as the system has it. */

export const STYLES = `
main.wide { max-width: 60rem }
main.wide h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; scroll-margin-top: 1rem }
main.wide h3 { font-size: 1rem; margin: 1rem 0 .25rem }
main.wide code, main.wide pre { font: .9375em/1.5 "Cascadia Mono", Consolas, "Noto Sans Mono", "Liberation Mono", monospace; overflow-wrap: anywhere }
main.wide pre { max-height: 24rem; overflow: auto; margin: .25rem 0; padding: .75rem; border: 1px solid #6f7b89; border-radius: .375rem; white-space: pre-wrap }
main.wide details { border-bottom: 1px solid #d3dae2; scroll-margin-top: 1rem }
main.wide summary { padding: .5rem 0; cursor: pointer; overflow-wrap: anywhere }
main.wide .inside { padding: 0 0 1rem 1rem }
main.wide .about { display: block; color: #4c5866 }
main.wide .method { display: inline-block; min-width: 3.5rem; padding: 0 .375rem; border: 1px solid; border-radius: .25rem; font-size: .8125rem; font-weight: 700; text-align: center; color: #17592e }
main.wide .method.post, main.wide .method.put, main.wide .method.patch { color: #734600 }
main.wide .method.delete { color: #8a1c14 }
main.wide .groups { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; list-style: none }
main.wide .groups a { display: inline-block; padding: .25rem 0 }
main.wide .fields { margin: .25rem 0 }
main.wide .fields > div { padding: .375rem 0; border-top: 1px solid #d3dae2 }
main.wide .fields dd { margin: 0 0 0 1rem; overflow-wrap: anywhere }
main.wide .kind { color: #4c5866 }
main.wide form { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); margin: .5rem 0 }
main.wide form .wide { grid-column: 1 / -1 }
main.wide textarea { box-sizing: border-box; width: 100%; padding: .5rem; font: .9375rem/1.5 "Cascadia Mono", Consolas, "Noto Sans Mono", "Liberation Mono", monospace; color: inherit; background: transparent; border: 1px solid #6f7b89; border-radius: .375rem }
main.wide form button { margin-top: 0 }
main.wide button:not([type="submit"]) { margin-top: .25rem; font-weight: 400; color: inherit; background: transparent; border: 1px solid }
main.wide .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
main.wide svg.icon { width: 1.125em; height: 1.125em; fill: none; stroke: currentColor; stroke-width: 1.75; vertical-align: -.2em; margin-inline-end: .375rem }
@media (prefers-color-scheme: dark) {
  main.wide :is(.about, .kind) { color: #a9b4c0 }
  main.wide details, main.wide .fields > div { border-color: #3a444f }
  main.wide .method { color: #8fd6a6 }
  main.wide .method:is(.post, .put, .patch) { color: #f0c673 }
  main.wide .method.delete { color: #f5a79f }
}
@media (max-width: 30rem) { main.wide { margin: 0; padding: 1rem } main.wide .inside { padding-left: 0 } }
`;
