-- Parvis: every table, index and constraint, each with its reason.
--
-- Every table leads with site_id: sites share nothing, and the schema can be distributed by site. The database refuses what
-- must never be, whatever the code above it does. This file is what replaying service/parvis/store/migrations gives; a test
-- holds the two against each other.

-- Words that are nearly alike, and accents left out: both ship with PostgreSQL.
create extension if not exists pg_trgm;
create extension if not exists unaccent;

-- The one row that says which life of the data this is. Changed by a restore or a repair, so that no browser continues a
-- numbering that may have been used twice.
create table instance (
    single boolean primary key default true check (single),
    epoch uuid not null default gen_random_uuid()
);
insert into instance default values;

-- A public-service site on which the tag is pasted.
create table sites (
    id uuid primary key,
    name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),  -- what data-site says
    origins text[] not null check (cardinality(origins) > 0),              -- who may embed, exactly
    patterns text[] not null default '{}',                                 -- /dossiers/:id/brouillon
    kept_parameters text[] not null default '{}',                          -- query parameters that make a page another page
    created_at timestamptz not null default now(),
    video_hosts text[] not null default '{}'  -- whose films may be shown, beside those that the service knows
);

-- A citizen who wrote at least once. Known by a pseudonym and by the hash of a token, by nothing else.
create table visitors (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    name text not null check (char_length(name) between 1 and 40),
    token_hash bytea not null check (octet_length(token_hash) = 32),
    created_at timestamptz not null default now(),
    trade text check (char_length(trade) between 1 and 80),     -- a professional's, for which an agent vouches
    vouched_by uuid,
    primary key (site_id, id),
    constraint visitors_trade_vouched check ((trade is null) = (vouched_by is null))
);
create unique index visitors_by_token on visitors (token_hash, site_id);

-- An agent of the service: the mark beside an answer comes from here.
create table agents (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    name text not null check (char_length(name) between 1 and 80),
    service text not null check (char_length(service) between 1 and 120),
    email text not null check (email like '%_@_%' and char_length(email) <= 254),
    role text not null default 'agent' check (role in ('agent', 'moderator', 'supervisor', 'administrator')),  -- domain/roles.py
    created_at timestamptz not null default now(),
    on_duty boolean not null default true,  -- says so herself; in the panel only while her console is open
    primary key (site_id, id),
    unique (site_id, email)
);
-- Who comes in names herself by her address, in whatever case.
create index agents_by_email on agents (site_id, lower(email));

-- What opens the console or the API for an agent; only hashes. A link is spent by its first use. A session is listed and ended
-- one by one: how it was opened, with which kind of browser, when it was last used.
create table agent_keys (
    site_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    agent_id uuid not null,
    use text not null check (use in ('link', 'session', 'api')),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    spent_at timestamptz,
    id uuid not null default gen_random_uuid(),
    way text check (way in ('link', 'password', 'passkey', 'oidc')),
    browser text check (char_length(browser) <= 80),
    seen_at timestamptz,
    provider text,   -- which one said who she is,
    id_token text,   -- and the proof, with which she is signed out there too
    primary key (site_id, token_hash),
    foreign key (site_id, agent_id) references agents on delete cascade,
    check (use = 'api' or expires_at is not null),
    constraint agent_keys_session check ((use = 'session') = (way is not null) and num_nulls(way, browser, seen_at) in (0, 3)
        and (id_token is null) = (provider is null) and (provider is null or way = 'oidc'))
);
create index agent_keys_by_token on agent_keys (token_hash);
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

-- A page on which somebody wrote. Its id follows from site and key, so reading creates nothing.
create table pages (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    key text not null check (char_length(key) between 1 and 400),
    title text not null check (char_length(title) <= 200),
    threads integer not null default 0 check (threads >= 0),  -- visible ones
    created_at timestamptz not null default now(),
    first_key text check (char_length(first_key) between 1 and 400),  -- the one its id follows from, once it has another
    primary key (site_id, id),
    unique (site_id, key)
);
-- A permalink holds the id alone; a site's pages are told by their questions.
create index pages_by_id on pages (id);
create index pages_busiest on pages (site_id, threads desc, key);

-- Another address of a page: a key that was renamed, or merged into another. `id` is the id that follows from the other key.
create table page_aliases (
    site_id uuid not null,
    id uuid not null,
    key text not null check (char_length(key) between 1 and 400),
    page_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (site_id, id),
    foreign key (site_id, page_id) references pages (site_id, id) on delete cascade,
    check (id <> page_id)
);
create index page_aliases_of on page_aliases (site_id, page_id);
create index page_aliases_by_id on page_aliases (id);

-- An announced hour during which agents answer live, on a page or on the whole site (the page of no address).
create table officehours (
    site_id uuid not null,
    id uuid not null,
    page_id uuid not null,
    title text not null check (char_length(title) between 1 and 200),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null default 'announced' check (state in ('announced', 'ended', 'cancelled')),
    agents jsonb not null,  -- id, name and service of each, as they were announced
    digest bytea not null check (octet_length(digest) = 32),  -- of what was first asked, to tell a retry from another one
    created_at timestamptz not null,
    primary key (site_id, id),
    foreign key (site_id, page_id) references pages on delete cascade,
    constraint officehours_last check (ends_at > starts_at)
);
create index officehours_announced on officehours (site_id, page_id, starts_at) where state = 'announced';
-- Those that end by now.
create index officehours_due on officehours (ends_at) where state = 'announced';
-- A link to them holds the id alone.
create index officehours_by_id on officehours (id);

