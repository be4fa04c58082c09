/**
 * What the widget's tests use of Node, and no more. `@types/node` would also declare Node's globals, and then a program for
 * browsers could use `process` unnoticed and `setTimeout` would no longer give a number.
 */
declare module "node:test" {
  type Body = (context: TestContext) => void | Promise<void>;
  type Hook = () => void | Promise<void>;
  interface TestContext {
    mock: Mock;
    after(hook: Hook): void;
    test(name: string, body: Body): Promise<void>;
  }
  interface Mock {
    timers: {
      enable(options: { apis?: ("setTimeout" | "setInterval" | "Date")[]; now?: number }): void;
      tick(milliseconds: number): void;
      reset(): void;
    };
  }
  export const mock: Mock;
  export function test(name: string, body: Body): Promise<void>;
  export function describe(name: string, body: () => void): Promise<void>;
  export function it(name: string, body: Body): Promise<void>;
  export function before(hook: Hook): void;
  export function after(hook: Hook): void;
  export function beforeEach(hook: Hook): void;
  export function afterEach(hook: Hook): void;
  export default test;
}

declare module "node:assert/strict" {
  type Expected = RegExp | (new (...values: never[]) => Error) | ((error: unknown) => boolean) | object;
  interface Assert {
    (value: unknown, message?: string): asserts value;
    ok(value: unknown, message?: string): asserts value;
    equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notDeepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(text: string, pattern: RegExp, message?: string): void;
    doesNotMatch(text: string, pattern: RegExp, message?: string): void;
    throws(act: () => unknown, expected?: Expected, message?: string): void;
    rejects(act: Promise<unknown> | (() => Promise<unknown>), expected?: Expected, message?: string): Promise<void>;
    fail(message?: string): never;
  }
  const assert: Assert;
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(path: string | URL, encoding: "utf8"): string;
  export function readdirSync(path: string | URL): string[];
}
