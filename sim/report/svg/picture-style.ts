import { element } from './element';

/** What failed is striped, so that it differs in more than its colour. */
export const STRIPES = element(
  'defs',
  {},
  element(
    'pattern',
    { id: 'stripes', width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    element('rect', { class: 'stripe', width: 2.5, height: 5 }),
  ),
);

/** Plain rules and no variables: whatever shows an SVG knows them. */
export const STYLE = `
text { font: 12px system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; fill: #1f2328 }
.heading { font-size: 16px; font-weight: 600 }
.name { font-size: 14px; font-weight: 600 }
.quiet, .small { fill: #59636e }
.small { font-size: 10px }
.background { fill: #ffffff }
.grid, .rule, .line, .cross { fill: none }
.grid { stroke: #d1d9e0; stroke-width: 0.6 }
.day { stroke: #9aa4ae; stroke-width: 1 }
.rule { stroke: #b7c0c9; stroke-width: 0.8 }
.landings { fill: #0969da }
.completed { fill: #1a7f37 }
.failed { fill: url(#stripes); stroke: #cf222e }
.running { fill: #1a7f37; fill-opacity: 0.35 }
.people { fill: #818b98 }
.settles { fill: #54aeff; fill-opacity: 0.55 }
.quota.waits { fill: #8250df; fill-opacity: 0.45 }
.retry { fill: #bf8700; fill-opacity: 0.7 }
.person { fill: #cf222e; fill-opacity: 0.75 }
.stripe { fill: #cf222e }
.cross { stroke: #cf222e; stroke-width: 2 }
.staleness { fill: #d4a72c; fill-opacity: 0.45; stroke: #9a6700; stroke-width: 0.8; stroke-linejoin: round }
.line { stroke: #8250df; stroke-width: 1.4 }
.area { fill: #8250df; fill-opacity: 0.15 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.quiet, .small { fill: #9198a1 }
.background { fill: #0d1117 }
.grid { stroke: #2a313c }
.day { stroke: #656c76 }
.rule { stroke: #3d444d }
.landings { fill: #4493f8 }
.completed, .running { fill: #3fb950 }
.failed { stroke: #f85149 }
.people { fill: #9198a1 }
.settles { fill: #388bfd }
.quota.waits { fill: #ab7df8 }
.retry { fill: #d29922 }
.person { fill: #f85149 }
.stripe { fill: #f85149 }
.cross { stroke: #f85149 }
.staleness { fill: #d29922; stroke: #d29922 }
.line { stroke: #ab7df8 }
.area { fill: #ab7df8 }
}
`;