-- A question, a discussion, a note of the service (its replies are comments), or the page's one gathering of testimonies. The
-- author's name is the one that was shown then: a new pseudonym does not rewrite the past.
create table threads (
    site_id uuid not null,
    id uuid not null,
    page_id uuid not null,
    seq bigint not null,  -- its number on the page's channel, which orders the page's list
    kind text not null check (kind in ('question', 'discussion', 'note', 'testimonies')),
    title text not null check (char_length(title) <= 200),
    state text not null default 'visible' check (state in ('visible', 'withdrawn', 'removed')),
    status text not null default 'open' check (status in ('open', 'answered', 'solved', 'closed')),
    author_id uuid not null,
    author_name text not null,
    author_voice text not null check (author_voice in ('citizen', 'helper', 'professional', 'agent')),
    author_service text,  -- an agent's service, a professional's trade
    posts integer not null default 1 check (posts >= 0),  -- visible ones, the opening one included
    created_at timestamptz not null,
    active_at timestamptz not null,
    waiting_since timestamptz,  -- null: no answer is owed
    field_key text check (char_length(field_key) between 1 and 120),  -- the control it is about, see domain/fields.py
    field_label text check (char_length(field_label) <= 200),
    field_step text check (char_length(field_step) <= 200),
    same_question integer not null default 0 check (same_question >= 0),
    helpful integer not null default 0 check (helpful >= 0),  -- thanks on all its posts
    accepted_id uuid,  -- the post that the asker keeps
    official_id uuid,  -- the post that an agent stands for
    pinned boolean not null default false,
    topics text[] not null default '{}' check (cardinality(topics) <= 5),
    duplicate_of uuid,  -- the question that asks the same: this one is closed and leads there
    status_before text check (status_before in ('open', 'answered', 'solved', 'closed')),  -- to take that back
    officehours_id uuid,  -- the announced hours to which it was put
    primary key (site_id, id),
    unique (site_id, page_id, seq),
    foreign key (site_id, page_id) references pages on delete cascade,
    constraint threads_duplicate_of foreign key (site_id, duplicate_of) references threads (site_id, id),
    constraint threads_officehours foreign key (site_id, officehours_id) references officehours (site_id, id),
    constraint threads_duplicate check ((duplicate_of is null) = (status_before is null)
        and (duplicate_of is null or (duplicate_of <> id and status = 'closed' and not pinned))),
    constraint threads_field check ((field_key is null) = (field_label is null) and (field_step is null or field_key is not null)),
    constraint threads_pinned check (not pinned or state = 'visible'),
    constraint threads_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    constraint threads_withdrawn check (state = 'visible' or (title = '' and waiting_since is null and field_key is null))
);
-- What stands first on a page; what is asked about a field, on a topic.
create index threads_pinned_on on threads (site_id, page_id, seq desc) where pinned;
create index threads_about on threads (site_id, page_id, field_key) where field_key is not null;
create index threads_topics on threads using gin (topics);
-- What leads to a question; what was put to announced hours.
create index threads_duplicates on threads (site_id, duplicate_of) where duplicate_of is not null;
create index threads_put_to on threads (site_id, officehours_id) where officehours_id is not null;
-- A site's threads, last written in first; those asked in a month.
create index threads_active on threads (site_id, active_at desc, id desc) where state = 'visible';
create index threads_active_on on threads (site_id, page_id, active_at desc, id desc) where state = 'visible';
create index threads_asked on threads (site_id, created_at);
-- A permalink holds the id alone.
create index threads_by_id on threads (id);

-- What the service promises: an answer within so many minutes of its opening hours, French public holidays left out.
create table promises (
    site_id uuid primary key references sites on delete cascade,
    minutes integer check (minutes between 1 and 10000),  -- null: no delay is promised
    zone text not null,                                    -- Europe/Paris
    region text,                                           -- whose holidays there are beyond those of all France
    hours jsonb not null,                                  -- seven days from Monday, each its spans in minutes of the day
    closed date[] not null default '{}',
    agents_after integer not null default 0 check (agents_after between 0 and 10000),  -- minutes left to other citizens
    claim_minutes integer not null default 15 check (claim_minutes between 1 and 10000)
);

-- How many threads of a site wait, counted where it changes: nobody counts a million rows to show a number.
create table queues (
    site_id uuid primary key references sites on delete cascade,
    waiting integer not null check (waiting >= 0)
);

-- Each time a thread waited for an answer: until when one was promised, and who ended it. The open ones are the agents' queue.
create table waits (
    site_id uuid not null,
    thread_id uuid not null,
    began_at timestamptz not null,
    due_at timestamptz,        -- as promised when it began
    level smallint not null default 1 check (level between 0 and 2),  -- 0: other citizens first; 1: agents; 2: their supervisor
    escalates_at timestamptz,  -- to the next level
    ended_at timestamptz,
    ended_by text check (ended_by in ('agent', 'citizen', 'nobody')),
    primary key (site_id, thread_id, began_at),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade,
    constraint waits_ended check ((ended_at is null) = (ended_by is null) and ended_at >= began_at)
);
create unique index waits_open on waits (site_id, thread_id) where ended_at is null;
-- The agents' queue: due first; where nothing was promised, the longest wait.
create index waits_queue on waits (site_id, (coalesce(due_at, began_at)), thread_id) where ended_at is null;
create index waits_escalating on waits (escalates_at) where ended_at is null and escalates_at is not null;
create index waits_late on waits (site_id) where ended_at is null and level = 2;
create index waits_answered on waits (site_id, ended_at) where ended_at is not null;

