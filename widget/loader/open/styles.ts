/** How the panel's place looks, and what is laid over the page to show a field; see `loader/styles.ts`. `--away`: where the closed panel waits, 1 or -1. */
export const STYLES = `\
.panel:not(.flow){position:fixed;z-index:2147483647}\
.panel{top:0;bottom:0;width:400px;background:var(--surface);box-shadow:0 0 0 1px #8886;outline:0;visibility:hidden;transform:translateX(calc(var(--away)*100%))}\
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
.fail button{display:block;margin:1.5em auto;background:var(--ink);color:var(--surface)}\
.back{position:fixed;z-index:2147483647;bottom:16px;left:50%;width:max-content;transform:translateX(-50%);box-shadow:0 4px 24px #0003;font-weight:600}\
.outline{position:absolute;box-sizing:content-box;margin:-11px;padding:8px;border:3px solid var(--accent);border-radius:calc(var(--radius) + 8px);box-shadow:0 0 0 2px var(--surface);pointer-events:none}\
@media(prefers-reduced-motion:no-preference){.outline{animation:arrive .22s}}\
@keyframes arrive{from{opacity:0}}`;
