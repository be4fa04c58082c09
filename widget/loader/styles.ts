/**
 * How our few elements look, inside their shadow root. `!important` stands only on the host element: there, and only there, the
 * page's own rules reach us, and for important rules the inner tree wins. Sizes in `em` follow the reader's own text size,
 * whatever the page does to `rem`. `--away` is the side where the closed panel waits, 1 or -1.
 */
export const STYLES = `
:host{all:initial!important;direction:ltr!important;position:fixed!important;z-index:2147483647!important}
:host([data-parvis=flow]){display:block!important;position:static!important}
@media print{.root{display:none}}
*{box-sizing:border-box;margin:0}
.root{--surface:#fff;--ink:#1b2126;--quiet:#5a646d;--line:#e2e0da;--control:#79828a;font:400 medium/1.4 var(--font);color:var(--ink)}
.dark{--surface:#181c1f;--ink:#eceef0;--quiet:#a0a9b0;--line:#2f363b;--control:#7b868e}
b,small,svg,iframe{display:block}
b{font-weight:600}
small{font-size:.875em;color:var(--quiet)}
svg{width:1.5em;flex:none;fill:none;stroke:currentColor;stroke-width:1.5;stroke-linecap:round}
button{min-width:44px;min-height:44px;padding:.5em 1em;font:inherit;color:inherit;background:var(--surface);border:1px solid var(--control);border-radius:var(--radius);cursor:pointer}
button:focus-visible{outline:2px solid var(--ink);outline-offset:2px;box-shadow:0 0 0 2px var(--surface)}
.launch{display:flex;align-items:center;gap:.75em;text-align:start;max-width:calc(100vw - 32px)}
.launch:not(.flow){position:fixed;box-shadow:0 1px 2px #0002,0 8px 24px #0002}
.launch svg{color:var(--accent)}
[hidden],.short small{display:none!important}
@media(max-width:600px){.launch small{display:none}}
.bare,.away{padding:.5em}
.bare span,.away span{position:absolute;width:1px;height:1px;overflow:hidden;white-space:nowrap}
.away:not(:focus-visible){opacity:0;pointer-events:none}
.panel{position:fixed;top:0;height:100vh;height:100dvh;width:400px;background:var(--surface);box-shadow:0 0 0 1px var(--line);outline:0;visibility:hidden;transform:translateX(calc(var(--away)*100%))}
.cover{width:100%}
.open{transform:none;visibility:visible}
.flow.open{position:relative;width:100%;height:640px}
@media(prefers-reduced-motion:no-preference){.panel{transition:.22s ease-out;transition-property:transform,visibility}}
iframe{width:100%;height:100%;border:0}
.veil{position:absolute;inset:0;background:var(--surface)}
.head{display:flex;align-items:center;justify-content:space-between;height:5em;padding:0 1.5em;border-bottom:1px solid var(--line)}
.veil b{font-size:1.1875em}
.wait{--bar:linear-gradient(var(--line) .75em,#0000 0)0;height:14em;margin:1.5em;background:var(--bar) 0/40% 5em repeat-y,var(--bar) 1.5em/92% 5em repeat-y,var(--bar) 3em/30% 5em repeat-y}
.fail{padding:3em 1.5em;text-align:center}
.fail button{display:block;margin:1.5em auto;background:var(--ink);color:var(--surface)}
`;