-- Who answers: one agent a thread, so that a second one is told who has it. It ends with the wait, or with nothing being done.
create table claims (
    site_id uuid not null,
    thread_id uuid not null,
    agent_id uuid not null,
    taken_at timestamptz not null,
    active_at timestamptz not null,
    primary key (site_id, thread_id),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade,
    foreign key (site_id, agent_id) references agents (site_id, id) on delete cascade
);
create index claims_of on claims (site_id, agent_id);
create index claims_idle on claims (active_at);

-- A thread waits exactly while it has an open wait, whoever changed it: the figures cannot forget one. Who ends a wait by an
-- answer says so first; what is left open here ended without one.
create function thread_waits() returns trigger language plpgsql as $$
begin
    case tg_op
    when 'INSERT' then
        insert into waits (site_id, thread_id, began_at) select site_id, id, waiting_since from added where waiting_since is not null;
        insert into queues (site_id, waiting) select site_id, count(*) from added where waiting_since is not null group by site_id
            on conflict (site_id) do update set waiting = queues.waiting + excluded.waiting;
    when 'UPDATE' then
        if old.waiting_since is not null then
            update waits set ended_at = greatest(now(), began_at), ended_by = 'nobody'
                where site_id = old.site_id and thread_id = old.id and ended_at is null;
            delete from claims where site_id = old.site_id and thread_id = old.id;
            update queues set waiting = waiting - 1 where site_id = old.site_id;
        end if;
        if new.waiting_since is not null then
            insert into waits (site_id, thread_id, began_at) values (new.site_id, new.id, new.waiting_since)
                on conflict (site_id, thread_id, began_at) do update set ended_at = null, ended_by = null;
            insert into queues (site_id, waiting) values (new.site_id, 1)
                on conflict (site_id) do update set waiting = queues.waiting + 1;
        end if;
    when 'DELETE' then
        update queues q set waiting = q.waiting - gone.waiting
            from (select site_id, count(*) as waiting from removed where waiting_since is not null group by site_id) gone
            where q.site_id = gone.site_id;
    end case;
    return null;
end $$;
create trigger threads_wait_from_the_first after insert on threads
    referencing new table as added for each statement execute function thread_waits();
create trigger threads_wait after update of waiting_since on threads
    for each row when (old.waiting_since is distinct from new.waiting_since) execute function thread_waits();
create trigger threads_wait_no_more after delete on threads
    referencing old table as removed for each statement execute function thread_waits();

-- What agents often answer, with variables; domain/canned.py knows which.
create table canned_replies (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    title text not null check (char_length(title) between 1 and 120),
    body text not null check (char_length(body) between 1 and 5000),
    written_by text not null,
    written_at timestamptz not null,
    primary key (site_id, id)
);

-- An agent's own ways of looking at the queue.
create table saved_filters (
    site_id uuid not null,
    agent_id uuid not null,
    id uuid not null,
    name text not null check (char_length(name) between 1 and 60),
    filter jsonb not null,
    primary key (site_id, agent_id, id),
    foreign key (site_id, agent_id) references agents (site_id, id) on delete cascade
);

-- What agents tell one another about a thread. Not public, but readable by the person concerned on an access request.
create table agent_notes (
    site_id uuid not null,
    id uuid not null,
    thread_id uuid not null,
    seq bigint not null,  -- its number on the channel of the thread's notes
    author_id uuid not null,
    author_name text not null,
    author_service text not null,
    body text not null check (char_length(body) between 1 and 5000),
    doc jsonb not null,
    written_at timestamptz not null,
    primary key (site_id, id),
    unique (site_id, thread_id, seq),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade
);

