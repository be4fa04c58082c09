/**
 * A real provider of identity for the tests: oidc-provider, and a hand that spoils its answers on request.
 *
 *   node provider.mjs <redirect uri> <post-logout redirect uri>      prints its issuer when it listens
 *
 * GET /as?email=…&verified=…&amr=…      who signs in from now on
 * GET /spoil?how=…                      what is wrong with the next answers ("" for nothing)
 */
import { createServer } from "node:http";
import { generateKeyPair, exportJWK, SignJWT, UnsecuredJWT, decodeJwt } from "jose";
import Provider from "oidc-provider";

const [back, bye] = process.argv.slice(2);
const { privateKey } = await generateKeyPair("RS256", { extractable: true });
const other = await generateKeyPair("RS256", { extractable: true });
const jwk = { ...(await exportJWK(privateKey)), kid: "one", use: "sig", alg: "RS256" };

let person = { email: "agent@valombre.example", email_verified: true, amr: ["pwd", "mfa"] };
let spoil = "";
const asked = [];
const sent = [];

const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const client = (client_id, more) => ({
  client_id, client_secret: "secret-of-the-tests-0123456789abcdef", redirect_uris: [back], post_logout_redirect_uris: [bye],
  grant_types: ["authorization_code"], response_types: ["code"], ...more,
});
const provider = new Provider(issuer, {
  jwks: { keys: [jwk] },
  clients: [
    client("parvis", { token_endpoint_auth_method: "client_secret_basic" }),
    client("signed", { token_endpoint_auth_method: "client_secret_basic", userinfo_signed_response_alg: "RS256" }),
  ],
  clientAuthMethods: ["client_secret_basic", "client_secret_post"],
  claims: { openid: ["sub", "amr"], email: ["email", "email_verified"], given_name: ["given_name"], siret: ["siret"] },
  scopes: ["openid", "email", "given_name", "siret"],
  features: {
    claimsParameter: { enabled: true }, devInteractions: { enabled: false }, jwtUserinfo: { enabled: true },
    rpInitiatedLogout: { enabled: true }, userinfo: { enabled: true },
  },
  pkce: { required: () => false },
  cookies: { keys: ["tests"] },
  conformIdTokenClaims: true,
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: async (_, sub) => ({ accountId: sub, claims: async () => ({ sub, ...person }) }),
  loadExistingGrant: async (ctx) => {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope("openid email given_name siret");
    grant.addOIDCClaims(["amr"]);
    await grant.save();
    return grant;
  },
});

const sign = (claims, key, kid = "one") => new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid }).sign(key);
const now = () => Math.floor(Date.now() / 1000);
const idToken = {
  unsigned: async (claims) => new UnsecuredJWT(claims).encode(),
  nonce: (claims) => sign({ ...claims, nonce: "another-nonce-that-is-long-enough-000" }, privateKey),
  "no-nonce": ({ nonce: _, ...claims }) => sign(claims, privateKey),
  expired: (claims) => sign({ ...claims, iat: now() - 4000, exp: now() - 3600 }, privateKey),
  audience: (claims) => sign({ ...claims, aud: "another-client" }, privateKey),
  audiences: (claims) => sign({ ...claims, aud: [claims.aud, "another-client"], azp: "another-client" }, privateKey),
  issuer: (claims) => sign({ ...claims, iss: "https://ailleurs.example" }, privateKey),
  "other-key": (claims) => sign(claims, other.privateKey),
  "client-secret": (claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode("secret-of-the-tests-0123456789abcdef")),
  "at-hash": (claims) => sign({ ...claims, at_hash: "AAAAAAAAAAAAAAAAAAAAAA" }, privateKey),
};
const userinfo = {
  "userinfo-key": (claims) => sign(claims, other.privateKey),
  "userinfo-unsigned": async (claims) => new UnsecuredJWT(claims).encode(),
  "userinfo-sub": (claims) => sign({ ...claims, sub: "somebody-else" }, privateKey),
  "userinfo-audience": (claims) => sign({ ...claims, aud: "another-client" }, privateKey),
  "userinfo-issuer": (claims) => sign({ ...claims, iss: "https://ailleurs.example" }, privateKey),
};

provider.use(async (ctx, next) => {
  if (ctx.path === "/as") {
    person = { ...ctx.query, email_verified: ctx.query.verified !== "false", amr: (ctx.query.amr ?? "pwd mfa").split(" ") };
    return void (ctx.body = "");
  }
  if (ctx.path === "/spoil") return void ((spoil = ctx.query.how ?? ""), (ctx.body = ""));
  if (ctx.path === "/asked") return void (ctx.body = asked);
  if (ctx.path.startsWith("/interaction/")) {
    ctx.respond = false;
    return void (await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: "someone", amr: person.amr } }));
  }
  if (ctx.path === "/sent") return void (ctx.body = sent);
  await next();
  if (ctx.path === "/token") sent.push(ctx.get("authorization").startsWith("Basic ") ? "header" : "body");
  if (ctx.path === "/auth") asked.push(ctx.query);
  if (spoil === "away" && ctx.path !== "/auth") return void ((ctx.status = 503), (ctx.body = ""));
  if (ctx.path === "/token" && ctx.body?.id_token && idToken[spoil]) {
    ctx.body = { ...ctx.body, id_token: await idToken[spoil](decodeJwt(ctx.body.id_token)) };
  }
  if (ctx.path === "/me" && typeof ctx.body === "string" && userinfo[spoil]) ctx.body = await userinfo[spoil](decodeJwt(ctx.body));
  if (ctx.path === "/me" && spoil === "userinfo-plain") {
    ctx.body = JSON.stringify(decodeJwt(ctx.body));
    ctx.type = "application/json";
  }
  if (ctx.path === "/.well-known/openid-configuration") {
    if (spoil === "discovery-issuer") ctx.body = { ...ctx.body, issuer: "https://ailleurs.example" };
    if (spoil === "discovery-elsewhere") ctx.body = { ...ctx.body, token_endpoint: "http://127.0.0.1:9/token" };
    if (spoil === "post-only") ctx.body = { ...ctx.body, token_endpoint_auth_methods_supported: ["client_secret_post"] };
  }
});
server.on("request", provider.callback());
console.log(issuer);
