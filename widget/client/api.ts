/** The HTTP half: one method per address. A refusal of the service and a silence of the network are two different errors. */
import type { Author, Field, PageState, Picture, Post, Presence, Problem, Thread } from "../protocol/wire.ts";

/** Where the reader is, as the service wants to hear it (see "Which page" in docs/protocol.md). */
export interface Address { url: string; page: string | null; canonical: string | null }

export interface PageAnswer {
  page: PageState["page"] & { seq: number };
  epoch: string; threads: Thread[]; total: number; pinned: Thread[]; changed: Record<string, string>; officehours: PageState["officehours"];
  next: number | null; here: Presence;
}
export interface ThreadAnswer { thread: Thread; posts: Post[]; seq: number; epoch: string; earlier: number | null; next: number | null }
export interface Question { id: string; post: string; site: string; address: Address; pageTitle: string; title: string; body: string; kind?: "question" | "discussion"; field?: Field | null; pictures?: readonly Picture[] }

/** The service said no, and why. `retryAfter` in seconds when it asks for patience. */
export class ApiProblem extends Error {
  readonly problem: Problem;
  readonly retryAfter: number | null;
  constructor(problem: Problem, retryAfter: number | null) {
    super(problem.code);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Nothing came back: no network, no service, or an answer cut short. What was asked may have been done or not. */
export class Unreachable extends Error {}

export interface ApiOptions { origin: string; lang: string; token: () => string | null; fetch: typeof fetch }

const TIMEOUT = 15_000;
/** A photo over a slow line. */
const FILE_TIMEOUT = 90_000;

export class Api {
  readonly #options: ApiOptions;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  arrive(site: string, name: string): Promise<{ token: string; visitor: { id: string; name: string } }> {
    return this.ask("POST", "/visitors", { site, name });
  }

  me(): Promise<Author> { return this.ask("GET", "/me"); }

  page(site: string, address: Address, before?: number): Promise<PageAnswer> {
    return this.ask("GET", `/page?${query({ site, ...address, before })}`);
  }

  earlierPosts(thread: string, before: number): Promise<ThreadAnswer> {
    return this.ask("GET", `/threads/${thread}?${query({ before })}`);
  }

  openThread({ id, post, site, address, pageTitle, title, body, kind = "question", field, pictures }: Question): Promise<{ thread: Thread; post: Post }> {
    return this.ask("POST", "/threads", { id, post, site, ...given({ ...address, page_title: pageTitle }), kind, title, body, ...(field && { field }), ...named(pictures) });
  }

  reply(thread: string, id: string, body: string, replyTo: string | null, source: string | null = null, pictures?: readonly Picture[]): Promise<Post> {
    return this.ask("POST", `/threads/${thread}/posts`, { id, body, ...given({ reply_to: replyTo, source }), ...named(pictures) });
  }

  edit(post: string, body: string): Promise<Post> { return this.ask("PATCH", `/posts/${post}`, { body }); }

  withdraw(post: string): Promise<Post> { return this.ask("DELETE", `/posts/${post}`); }

  typing(thread: string): Promise<unknown> { return this.ask("POST", "/typing", { thread }); }

  /** Any address of the protocol: parts that are loaded later know their own. A file goes as it is. Throws ApiProblem and Unreachable. */
  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { origin, lang, token, fetch } = this.#options;
    const bearer = token();
    const headers: Record<string, string> = { "Accept-Language": lang };
    if (bearer) headers["Authorization"] = `Bearer ${bearer}`;
    const isFile = body instanceof Blob;
    if (body !== undefined && !isFile) headers["Content-Type"] = "application/json";
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), isFile ? FILE_TIMEOUT : TIMEOUT);
    try {
      const answer = await fetch(`${origin}/api/v1${path}`, {
        method, headers, signal: patience.signal, credentials: "omit", body: body === undefined ? null : isFile ? body : JSON.stringify(body),
      });
      if (!answer.ok) throw await problemOf(answer);
      return (answer.status === 204 ? null : await answer.json()) as T;
    } catch (error) {
      throw error instanceof ApiProblem ? error : new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The answer's problem; a proxy's own error page becomes one with the status alone. */
async function problemOf(answer: Response): Promise<ApiProblem> {
  const said = Number(answer.headers.get("Retry-After"));
  const fallback: Problem = { title: "", status: answer.status, code: "unexpected", detail: "" };
  const isProblem = answer.headers.get("Content-Type")?.startsWith("application/problem+json");
  const problem = isProblem ? { ...fallback, ...((await answer.json()) as Partial<Problem>) } : fallback;
  return new ApiProblem(problem, said > 0 ? said : (problem.retry_after ?? null));
}

/** The members that have a value: the service refuses unknown fields and takes absence for "none". */
const given = (members: Record<string, string | null>): Record<string, string> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null && value !== "")) as Record<string, string>;

/** Pictures as a message names them: the service knows their size. */
const named = (pictures: readonly Picture[] = []): { pictures?: { id: string; alt: string }[] } =>
  pictures.length > 0 ? { pictures: pictures.map(({ id, alt }) => ({ id, alt })) } : {};

export const query = (members: Record<string, string | number | null | undefined>): string =>
  new URLSearchParams(Object.entries(members).filter(([, v]) => v !== null && v !== undefined).map(([k, v]) => [k, String(v)])).toString();
