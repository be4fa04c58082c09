import assert from "node:assert/strict";
import { test } from "node:test";
import type { VNode } from "preact";
import { fr } from "../client/strings.fr.ts";
import type { Author, Block, Thread } from "../protocol/wire.ts";
import { Doc, plainDoc } from "./doc.tsx";
import { excess } from "./field.tsx";
import { Status } from "./status.tsx";
import { Mark, voiceOf } from "./voice.tsx";

/** What a tree of virtual nodes would say, with its tags: "<p>un<strong>deux</strong></p>". Components are opened. */
function drawn(node: unknown): string {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (typeof node !== "object") return String(node);
  if (Array.isArray(node)) return node.map(drawn).join("");
  const { type, props } = node as VNode<Record<string, unknown>>;
  if (typeof type === "function") return drawn((type as (props: unknown) => unknown)(props));
  const named = ["href", "rel", "target", "start", "class"].filter((name) => props[name]).map((name) => ` ${name}="${String(props[name])}"`);
  return `<${type}${named.join("")}>${drawn(props["children"])}</${type}>`;
}
const doc = (...blocks: Block[]): string => drawn(<Doc doc={blocks} />);
const text = (said: string) => ({ type: "text" as const, text: said });
const link = (href: string, host: string, said: string): Block => ({ type: "paragraph", children: [{ type: "link", href, host, children: [text(said)] }] });
const REL = 'rel="nofollow ugc noopener noreferrer" target="_blank"';

test("the tree is drawn as elements and text", () => {
  assert.equal(
    doc({ type: "paragraph", children: [text("un "), { type: "strong", children: [text("deux")] }, { type: "break" }, { type: "code", text: "3" }] },
      { type: "list", start: 4, items: [[{ type: "paragraph", children: [text("quatre")] }]] }, { type: "quote", children: [] }),
    '<div class="doc"><p>un <strong>deux</strong><br></br><code>3</code></p><ol start="4"><li><p>quatre</p></li></ol><blockquote></blockquote></div>');
});

test("markup that was typed stays text", () => {
  assert.match(doc({ type: "paragraph", children: [text("<img src=x onerror=alert(1)>")] }), /<p><img src=x onerror=alert\(1\)><\/p>/);
  const tree = Doc({ doc: [{ type: "paragraph", children: [text("<b>")] }] }) as VNode<{ children: VNode<{ children: unknown }>[] }>;
  assert.deepEqual(tree.props.children[0]!.props.children, ["<b>"], "a text node, not an element");
});

test("a link says where it leads unless its words do", () => {
  assert.match(doc(link("https://phishing.example/a", "phishing.example", "impots.example")), /<\/a><span class="host"> \(phishing\.example\)<\/span>/);
  for (const said of ["https://aide.example/a", "aide.example/a", "aide.example"]) {
    assert.equal(doc(link("https://aide.example/a", "aide.example", said)), `<div class="doc"><p><a href="https://aide.example/a" ${REL}>${said}</a></p></div>`);
  }
  assert.match(doc(link("https://phishing.example/a", "phishing.example", "aide.example")), /phishing\.example\)/);
});

test("what is not http is never a link, and blocks of a later version are left out", () => {
  assert.equal(doc(link("javascript:alert(1)", "x", "ici")), '<div class="doc"><p>ici</p></div>');
  assert.equal(doc({ type: "hologram" } as unknown as Block), '<div class="doc"></div>');
});

test("what is being sent is drawn in paragraphs and lines", () => {
  assert.equal(doc(...plainDoc("un\ndeux\n\n\ntrois ")), '<div class="doc"><p>un<br></br>deux</p><p>trois</p></div>');
});

const author = (voice: Author["voice"], name: string, service?: string): Author => ({ id: "a", name, voice, ...(service ? { service } : {}) });

test("each voice has its word and its shape; a name changes neither", () => {
  assert.equal(voiceOf(author("agent", "Agent Démo", "Service des passeports"), fr), "Agent · Service des passeports");
  assert.equal(voiceOf(author("citizen", "Agent officiel", "Service des passeports"), fr), "Citoyen", "a service counts for agents and professionals only");
  assert.equal(voiceOf(author("professional", "Rossignol 5", "Photographe"), fr), "Professionnel · Photographe");
  assert.equal(voiceOf(author("oracle" as Author["voice"], "X"), fr), "Citoyen", "an unknown voice is nobody official");
  assert.match(drawn(<Mark author={author("agent", "Agent Démo")} />), /^<svg class="mark agent"/);
  assert.equal(drawn(<Mark author={author("professional", "Cabinet Bruyère")} />), '<span class="mark professional">CB</span>');
  assert.equal(drawn(<Mark author={author("helper", "mésange 7")} />), '<span class="mark helper">M</span>');
});

test("a text is measured as the service measures it: by code points, without the spaces around it", () => {
  assert.equal(excess(`  ${"é".repeat(10)} `, 10), 0);
  assert.equal(excess("👍👍👍", 2), 1);
});

test("an official answer is said first; notes and testimonies wait for nobody", () => {
  const at = (kind: Thread["kind"], status: Thread["status"], official: string | null = null): string =>
    drawn(<Status thread={{ kind, status, official }} words={fr} />);
  assert.match(at("question", "open"), /En attente/);
  assert.match(at("question", "solved", "p1"), /Réponse officielle/);
  assert.match(at("question", "closed", "p1"), /Close/);
  assert.equal(at("note", "open") + at("testimonies", "open") + at("discussion", "answered"), "");
  assert.match(at("discussion", "solved"), /Réglée/);
});
