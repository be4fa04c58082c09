-- From a chat beside a form to knowledge: fields, votes, accepted and official answers, notes, testimonies, follows, aliases.

create extension if not exists pg_trgm;
create extension if not exists unaccent;

alter table visitors
    add column thanks integer not null default 0 check (thanks >= 0),
    add column accepted integer not null default 0 check (accepted >= 0),
    add column trade text check (char_length(trade) between 1 and 80),
    add column vouched_by uuid,
    add constraint visitors_trade_vouched check ((trade is null) = (vouched_by is null));

alter table threads
    add column field_key text check (char_length(field_key) between 1 and 120),
    add column field_label text check (char_length(field_label) <= 200),
    add column field_step text check (char_length(field_step) <= 200),
    add column same_question integer not null default 0 check (same_question >= 0),
    add column helpful integer not null default 0 check (helpful >= 0),
    add column accepted_id uuid,
    add column official_id uuid,
    add column pinned boolean not null default false,
    add column topics text[] not null default '{}' check (cardinality(topics) <= 5),
    add constraint threads_field check ((field_key is null) = (field_label is null) and (field_step is null or field_key is not null)),
    add constraint threads_pinned check (not pinned or state = 'visible'),
    drop constraint threads_kind_check,
    add constraint threads_kind_check check (kind in ('question', 'discussion', 'note', 'testimonies')),
    drop constraint threads_check,
    drop constraint threads_check1,
    add constraint threads_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    add constraint threads_withdrawn check (state <> 'withdrawn' or (title = '' and waiting_since is null));
create index threads_pinned_on on threads (site_id, page_id, seq desc) where pinned;
create index threads_about on threads (site_id, page_id, field_key) where field_key is not null;
create index threads_topics on threads using gin (topics);

alter table posts
    add column helpful integer not null default 0 check (helpful >= 0),
    add column source text check (char_length(source) between 1 and 300),
    add column official_by uuid,
    add column official_name text,
    add column official_service text,
    add column official_at timestamptz,
    add column place text check (char_length(place) between 1 and 120),
    add column days integer check (days between 0 and 3650),
    add column month date check (extract(day from month) = 1),
    add column pictures jsonb not null default '[]',
    add column video jsonb,
    add constraint posts_official check (num_nulls(official_by, official_name, official_service, official_at) in (0, 4)),
    add constraint posts_testimony check (num_nulls(place, days, month) in (0, 3)),
    drop constraint posts_check,
    drop constraint posts_check1,
    add constraint posts_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    add constraint posts_withdrawn check (state <> 'withdrawn' or (body = '' and doc = '[]' and digest is null and source is null
        and official_by is null and place is null and pictures = '[]' and video is null));
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

alter table channels
    drop constraint channels_name_check,
    add constraint channels_name_check check (name ~ '^(queue|page|guide|thread):[0-9a-f-]{36}$');