-- A message. The opening post of a thread is its number 1. A withdrawn or removed one is a tombstone without text.
create table posts (
    site_id uuid not null,
    id uuid not null,
    thread_id uuid not null,
    seq bigint not null,  -- its number on the thread's channel
    author_id uuid not null,
    author_name text not null,
    author_voice text not null check (author_voice in ('citizen', 'helper', 'professional', 'agent')),
    author_service text,
    body text not null check (char_length(body) <= 5000),
    doc jsonb not null,
    reply_to uuid,
    state text not null default 'visible' check (state in ('visible', 'withdrawn', 'removed')),
    digest bytea check (octet_length(digest) = 32),  -- of what was first asked, to tell a retry from another message
    created_at timestamptz not null,
    edited_at timestamptz,
    helpful integer not null default 0 check (helpful >= 0),
    source text check (char_length(source) between 1 and 300),  -- the article of law or the address it rests on
    official_by uuid,  -- the agent who stands for it
    official_name text,
    official_service text,
    official_at timestamptz,
    place text check (char_length(place) between 1 and 120),  -- a testimony: which office,
    days integer check (days between 0 and 3650),             -- how long it took,
    month date check (extract(day from month) = 1),           -- when
    pictures jsonb not null default '[]',  -- id, alternative text and size of each
    video jsonb,
    removed_for text,  -- by moderation, and why
    erratum jsonb,       -- the latest row of errata, as it is shown
    erratum_seq bigint,  -- its number on the thread's channel: news to whoever read up to an earlier one
    primary key (site_id, id),
    unique (site_id, thread_id, seq),
    foreign key (site_id, thread_id) references threads on delete cascade,
    foreign key (site_id, reply_to) references posts (site_id, id),
    constraint posts_erratum check ((erratum is null) = (erratum_seq is null) and (erratum is null or state = 'visible')),
    constraint posts_official check (num_nulls(official_by, official_name, official_service, official_at) in (0, 4)),
    constraint posts_testimony check (num_nulls(place, days, month) in (0, 3)),
    constraint posts_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    constraint posts_withdrawn check (state = 'visible' or (body = '' and doc = '[]' and source is null
        and official_by is null and place is null and pictures = '[]' and video is null)),
    constraint posts_forgotten check (state <> 'withdrawn' or digest is null),
    constraint posts_removed check ((removed_for is not null) = (state = 'removed'))
);
create index posts_by_author on posts (site_id, author_id, created_at);

-- What an agent corrects of an official answer. The answer itself stays as it was written.
create table errata (
    site_id uuid not null,
    id uuid not null,
    post_id uuid not null,
    body text not null check (char_length(body) between 1 and 5000),
    doc jsonb not null,
    agent_id uuid not null,
    agent_name text not null,
    agent_service text not null,
    at timestamptz not null,
    primary key (site_id, id),
    foreign key (site_id, post_id) references posts (site_id, id) on delete cascade
);
create index errata_of_post on errata (site_id, post_id, at desc);

-- "Ça m'a aidé": once a person and post.
create table thanks (
    site_id uuid not null,
    post_id uuid not null,
    person_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (site_id, post_id, person_id),
    foreign key (site_id, post_id) references posts (site_id, id) on delete cascade
);
create index thanks_by_person on thanks (site_id, person_id);

-- "J'ai la même question": once a person and thread. `via`: the duplicate by which she came.
create table same_questions (
    site_id uuid not null,
    thread_id uuid not null,
    person_id uuid not null,
    created_at timestamptz not null default now(),
    via uuid,
    primary key (site_id, thread_id, person_id),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade
);
create index same_questions_via on same_questions (site_id, via) where via is not null;
create index same_questions_by_person on same_questions (site_id, person_id);

-- Who follows a thread, and up to which of its numbers she has read it.
create table follows (
    site_id uuid not null,
    person_id uuid not null,
    thread_id uuid not null,
    seen bigint not null default 0 check (seen >= 0),
    created_at timestamptz not null default now(),
    via uuid,  -- the duplicate by which she came
    primary key (site_id, person_id, thread_id),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade
);
create index follows_via on follows (site_id, via) where via is not null;
create index follows_of_thread on follows (site_id, thread_id);

-- A page followed or muted by a person.
create table page_follows (
    site_id uuid not null,
    person_id uuid not null,
    page_id uuid not null,
    mode text not null check (mode in ('follow', 'mute')),
    created_at timestamptz not null default now(),
    primary key (site_id, person_id, page_id),
    foreign key (site_id, page_id) references pages (site_id, id) on delete cascade
);

-- A step of a page's guide: where it stands, which of its revisions is shown, and which agent stands for that one. Removed, it is a
-- tombstone whose revisions are erased.
create table guide_steps (
    site_id uuid not null,
    id uuid not null,
    page_id uuid not null,
    place integer not null,  -- orders the steps; sparse, so that most moves touch one row
    revision integer not null check (revision > 0),
    state text not null default 'visible' check (state in ('visible', 'removed')),
    origin_thread uuid,  -- the answer that it was made from,
    origin_post uuid,
    origin_name text,    -- and whose it was
    validated_by uuid,
    validated_name text,
    validated_service text,
    validated_at timestamptz,
    validated_source text check (char_length(validated_source) between 1 and 300),
    trusted_revision integer check (trusted_revision <= revision),  -- the last one that was validated, also when edited since
    primary key (site_id, id),
    foreign key (site_id, page_id) references pages on delete cascade,
    constraint guide_steps_origin check ((origin_thread is null) = (origin_post is null) and (origin_post is null) = (origin_name is null)),
    constraint guide_steps_validated check (
        (validated_by is null) = (validated_at is null) and (validated_by is null) = (validated_name is null)
        and (validated_by is null) = (validated_service is null) and (validated_source is null or validated_by is not null)
        and (validated_by is null or (trusted_revision = revision and state = 'visible'))),
    constraint guide_steps_removed check (state <> 'removed' or origin_post is null)
);
create index guide_steps_on on guide_steps (site_id, page_id, place) where state = 'visible';
-- A permalink holds the id alone.
create index guide_steps_by_id on guide_steps (id);
-- A withdrawn answer is no longer named by the steps that were made from it.
create index guide_steps_made_from on guide_steps (site_id, origin_post) where origin_post is not null;

