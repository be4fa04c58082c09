/** The words of a message, drawn from the tree that the service made of them: elements and text nodes, never HTML. */
import { createContext, type ComponentChildren } from "preact";
import { useContext } from "preact/hooks";
import type { Block, Inline } from "../protocol/wire.ts";
import { Icon } from "./icon.tsx";

/** The reader's own form, where there is one beside the message: a field that is spoken of can be shown in it. */
export interface Form {
  /** Whether the page shows this control, as far as is known. */
  has(key: string): boolean;
  reveal(key: string): void;
  words: { showField: (label: string) => string; fieldNotHere: string };
}
export const FormBeside = createContext<Form | null>(null);

/** `lang=""`: nobody knows which language a message is in, and it is often not the page's. */
export function Doc({ doc }: { doc: Block[] }) {
  return <div class="doc" dir="auto" lang="">{doc.map(block)}</div>;
}

function block(node: Block): ComponentChildren {
  switch (node.type) {
    case "paragraph": return <p>{node.children.map(inline)}</p>;
    case "quote": return <blockquote>{node.children.map(block)}</blockquote>;
    case "code": return <pre tabIndex={0}><code>{node.text}</code></pre>;
    case "list": return list(node);
    default: return null; // a block of a later version
  }
}

function list({ start, items }: Block & { type: "list" }): ComponentChildren {
  const drawn = items.map((item) => <li>{item.map(block)}</li>);
  return start === null ? <ul>{drawn}</ul> : <ol start={start}>{drawn}</ol>;
}

function inline(node: Inline): ComponentChildren {
  switch (node.type) {
    case "text": return node.text;
    case "code": return <code>{node.text}</code>;
    case "break": return <br />;
    case "strong": return <strong>{node.children.map(inline)}</strong>;
    case "emphasis": return <em>{node.children.map(inline)}</em>;
    case "link": return <Link {...node} />;
    case "field": return <FieldLink {...node} name={node.key} />;
    default: return null;
  }
}

/** "Montrer le champ": goes to the control in the reader's own page. Where there is no form beside, its words alone. */
function FieldLink({ name, children }: Inline & { type: "field" } & { name: string }) {
  const form = useContext(FormBeside);
  const words = <>{children.map(inline)}</>;
  if (!form) return <span class="at"><Icon name="field" small />{words}</span>;
  if (!form.has(name)) return <span class="at"><Icon name="field" small />{words} <span class="meta">({form.words.fieldNotHere})</span></span>;
  return (
    <button type="button" class="at" aria-label={form.words.showField(textOf(children))} onClick={() => form.reveal(name)}>
      <Icon name="field" small />{words}
    </button>
  );
}

const textOf = (children: Inline[]): string =>
  children.map((child) => ("text" in child ? child.text : "children" in child ? textOf(child.children) : " ")).join("");

/** Where a link leads is said unless its own words say it: "notre guide (phishing.example)". */
function Link({ href, host, children }: Inline & { type: "link" }) {
  if (!/^https?:\/\//i.test(href)) return <>{children.map(inline)}</>;
  return (
    <>
      <a href={href} target="_blank" rel="nofollow ugc noopener noreferrer">{children.map(inline)}</a>
      {saysHost(children, href, host) ? null : <span class="host"> ({host})</span>}
    </>
  );
}

/** True when the text of the link is its very address, with or without the scheme; "www." in the host is not required. */
function saysHost(children: Inline[], href: string, host: string): boolean {
  const said = children.map((child) => ("text" in child ? child.text : "\n")).join("").trim().toLowerCase();
  const bare = (text: string): string => text.replace(/^https?:\/\//, "").replace(/\/$/, "");
  return bare(said) === bare(href.toLowerCase()) || said === host.toLowerCase();
}

/** What was typed, as the tree of a message that the service has not read yet: paragraphs and line breaks. */
export function plainDoc(body: string): Block[] {
  const lines = (text: string): Inline[] =>
    text.split("\n").flatMap((line, at): Inline[] => (at ? [{ type: "break" }, { type: "text", text: line }] : [{ type: "text", text: line }]));
  return body.trim().split(/\n\s*\n/).map((text) => ({ type: "paragraph", children: lines(text) }));
}
