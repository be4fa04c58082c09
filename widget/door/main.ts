/** The one thing on the console's ways in that needs a script: passkeys. Without one, their buttons stay hidden. */
import "./door.css";

/** TypeScript's DOM does not know these yet; browsers that lack them are shown no button. */
interface Keys {
  parseRequestOptionsFromJSON(options: unknown): PublicKeyCredentialRequestOptions;
  parseCreationOptionsFromJSON(options: unknown): PublicKeyCredentialCreationOptions;
}

type Ask = (options: unknown) => Promise<Credential | null>;

const keys = "PublicKeyCredential" in window ? (PublicKeyCredential as unknown as Keys) : undefined;
if (keys?.parseRequestOptionsFromJSON !== undefined) {
  offer("enter", (options) => navigator.credentials.get({ publicKey: keys.parseRequestOptionsFromJSON(options) }));
  offer("make", (options) => navigator.credentials.create({ publicKey: keys.parseCreationOptionsFromJSON(options) }));
}

/** Shows the button of that name; pressed, it asks the service what to prove, the browser to prove it, and the service to believe it. */
function offer(name: string, ask: Ask): void {
  const part = document.querySelector<HTMLElement>(`[data-passkey=${name}]`);
  const button = part?.querySelector("button");
  const failed = part?.querySelector<HTMLElement>("[role=alert]");
  if (!part || !button || !failed) return;
  part.hidden = false;
  button.addEventListener("click", () => {
    failed.textContent = "";
    void prove(part, ask).catch((error: unknown) => {
      failed.textContent = error instanceof Refused ? error.message : (part.dataset["failed"] ?? "");
    });
  });
}

async function prove(part: HTMLElement, ask: Ask): Promise<void> {
  const { begin = "", finish = "", site } = part.dataset;
  const options = await send(begin, site === undefined ? {} : { site });
  const credential = await ask(options);
  if (credential === null) return;
  const name = part.querySelector("input")?.value;
  const { to } = (await send(finish, name === undefined ? { credential } : { credential, name })) as { to: string };
  location.assign(to);
}

/** The service's own words on why not. */
class Refused extends Error {}

async function send(path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang }, body: JSON.stringify(body),
  });
  const said = (await answer.json()) as { detail?: string };
  if (!answer.ok) throw new Refused(said.detail);
  return said;
}