-- Every edit of a step, numbered from 1: the id is its writer's, so that a retry is known. An erased one keeps its author and date.
create table guide_revisions (
    site_id uuid not null,
    id uuid not null,
    step_id uuid not null,
    revision integer not null check (revision > 0),
    title text not null check (char_length(title) <= 200),
    body text not null check (char_length(body) <= 5000),
    doc jsonb not null,
    field_key text check (char_length(field_key) between 1 and 120),
    field_label text check (char_length(field_label) <= 200),
    field_step text check (char_length(field_step) <= 200),
    heading text check (char_length(heading) between 1 and 200),
    video jsonb,
    author_id uuid not null,
    author_name text not null,
    author_voice text not null check (author_voice in ('citizen', 'helper', 'professional', 'agent')),
    author_service text,
    summary text not null default '' check (char_length(summary) <= 200),
    restores integer check (restores < revision),  -- the earlier one whose text this one brings back
    digest bytea check (octet_length(digest) = 32),  -- of what was asked, to tell a retry from another edit
    state text not null default 'visible' check (state in ('visible', 'erased')),
    at timestamptz not null,
    answer_of uuid,  -- whose answer this text was copied from: she may erase it too
    primary key (site_id, id),
    unique (site_id, step_id, revision),
    foreign key (site_id, step_id) references guide_steps (site_id, id) on delete cascade,
    constraint guide_revisions_about check (
        (field_key is null) = (field_label is null) and (field_step is null or field_key is not null)
        and (field_key is null or heading is null)),
    constraint guide_revisions_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    constraint guide_revisions_erased check (state <> 'erased' or (title = '' and body = '' and doc = '[]' and summary = ''
        and video is null and field_key is null and heading is null and digest is null and answer_of is null))
);
create index guide_revisions_by_author on guide_revisions (site_id, author_id, at);

-- A private aside between the asker of a question and the agents of the service. Nothing public is counted from these tables.
create table asides (
    site_id uuid not null,
    id uuid not null,
    thread_id uuid not null,
    asker_id uuid not null,
    asker_name text not null,
    asker_voice text not null check (asker_voice in ('citizen', 'helper', 'professional')),
    asker_service text,
    state text not null default 'open' check (state in ('open', 'closed')),
    posts integer not null default 0 check (posts >= 0),
    seq bigint not null default 0,  -- of its last message
    waiting_since timestamptz,  -- the first word of the asker that no agent answered
    conclusion jsonb,  -- what an agent would say of it in public, and whether the asker agrees
    digest bytea not null check (octet_length(digest) = 32),
    created_at timestamptz not null,
    active_at timestamptz not null,
    primary key (site_id, id),
    foreign key (site_id, thread_id) references threads on delete cascade,
    constraint asides_closed check (state = 'open' or waiting_since is null)
);
-- One at a time for a question.
create unique index asides_open on asides (site_id, thread_id) where state = 'open';
create index asides_of_asker on asides (site_id, asker_id, active_at desc);
create index asides_waiting on asides (site_id, waiting_since, active_at desc) where state = 'open';

create table aside_posts (
    site_id uuid not null,
    id uuid not null,
    aside_id uuid not null,
    seq bigint not null,
    author_id uuid not null,
    author_name text not null,
    author_voice text not null check (author_voice in ('citizen', 'helper', 'professional', 'agent')),
    author_service text,
    body text not null check (char_length(body) <= 5000),
    doc jsonb not null,
    state text not null default 'visible' check (state in ('visible', 'withdrawn')),
    digest bytea check (octet_length(digest) = 32),
    created_at timestamptz not null,
    edited_at timestamptz,
    primary key (site_id, id),
    unique (site_id, aside_id, seq),
    foreign key (site_id, aside_id) references asides on delete cascade,
    constraint aside_posts_withdrawn check (state <> 'withdrawn' or (body = '' and doc = '[]' and digest is null))
);

-- Up to which number somebody has read an aside.
create table aside_reads (
    site_id uuid not null,
    aside_id uuid not null,
    person_id uuid not null,
    seen bigint not null check (seen >= 0),
    primary key (site_id, aside_id, person_id),
    foreign key (site_id, aside_id) references asides on delete cascade
);

-- One row per numbered stream, locked (never updated) while numbers are given.
create table channels (
    site_id uuid not null references sites on delete cascade,
    name text not null check (name ~ '^(person|asides|queue|page|guide|thread|aside|notes):[0-9a-f-]{36}$'),
    primary key (site_id, name)
);

-- The journal: what happened on each channel, numbered without gaps in commit order. The last event of a channel is never
-- deleted, since the next number follows from it.
create table events (
    site_id uuid not null,
    channel text not null,
    seq bigint not null check (seq > 0),
    kind text not null,
    data jsonb not null,
    about uuid,  -- the post whose text data may hold, so that erasing finds it
    at timestamptz not null default now(),
    primary key (site_id, channel, seq),
    foreign key (site_id, channel) references channels on delete cascade
);
create index events_about on events (site_id, about) where about is not null;

