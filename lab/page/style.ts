/** Light and dark by the reader's system; every state has a sign too, for a page in black and white. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #fcfcfa; --ink: #1b1e24; --soft: #5d6470; --hair: #e3e4e0;
  --card: #ffffff; --heard: #1d4ed8; --said: #7c3aed; --good: #166534; --bad: #b42318; --tint: #edf6ef; --warn: #fdeeec; }
@media (prefers-color-scheme: dark) { :root { --paper: #121418; --ink: #eceef2; --soft: #a0a8b4; --hair: #2a2e36;
  --card: #191c22; --heard: #8ab4ff; --said: #c4a7ff; --good: #86d6a2; --bad: #ff9d8f; --tint: #17231c; --warn: #2b1917; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 56px 24px 96px; }
h1 { font-size: 34px; line-height: 1.15; letter-spacing: -0.02em; margin: 0 0 12px; }
h2 { font-size: 21px; letter-spacing: -0.01em; margin: 56px 0 12px; }
p { margin: 0 0 16px; max-width: 72ch; } .soft { color: var(--soft); font-weight: 400; } .bad { color: var(--bad); }
.totals { display: flex; flex-wrap: wrap; gap: 8px 40px; margin: 28px 0 36px; padding: 0; list-style: none; }
.totals b { display: block; font-size: 30px; line-height: 1.2; font-variant-numeric: tabular-nums; }
.table, .scroll { overflow-x: auto; }
.matrix { border-collapse: separate; border-spacing: 4px; width: 100%; font-size: 14px; min-width: 720px; }
.matrix caption { text-align: left; color: var(--soft); padding: 0 0 6px; }
.matrix th { text-align: left; font-weight: 500; padding: 4px 12px 4px 0; } .matrix thead th { color: var(--soft); }
.matrix .kind th { font-weight: 650; padding-top: 20px; }
.matrix td { width: 200px; height: 38px; padding: 0; border-radius: 8px; background: var(--card); border: 1px solid var(--hair); vertical-align: middle; }
.matrix td.held { background: var(--tint); } .matrix td.failed { background: var(--warn); border-color: var(--bad); }
.matrix td.none { background: none; border-style: dashed; padding: 5px 10px; color: var(--soft); font-size: 12px; line-height: 1.35; }
.matrix td.unasked { border-color: transparent; }
.matrix a { display: grid; grid-template-columns: 18px 1fr auto; gap: 8px; align-items: center; padding: 5px 10px; color: inherit; text-decoration: none; border-radius: 8px; }
.matrix a:hover { background: color-mix(in srgb, var(--heard) 10%, transparent); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--heard); outline-offset: 2px; }
.matrix svg { width: 100%; height: 26px; } .matrix .verdict { font-size: 12px; color: var(--soft); max-width: 84px; overflow-wrap: anywhere; line-height: 1.2; }
.sign { font-weight: 700; } .held .sign { color: var(--good); } .failed .sign { color: var(--bad); } .none .sign { margin-right: 6px; }
.call { background: var(--card); border: 1px solid var(--hair); border-radius: 12px; margin: 8px 0; scroll-margin-top: 16px; }
.call.failed { border-color: var(--bad); }
summary { padding: 12px 18px; cursor: pointer; font-weight: 550; border-radius: 12px; } .state { float: right; color: var(--soft); font-weight: 400; font-size: 14px; }
.inside { padding: 4px 18px 18px; scroll-margin-top: 64px; outline: none; }
.because { color: var(--bad); margin: 0 0 14px; padding-left: 20px; } .remark { border-left: 3px solid var(--said); padding-left: 12px; }
.facts { display: flex; flex-wrap: wrap; gap: 6px 36px; margin: 0 0 12px; } .facts dt { color: var(--soft); font-size: 13px; } .facts dd { margin: 0; font-weight: 550; }
.scroll svg { display: block; width: 100%; min-width: 720px; height: auto; font: 13px system-ui, sans-serif; }
svg text { fill: var(--ink); } svg .small { fill: var(--soft); font-size: 12px; } svg .name { font-weight: 500; }
svg .band { fill: var(--heard); } svg .grid { stroke: var(--hair); } svg .event { stroke: var(--soft); stroke-width: .8; stroke-dasharray: 2 3; }
svg .deed rect, svg .deed polygon { fill: var(--said); } svg .small.said { fill: var(--paper); } svg .dot { fill: var(--ink); } svg .dot.bad { fill: var(--bad); }
.words { margin: 14px 0 0; padding: 0; list-style: none; font-size: 14px; } .words li { display: grid; grid-template-columns: 56px 60px 1fr; gap: 10px; padding: 3px 0; }
.words .soft { font-variant-numeric: tabular-nums; text-align: right; } .words .heard b { color: var(--heard); } .words .caller b { color: var(--said); } .words b { font-weight: 600; }
.asked { font-size: 13px; margin: 10px 0 0; max-width: none; }
@media print { .call { break-inside: avoid; } }
`;
