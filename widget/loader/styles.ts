/**
 * How our few elements look, inside their shadow root. `!important` stands only on the host element: there, and only there, the
 * page's own rules reach us, and for important rules the inner tree wins. Sizes in `em` follow the reader's own text size,
 * whatever the page does to `rem`. The icon wears the host's accent, unmeasured, beside its word, and our ink where it stands
 * alone. `--away` is the side where the closed panel waits, 1 or -1.
 */
export const STYLES = `\
:host{all:initial!important;direction:ltr!important}\
:host([data-parvis=edge]){position:fixed!important;z-index:2147483647!important}\
@media print{.root{display:none}}\
.root{--surface:#fff;--ink:#1b2126;accent-color:#0e5a6b;font:400 medium/1.4 var(--font);color:var(--ink)}\
.dark{--surface:#181c1f;--ink:#eceef0}\
b,small,i,iframe{display:block}\
b{font-weight:600}\
small{font-size:.875em;opacity:.8}\
i{width:1em;height:.75em;flex:none;border:2px solid var(--accent);border-radius:.5em .5em .5em 0}\
button{min-width:44px;min-height:44px;padding:.5em 1em;font:inherit;color:inherit;background:var(--surface);border:1px solid #79828a;border-radius:var(--radius);cursor:pointer}\
button:focus-visible{outline:2px solid var(--ink);outline-offset:2px}\
.launch{display:inline-flex;align-items:center;gap:.75em;text-align:start}\
.launch:not(.flow){position:fixed;box-shadow:0 1px 2px #0002,0 8px 24px #0002}\
:not(.flow)>span{max-width:10em}\
[hidden],.short small{display:none!important}\
@media(max-width:600px){.launch small{display:none}}\
.bare,.away{padding:.5em;justify-content:center;--accent:var(--ink)}\
.bare span,.away span{position:absolute;font-size:0}\
.away:not(:focus-visible){opacity:0;pointer-events:none}\
.panel{position:fixed;top:0;bottom:0;width:400px;background:var(--surface);box-shadow:0 0 0 1px #8886;outline:0;visibility:hidden;transform:translateX(calc(var(--away)*100%))}\
.cover{width:100%}\
.open{transform:none;visibility:visible}\
.flow.open{position:relative;width:100%;height:640px}\
@media(prefers-reduced-motion:no-preference){.panel{transition:transform .22s,visibility .22s}}\
iframe{width:100%;height:100%;border:0}\
.veil{position:absolute;inset:0;background:var(--surface)}\
.head{display:flex;align-items:center;justify-content:space-between;height:5em;padding:0 1.5em;border-bottom:1px solid #8886}\
.veil b{font-size:1.1875em}\
.wait{height:15em;margin:1.5em;background:linear-gradient(#8884 .75em,#0000 0)0 0/40% 4em repeat-y,linear-gradient(#8884 .75em,#0000 0)0 1.5em/92% 4em repeat-y}\
.fail{padding:3em 1.5em;text-align:center}\
.fail button{display:block;margin:1.5em auto;background:var(--ink);color:var(--surface)}`;
