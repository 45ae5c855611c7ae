/** Light and dark by the reader's system; every mark differs by form too, for a page in black and white. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fcfcfa; --ink: #1b1e24; --soft: #5d6470; --hair: #e3e4e0;
  --card: #ffffff; --baton: #1d4ed8; --other: #5d6470; --good: #166534; --bad: #b42318; }
@media (prefers-color-scheme: dark) { :root { --paper: #121418; --ink: #eceef2; --soft: #a0a8b4; --hair: #2a2e36;
  --card: #191c22; --baton: #8ab4ff; --other: #a0a8b4; --good: #86d6a2; --bad: #ff9d8f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 920px; margin: 0 auto; padding: 56px 24px 96px; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 12px; }
h2 { font-size: 21px; letter-spacing: -0.01em; margin: 56px 0 4px; }
h3 { font-size: 15px; font-weight: 600; margin: 0 0 6px; }
p { margin: 0 0 16px; max-width: 68ch; } .soft { color: var(--soft); }
.busy { border-left: 3px solid var(--bad); padding-left: 12px; }
.totals { display: flex; flex-wrap: wrap; gap: 8px 40px; margin: 28px 0 0; padding: 0; list-style: none; }
.totals b { display: block; font-size: 30px; line-height: 1.2; font-variant-numeric: tabular-nums; }
figure { margin: 20px 0 0; padding: 20px 20px 12px; background: var(--card); border: 1px solid var(--hair); border-radius: 12px; }
svg { display: block; width: 100%; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .small { fill: var(--soft); font-size: 12px; } svg .name { font-weight: 500; }
svg line { stroke: var(--hair); } svg .one { stroke: var(--soft); } svg .median { stroke: var(--ink); stroke-width: 2.5; }
svg .tail { stroke: var(--ink); stroke-width: 1.5; } svg .spread { stroke: var(--soft); stroke-width: 2; }
svg .aim { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 3 3; } svg .bar { fill: var(--baton); }
.mark { stroke: var(--other); stroke-width: 1.6; fill: var(--card); fill-opacity: .6; }
.mark.baton { stroke: var(--baton); fill: var(--baton); fill-opacity: .55; }
.key { display: flex; flex-wrap: wrap; gap: 4px 24px; margin: 16px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 14px; }
.key svg { display: inline-block; width: 16px; height: 16px; vertical-align: -3px; margin-right: 6px; }
.table { overflow-x: auto; margin-top: 20px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th { text-align: left; font-weight: 600; color: var(--soft); } td, th { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--hair); vertical-align: top; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.verdict { font-weight: 600; white-space: nowrap; } .holds { color: var(--good); } .misses { color: var(--bad); }
@media print { body { background: #fff; } figure { break-inside: avoid; } }
`;
