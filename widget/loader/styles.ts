/**
 * How our few elements look, inside their shadow root. `!important` stands only on the host element: there, and only there, the
 * page's own rules reach us, and for important rules the inner tree wins. Sizes in `em` follow the reader's own text size,
 * whatever the page does to `rem`. The icon wears the host's accent, unmeasured, beside its word, and our ink where it stands
 * alone.
 */
export const STYLES = `\
:host{all:initial!important;direction:ltr!important}\
:host([data-parvis=edge]){position:absolute!important;inset:0 auto auto 0!important}\
@media print{.root{display:none}}\
.layer{position:absolute;z-index:1}\
.root{--surface:#fff;--ink:#1b2126;accent-color:#0e5a6b;font:400 medium/1.4 var(--font);color:var(--ink)}\
.dark{--surface:#181c1f;--ink:#eceef0}\
b,small,i,iframe{display:block}\
b{font-weight:600}\
small{font-size:.875em;opacity:.8}\
i{width:1em;height:.75em;flex:none;border:2px solid var(--accent);border-radius:.5em .5em .5em 0}\
button{min-width:44px;min-height:44px;padding:.5em 1em;font:inherit;color:inherit;background:var(--surface);border:1px solid #79828a;border-radius:var(--radius);cursor:pointer}\
button:focus-visible{outline:2px solid var(--ink);outline-offset:2px}\
.launch,.mark{display:inline-flex;align-items:center;gap:.75em;text-align:start}\
.launch:not(.flow){position:fixed;z-index:2147483647;box-shadow:0 4px 24px #0003}\
:not(.flow)>span{max-width:10em}\
[hidden],.short small{display:none!important}\
@media(max-width:600px){.launch small,.mark span{display:none}}\
.bare,.away{padding:.5em;justify-content:center;--accent:var(--ink)}\
p,.bare span,.away span{position:absolute;font-size:0}\
:is(.away,.far):not(:focus-visible){opacity:0;pointer-events:none}\
.mark{position:absolute;gap:.4em;min-height:24px;padding:0 .6em;font-size:.8125em;font-weight:600;white-space:nowrap;border-radius:2em}\
`;