-- How a site moderates. A site without a row publishes at once and holds nothing.
create table moderation_settings (
    site_id uuid primary key references sites on delete cascade,
    mode text not null default 'after' check (mode in ('before', 'after')),
    newcomer_posts integer not null default 0 check (newcomer_posts between 0 and 50),  -- so many first posts are held
    links_from integer check (links_from between 1 and 100),      -- so many links are held; null: any number is published
    repeats_from integer check (repeats_from between 2 and 100),  -- the same words for this time within a day
    flags_from integer check (flags_from between 1 and 100),      -- so many people hide a post until it is decided
    words text[] not null default '{}' check (cardinality(words) <= 1000),
    contact text not null default '' check (char_length(contact) <= 500),
    rules text not null default '' check (char_length(rules) <= 20000),
    moderators text[] not null default '{}' check (cardinality(moderators) <= 100)
);

-- What waits for a moderator before it is published: the whole request, which is in no other table. Refused, it is kept for an
-- appeal and then emptied; published, the row is gone.
create table held (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,          -- the post's
    thread_id uuid not null,   -- to which it replies, or which it would open
    page_id uuid not null,
    opens boolean not null,
    state text not null default 'held' check (state in ('held', 'refused', 'withdrawn')),
    author_id uuid not null,
    author_name text not null,
    author_voice text not null check (author_voice in ('citizen', 'helper', 'professional')),
    author_service text,
    title text not null check (char_length(title) <= 200),
    body text not null check (char_length(body) <= 5000),
    request jsonb,             -- as it was asked, for those who publish it
    digest bytea not null check (octet_length(digest) = 32),
    reasons text[] not null check (cardinality(reasons) > 0),
    at timestamptz not null,
    erase_after timestamptz,
    primary key (site_id, id),
    constraint held_emptied check (state <> 'withdrawn' or (title = '' and body = '' and request is null)),
    constraint held_refused check (state <> 'refused' or erase_after is not null)
);
create index held_waiting on held (site_id, at, id) where state = 'held';
create index held_by_author on held (site_id, author_id, at);

-- The words of a removed post, for those who decide an appeal. Emptied by `parvis purge` after the term.
create table kept_words (
    site_id uuid not null,
    post_id uuid not null,
    title text,            -- the question's, of an opening post
    field jsonb,           -- and what it is about
    words jsonb not null,
    for_good boolean not null,  -- only an appeal brings them back
    erase_after timestamptz not null,
    primary key (site_id, post_id),
    foreign key (site_id, post_id) references posts (site_id, id) on delete cascade
);

-- The pictures of a removed post stay as long as its words are kept.
create function kept_pictures_go() returns trigger language plpgsql as $$
begin
    delete from pictures p using posts m where p.site_id = old.site_id and p.post_id = old.post_id
        and (m.site_id, m.id) = (p.site_id, p.post_id) and m.state <> 'visible';
    return null;
end $$;

create trigger kept_words_leave_their_pictures after delete on kept_words
    for each row execute function kept_pictures_go();

-- The log of every decision. Nobody changes a line, the application least of all.
create table decisions (
    site_id uuid not null references sites,
    id uuid not null,
    act text not null check (act in ('hold', 'publish', 'refuse', 'keep', 'hide', 'remove', 'restore', 'close', 'warn', 'suspend', 'ban')),
    reason text not null,
    ground_kind text not null check (ground_kind in ('rule', 'law')),
    ground text not null check (char_length(ground) between 1 and 300),
    facts text not null check (char_length(facts) between 1 and 2000),
    automatic boolean not null,
    decided_by uuid not null,  -- all zeros: no person
    decided_name text not null,
    person_id uuid not null,   -- about whom
    thread_id uuid,
    post_id uuid,
    until timestamptz,
    appeal_until timestamptz,
    at timestamptz not null,
    digest bytea not null check (octet_length(digest) = 32),
    primary key (site_id, id),
    unique (site_id, id, decided_by),
    constraint decisions_by_nobody check (automatic = (decided_by = '00000000-0000-0000-0000-000000000000')),
    constraint decisions_until check ((until is not null) = (act = 'suspend'))
);
create index decisions_by_time on decisions (site_id, at, id);
create index decisions_about on decisions (site_id, person_id, at);

create function log_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the log of decisions is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger decisions_append_only before update or delete on decisions
    for each row execute function log_is_append_only();
create trigger decisions_not_emptied before truncate on decisions
    for each statement execute function log_is_append_only();
revoke update, delete, truncate on decisions from public;
revoke delete, truncate on decisions from current_user;  -- its right to update is what lets foreign keys look; the trigger holds

-- An author asks for another look, once a decision.
create table appeals (
    site_id uuid not null,
    decision_id uuid not null,
    text text not null check (char_length(text) between 1 and 5000),
    at timestamptz not null,
    primary key (site_id, decision_id),
    foreign key (site_id, decision_id) references decisions (site_id, id)
);

-- Its answer, by somebody else than who decided first.
create table appeal_answers (
    site_id uuid not null,
    decision_id uuid not null,
    outcome text not null check (outcome in ('upheld', 'overturned')),
    answer text not null check (char_length(answer) between 1 and 2000),
    answered_by uuid not null,
    first_by uuid not null,
    at timestamptz not null,
    primary key (site_id, decision_id),
    foreign key (site_id, decision_id) references appeals (site_id, decision_id),
    foreign key (site_id, decision_id, first_by) references decisions (site_id, id, decided_by),
    constraint appeal_answers_by_another check (answered_by <> first_by)
);

