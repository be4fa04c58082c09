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
    created_at timestamptz not null default now()
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
    role text not null default 'agent' check (role in ('agent', 'moderator')),
    created_at timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, email)
);

-- What opens the console or the API for an agent; only hashes. A link is spent by its first use.
create table agent_keys (
    site_id uuid not null,
    token_hash bytea not null check (octet_length(token_hash) = 32),
    agent_id uuid not null,
    use text not null check (use in ('link', 'session', 'api')),
    created_at timestamptz not null default now(),
    expires_at timestamptz,
    spent_at timestamptz,
    primary key (site_id, token_hash),
    foreign key (site_id, agent_id) references agents on delete cascade,
    check (use = 'api' or expires_at is not null)
);
create index agent_keys_by_token on agent_keys (token_hash);

-- A page on which somebody wrote. Its id follows from site and key, so reading creates nothing.
create table pages (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    key text not null check (char_length(key) between 1 and 400),
    title text not null check (char_length(title) <= 200),
    threads integer not null default 0 check (threads >= 0),  -- visible ones
    created_at timestamptz not null default now(),
    primary key (site_id, id),
    unique (site_id, key)
);

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
    primary key (site_id, id),
    unique (site_id, page_id, seq),
    foreign key (site_id, page_id) references pages on delete cascade,
    constraint threads_field check ((field_key is null) = (field_label is null) and (field_step is null or field_key is not null)),
    constraint threads_pinned check (not pinned or state = 'visible'),
    constraint threads_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    constraint threads_withdrawn check (state = 'visible' or (title = '' and waiting_since is null))
);
-- What stands first on a page; what is asked about a field, on a topic.
create index threads_pinned_on on threads (site_id, page_id, seq desc) where pinned;
create index threads_about on threads (site_id, page_id, field_key) where field_key is not null;
create index threads_topics on threads using gin (topics);
-- The agents' queue: longest wait first.
create index threads_waiting on threads (site_id, waiting_since, id) where waiting_since is not null;
-- A permalink holds the id alone.
create index threads_by_id on threads (id);

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
    primary key (site_id, id),
    unique (site_id, thread_id, seq),
    foreign key (site_id, thread_id) references threads on delete cascade,
    foreign key (site_id, reply_to) references posts (site_id, id),
    constraint posts_official check (num_nulls(official_by, official_name, official_service, official_at) in (0, 4)),
    constraint posts_testimony check (num_nulls(place, days, month) in (0, 3)),
    constraint posts_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    constraint posts_withdrawn check (state = 'visible' or (body = '' and doc = '[]' and source is null
        and official_by is null and place is null and pictures = '[]' and video is null)),
    constraint posts_forgotten check (state <> 'withdrawn' or digest is null),
    constraint posts_removed check ((removed_for is not null) = (state = 'removed'))
);
create index posts_by_author on posts (site_id, author_id, created_at);

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

-- "J'ai la même question": once a person and thread.
create table same_questions (
    site_id uuid not null,
    thread_id uuid not null,
    person_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (site_id, thread_id, person_id),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade
);
create index same_questions_by_person on same_questions (site_id, person_id);

-- Who follows a thread, and up to which of its numbers she has read it.
create table follows (
    site_id uuid not null,
    person_id uuid not null,
    thread_id uuid not null,
    seen bigint not null default 0 check (seen >= 0),
    created_at timestamptz not null default now(),
    primary key (site_id, person_id, thread_id),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade
);
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

-- One row per numbered stream, locked (never updated) while numbers are given.
create table channels (
    site_id uuid not null references sites on delete cascade,
    name text not null check (name ~ '^(person|queue|page|guide|thread):[0-9a-f-]{36}$'),
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
    words jsonb not null,
    for_good boolean not null,  -- only an appeal brings them back
    erase_after timestamptz not null,
    primary key (site_id, post_id),
    foreign key (site_id, post_id) references posts (site_id, id) on delete cascade
);

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
-- value. `next_print` is what the latest report said otherwise; it counts when the next report says the same.
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
    primary key (site_id, page_id, lang, key),
    foreign key (site_id, page_id) references pages on delete cascade
);

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
