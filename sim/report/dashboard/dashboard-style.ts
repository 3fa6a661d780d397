/** As that of the other pictures: plain rules and no variables. Lines have the colours of the dashboard's definition. */
export const STYLE = `
text { font: 12px system-ui, -apple-system, "Segoe UI", "Liberation Sans", sans-serif; fill: #1f2328 }
.heading { font-size: 17px; font-weight: 600 }
.title { font-size: 14px; font-weight: 600 }
.quiet, .small { fill: #59636e }
.small, .cell { font-size: 11px }
.page { fill: #f6f8fa }
.widget { fill: #ffffff; stroke: #d1d9e0 }
.grid { fill: none; stroke: #d1d9e0; stroke-width: 0.6 }
.base { fill: none; stroke: #b7c0c9 }
.series { fill: none; stroke-width: 1.6; stroke-linejoin: round; stroke-linecap: round }
.area { fill-opacity: 0.75 }
.objective { fill: none; stroke-width: 1.2; stroke-dasharray: 5 3 }
.mark { fill: none; stroke: #ffffff; stroke-width: 1.6 }
.ok { fill: #1a7f37 }
.on { fill: #cf222e }
.unknown { fill: #818b98 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f6fc }
.quiet, .small { fill: #9198a1 }
.page { fill: #010409 }
.widget { fill: #0d1117; stroke: #3d444d }
.grid { stroke: #2a313c }
.base { stroke: #3d444d }
.ok { fill: #238636 }
.on { fill: #da3633 }
.unknown { fill: #656c76 }
}
`;