-- Whose writing is refused, until when (null: for good).
create table bars (
    site_id uuid not null references sites on delete cascade,
    person_id uuid not null,
    until timestamptz,
    reason text not null,
    decision_id uuid not null,
    primary key (site_id, person_id),
    foreign key (site_id, decision_id) references decisions (site_id, id)
);

-- "Signaler": once a person and post. A decision about the post settles what was said until then.
create table flags (
    site_id uuid not null,
    post_id uuid not null,
    person_id uuid not null,
    reference uuid not null,
    reason text not null check (reason in ('off-topic', 'insult', 'spam', 'personal-data', 'misleading', 'impersonation', 'illegal')),
    detail text check (char_length(detail) between 1 and 2000),
    at timestamptz not null,
    decision_id uuid,
    primary key (site_id, post_id, person_id),
    unique (site_id, reference),
    foreign key (site_id, post_id) references posts (site_id, id) on delete cascade,
    foreign key (site_id, decision_id) references decisions (site_id, id),
    constraint flags_illegal_explained check (reason <> 'illegal' or detail is not null)
);
create index flags_waiting on flags (site_id, post_id, at) where decision_id is null;
create index flags_by_person on flags (site_id, person_id, at);

-- The contact of somebody who notifies illegal content (DSA, art. 16), apart from what she says: nobody but moderators reads it.
create table notifiers (
    site_id uuid not null,
    reference uuid not null,
    name text not null check (char_length(name) between 1 and 200),
    email text not null check (email like '%_@_%' and char_length(email) <= 254),
    good_faith boolean not null check (good_faith),
    erase_after timestamptz not null,
    primary key (site_id, reference),
    foreign key (site_id, reference) references flags (site_id, reference) on delete cascade
);

-- What browsers told of a page's form, control by control: names and a fingerprint of what the page's author wrote, never a
-- value. `next_print` is what the latest report said otherwise; it counts when the next report says the same, minutes later.
create table form_fields (
    site_id uuid not null,
    page_id uuid not null,
    lang text not null check (char_length(lang) <= 35),
    key text not null check (char_length(key) between 1 and 120),
    label text not null check (char_length(label) <= 200),
    step text check (char_length(step) <= 200),
    print text not null check (char_length(print) = 32),
    next_print text check (char_length(next_print) = 32),
    missed smallint not null default 0 check (missed >= 0),  -- reports in a row that knew its step but not the field
    gone boolean not null default false,
    changed_at timestamptz,
    doubted_at timestamptz,  -- since when reports say otherwise, or miss it
    primary key (site_id, page_id, lang, key),
    foreign key (site_id, page_id) references pages on delete cascade
);

-- Answers about fields that are no longer what they were.
create index form_fields_changed on form_fields (site_id, changed_at desc) where changed_at is not null;

create table form_changes (
    site_id uuid not null,
    page_id uuid not null,
    at timestamptz not null,
    lang text not null,
    key text not null,
    what text not null check (what in ('changed', 'gone', 'back')),
    label text not null,
    step text,
    primary key (site_id, page_id, at, lang, key),
    foreign key (site_id, page_id) references pages on delete cascade
);
create index form_changes_latest on form_changes (site_id, at desc);

-- Finding what was said. Every word is brought down to the same form when it is written and when it is looked for: no accents,
-- no capitals, no plural. The dictionaries know no accents, so stop words are left out before stemming, and those that
-- PostgreSQL's list lacks ("les") or knows by their accents only ("même") by `search_words`.
create text search dictionary no_french_stop_words (template = simple, stopwords = french, accept = false);
create text search dictionary no_english_stop_words (template = simple, stopwords = english, accept = false);
create text search dictionary french_roots (template = snowball, language = french);
create text search dictionary english_roots (template = snowball, language = english);
create text search configuration search_fr (copy = simple);
create text search configuration search_en (copy = simple);
alter text search configuration search_fr
    alter mapping for asciiword, word with no_french_stop_words, no_english_stop_words, french_roots;
alter text search configuration search_en
    alter mapping for asciiword, word with no_french_stop_words, no_english_stop_words, english_roots;

-- Words, and nothing else, between single spaces. "refusée" and "refusé" are one word, also where the accents are left out.
create function search_text(said text) returns text language sql stable parallel safe as $$
    select regexp_replace(
        regexp_replace(lower(unaccent(said)), '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'),
        '([a-z]{2})ees?\M', '\1e', 'g')
$$;

-- The roots of the words of a text that `search_text` made plain.
create function search_words(language regconfig, plain text) returns tsvector language sql stable parallel safe as $$
    select ts_delete(to_tsvector(language, plain),
        array['a', 'ca', 'cel', 'cela', 'comment', 'ete', 'etr', 'etre', 'le', 'les', 'mem', 'meme', 'quand', 'quel', 'quell',
              'quelle', 'quels', 'si', 'tres'])
$$;

-- What a visible thread can be found by; written by the triggers below, with what changed it.
create table findable (
    site_id uuid not null,
    thread_id uuid not null,
    page_id uuid not null,
    near text not null,       -- the title and how the opening post begins: where misspelt words find their like
    words tsvector not null,  -- A: the title; B: the opening, accepted and official posts; C: others; D: field, topics, page
    primary key (site_id, thread_id),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade
);
create index findable_words on findable using gin (words);
create index findable_near on findable using gin (near gin_trgm_ops);
create index findable_on_page on findable (site_id, page_id);

