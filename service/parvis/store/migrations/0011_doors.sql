-- Four roles, as domain/roles.py says what each may do.
alter table agents drop constraint agents_role_check;
alter table agents add constraint agents_role_check check (role in ('agent', 'moderator', 'supervisor', 'administrator'));
-- Who comes in names herself by her address, in whatever case.
create index agents_by_email on agents (site_id, lower(email));

-- A session is listed and ended one by one: how it was opened, with which kind of browser, when it was last used.
alter table agent_keys
    add column id uuid not null default gen_random_uuid(),
    add column way text check (way in ('link', 'password', 'passkey', 'oidc')),
    add column browser text check (char_length(browser) <= 80),
    add column seen_at timestamptz,
    add column provider text,   -- which one said who she is,
    add column id_token text;   -- and the proof, with which she is signed out there too
update agent_keys set way = 'link', browser = '', seen_at = created_at where use = 'session';
alter table agent_keys add constraint agent_keys_session
    check ((use = 'session') = (way is not null) and num_nulls(way, browser, seen_at) in (0, 3)
        and (id_token is null) = (provider is null) and (provider is null or way = 'oidc'));
create unique index agent_keys_by_id on agent_keys (site_id, id);
create index agent_keys_of on agent_keys (site_id, agent_id) where spent_at is null;

-- The codes that change every half minute (RFC 6238). `step` is the last one that was used: none counts twice.
create table agent_totps (
    site_id uuid not null,
    agent_id uuid not null,
    secret text not null check (char_length(secret) between 32 and 64),
    step bigint not null default 0,
    created_at timestamptz not null default now(),
    primary key (site_id, agent_id),
    foreign key (site_id, agent_id) references agents on delete cascade
);

-- A password opens nothing alone: there is none without the changing codes.
create table agent_passwords (
    site_id uuid not null,
    agent_id uuid not null,
    hash text not null check (hash like '$argon2id$%'),
    changed_at timestamptz not null default now(),
    primary key (site_id, agent_id),
    foreign key (site_id, agent_id) references agent_totps on delete cascade
);

-- What stands for one changing code when the telephone is lost; each once.
create table agent_recovery_codes (
    site_id uuid not null,
    agent_id uuid not null,
    code_hash bytea not null check (octet_length(code_hash) = 32),
    primary key (site_id, agent_id, code_hash),
    foreign key (site_id, agent_id) references agent_totps on delete cascade
);

-- Passkeys (WebAuthn): public keys only. `uses` never goes back, or the key was copied.
create table agent_passkeys (
    site_id uuid not null,
    id uuid not null,
    agent_id uuid not null,
    credential bytea not null check (octet_length(credential) between 1 and 1023),
    public_key bytea not null,
    uses bigint not null check (uses >= 0),
    name text not null check (char_length(name) between 1 and 60),
    created_at timestamptz not null default now(),
    used_at timestamptz,
    primary key (site_id, id),
    unique (site_id, credential),
    foreign key (site_id, agent_id) references agents on delete cascade
);
create index agent_passkeys_by_credential on agent_passkeys (credential);
create index agent_passkeys_of on agent_passkeys (site_id, agent_id);

-- Something that a browser began and has some minutes to finish, known by the hash of a secret that it holds: a sign-in that
-- waits for its code, a way to a provider and back, a passkey's challenge.
create table doorsteps (
    site_id uuid not null references sites on delete cascade,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    what text not null check (what in ('totp', 'oidc', 'passkey', 'new-totp', 'new-passkey')),
    agent_id uuid,
    data jsonb not null,
    expires_at timestamptz not null,
    primary key (site_id, token_hash),
    foreign key (site_id, agent_id) references agents on delete cascade
);
create index doorsteps_by_token on doorsteps (token_hash);
create index doorsteps_expired on doorsteps (expires_at);

-- How often somebody tried, by account and by network (hashed), since when.
create table door_tries (
    site_id uuid not null references sites on delete cascade,
    gate bytea not null check (octet_length(gate) = 32),
    tries integer not null check (tries > 0),
    since timestamptz not null,
    primary key (site_id, gate)
);
create index door_tries_old on door_tries (since);

-- Who else may say who somebody is (OpenID Connect). The client's secret is not here: `secret` names a file of PARVIS_SECRETS.
create table oidc_providers (
    site_id uuid not null references sites on delete cascade,
    name text not null check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    label text not null check (char_length(label) between 1 and 80),  -- on the button
    issuer text not null check (issuer ~ '^https?://[^?#]+$'),
    client_id text not null check (char_length(client_id) between 1 and 200),
    secret text not null check (secret ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    scopes text[] not null check ('openid' = any (scopes)),
    pkce boolean not null default true,
    signed_userinfo boolean not null default false,
    amr text[] not null default '{}',              -- ways of proof of which one is asked for and required
    vouches boolean not null default false,        -- its addresses are those of its agents, though it does not say so each time
    primary key (site_id, name)
);
