/**
 * The colours and measures of all pages, each open to the host page as --hvb-...; dark ones where the element bears
 * data-theme="dark" (parts/theme.js sets it).
 */

export const TOKENS = `
:host {
--_accent: var(--hvb-accent, #164a84);
--_accent-fill: var(--hvb-accent, #164a84);
--_on-accent: #fff;
--_accent-soft: var(--hvb-accent-soft, color-mix(in srgb, var(--_accent) 9%, #fff));
--_ink: var(--hvb-ink, #1a2430);
--_muted: var(--hvb-muted, #4c5866);
--_line: var(--hvb-line, #d3dae2);
--_surface: var(--hvb-surface, #ffffff);
--_ground: var(--hvb-ground, #f4f6f9);
--_mark: var(--hvb-mark, #fff0b3);
--_mark-ink: inherit;
--_good: var(--hvb-good, #17592e);
--_good-soft: var(--hvb-good-soft, #edf7f0);
--_warn: var(--hvb-warn, #734600);
--_warn-soft: var(--hvb-warn-soft, #fff6e0);
--_bad: var(--hvb-bad, #8a1c14);
--_bad-soft: var(--hvb-bad-soft, #fdf0ee);
--_info: var(--hvb-info, #164a84);
--_info-soft: var(--hvb-info-soft, #eaf1f9);
--_edge: 1px solid var(--_line);
--_box: 1px solid #6f7b89;
--_radius: var(--hvb-radius, 6px);
color-scheme: light;
color: var(--_ink);
font-family: var(--hvb-font, "Segoe UI", "Noto Sans", Roboto, Arial, sans-serif);
font-size: var(--hvb-font-size, 1rem);
line-height: 1.6;
text-align: start;
}
:host([data-theme="dark"]) {
--_accent: color-mix(in srgb, var(--hvb-accent, #164a84) 40%, #fff);
--_accent-fill: var(--hvb-accent, #164a84);
--_accent-soft: var(--hvb-accent-soft, color-mix(in srgb, var(--hvb-accent, #164a84) 35%, #14181d));
--_ink: var(--hvb-ink, #e6eaef);
--_muted: var(--hvb-muted, #a9b4c0);
--_line: var(--hvb-line, #3a444f);
--_surface: var(--hvb-surface, #1c2229);
--_ground: var(--hvb-ground, #13171c);
--_mark: var(--hvb-mark, #6b5610);
--_mark-ink: #fff;
--_good: var(--hvb-good, #8fd6a6);
--_good-soft: var(--hvb-good-soft, #16301f);
--_warn: var(--hvb-warn, #f0c673);
--_warn-soft: var(--hvb-warn-soft, #362a10);
--_bad: var(--hvb-bad, #f5a79f);
--_bad-soft: var(--hvb-bad-soft, #3c1a17);
--_info: var(--hvb-info, #a9c8ec);
--_info-soft: var(--hvb-info-soft, #1b2d42);
--_box: 1px solid #8a95a1;
color-scheme: dark;
}
`;