-- The first thirty posts are enough to find a thread by, and bound what a reply in a long one costs.
create function make_findable(site uuid, thread uuid) returns void language sql as $$
    delete from findable f where f.site_id = site and f.thread_id = thread and not exists (
        select from threads t where t.site_id = site and t.id = thread and t.state = 'visible' and t.kind <> 'testimonies');
    insert into findable (site_id, thread_id, page_id, near, words)
    select site, thread, t.page_id, search_text(t.title || ' ' || left(said.opening, 200)),
           setweight(search_words('search_fr', plain.title) || search_words('search_en', plain.title), 'A')
        || setweight(search_words('search_fr', plain.best) || search_words('search_en', plain.best), 'B')
        || setweight(search_words('search_fr', plain.rest) || search_words('search_en', plain.rest), 'C')
        || setweight(search_words('search_fr', plain.around) || search_words('search_en', plain.around), 'D')
    from threads t
    join pages g on (g.site_id, g.id) = (t.site_id, t.page_id)
    cross join lateral (
        select coalesce(string_agg(p.body, ' ') filter (where p.seq = 1), '') as opening,
               coalesce(string_agg(p.body, ' ' order by p.seq)
                   filter (where p.seq = 1 or p.id in (t.accepted_id, t.official_id)), '') as best,
               coalesce(string_agg(p.body, ' ' order by p.seq)
                   filter (where p.seq > 1 and p.id is distinct from t.accepted_id and p.id is distinct from t.official_id), '') as rest
        from (
            (select id, seq, body from posts where site_id = site and thread_id = thread and state = 'visible' order by seq limit 30)
            union
            (select id, seq, body from posts where site_id = site and id in (t.accepted_id, t.official_id) and state = 'visible')
        ) p
    ) said
    cross join lateral (
        select search_text(t.title) as title, search_text(said.best) as best, search_text(said.rest) as rest,
               search_text(concat_ws(' ', g.title, t.field_label, array_to_string(t.topics, ' '))) as around
    ) plain
    where t.site_id = site and t.id = thread and t.state = 'visible' and t.kind <> 'testimonies'
    on conflict (site_id, thread_id) do update
        set page_id = excluded.page_id, near = excluded.near, words = excluded.words
$$;

create function thread_is_findable() returns trigger language plpgsql as $$
begin
    perform make_findable(new.site_id, new.id);
    return null;
end $$;

create function post_is_findable() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' and (select posts > 30 from threads where site_id = new.site_id and id = new.thread_id) then
        return null;
    end if;
    perform make_findable(new.site_id, new.thread_id);
    return null;
end $$;

create trigger threads_findable after update of page_id, title, state, topics, accepted_id, official_id on threads
    for each row execute function thread_is_findable();
create trigger posts_findable after insert or update of body, state on posts
    for each row execute function post_is_findable();

-- A picture, as our own encoder wrote it. Its bytes lie in `content`, or outside under the name `file`; it waits for the message that
-- names it, and goes with that message.
create table pictures (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    author_id uuid not null,
    digest bytea not null check (octet_length(digest) = 32),  -- of the file that was sent, to tell a retry from another picture
    media text not null check (media in ('image/jpeg', 'image/webp')),
    width integer not null check (width between 1 and 2000),
    height integer not null check (height between 1 and 2000),
    weight integer not null check (weight > 0),  -- bytes
    content bytea,
    file uuid,
    stored boolean not null,  -- false: the file outside is still being written
    post_id uuid,  -- null: no message names it yet, and nobody sees it
    created_at timestamptz not null,
    held_with uuid,  -- the message that moderation holds, with which it waits; moderators alone see it
    primary key (site_id, id),
    unique (site_id, file),
    foreign key (site_id, post_id) references posts (site_id, id) on delete cascade,
    constraint pictures_somewhere check (num_nonnulls(content, file) = 1 and (stored or content is null)),
    constraint pictures_shown_whole check (post_id is null or stored)
);
alter table pictures alter column content set storage external;  -- already compressed
create index pictures_of_post on pictures (site_id, post_id) where post_id is not null;
create index pictures_waiting on pictures (site_id, author_id, created_at) where post_id is null;
create index pictures_forgotten on pictures (created_at) where post_id is null;
-- An address holds the id alone.
create index pictures_by_id on pictures (id);

-- Files outside whose row is gone: noted in the transaction that let the row go, so that a crash forgets none.
create table picture_files_gone (
    site_id uuid not null,
    file uuid not null,
    primary key (site_id, file)
);

create function picture_file_goes() returns trigger language plpgsql as $$
begin
    insert into picture_files_gone (site_id, file) values (old.site_id, old.file);
    return null;
end $$;

create trigger pictures_leave_their_file after delete on pictures
    for each row when (old.file is not null) execute function picture_file_goes();

-- Whatever empties a message's list of pictures, the pictures go with it.
create function post_pictures_go() returns trigger language plpgsql as $$
begin
    delete from pictures where site_id = new.site_id and post_id = new.id;
    return null;
end $$;

create trigger posts_leave_their_pictures after update of pictures on posts
    for each row when (old.pictures <> '[]' and new.pictures = '[]' and new.state <> 'removed') execute function post_pictures_go();
