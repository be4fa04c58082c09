/** The words of a message, drawn from the tree that the service made of them: elements and text nodes, never HTML. */
import type { ComponentChildren } from "preact";
import type { Block, Inline } from "../protocol/wire.ts";

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
    default: return null;
  }
}

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
