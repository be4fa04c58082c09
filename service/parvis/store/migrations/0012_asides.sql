-- A question that another one asks already: it is closed, and leads there.
alter table threads add column duplicate_of uuid;
alter table threads add column status_before text check (status_before in ('open', 'answered', 'solved', 'closed'));
alter table threads add constraint threads_duplicate_of foreign key (site_id, duplicate_of) references threads (site_id, id);
alter table threads add constraint threads_duplicate check (
    (duplicate_of is null) = (status_before is null) and (duplicate_of is null or (duplicate_of <> id and status = 'closed' and not pinned)));
create index threads_duplicates on threads (site_id, duplicate_of) where duplicate_of is not null;

alter table same_questions add column via uuid;
alter table follows add column via uuid;
create index same_questions_via on same_questions (site_id, via) where via is not null;
create index follows_via on follows (site_id, via) where via is not null;

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
alter table posts add column erratum jsonb;
alter table posts add column erratum_seq bigint;
alter table posts add constraint posts_erratum check ((erratum is null) = (erratum_seq is null) and (erratum is null or state = 'visible'));

-- An announced hour during which agents answer live, on a page or on the whole site.
create table officehours (
    site_id uuid not null,
    id uuid not null,
    page_id uuid not null,
    title text not null check (char_length(title) between 1 and 200),
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    state text not null default 'announced' check (state in ('announced', 'ended', 'cancelled')),
    agents jsonb not null,
    digest bytea not null check (octet_length(digest) = 32),
    created_at timestamptz not null,
    primary key (site_id, id),
    foreign key (site_id, page_id) references pages on delete cascade,
    constraint officehours_last check (ends_at > starts_at)
);
create index officehours_announced on officehours (site_id, page_id, starts_at) where state = 'announced';
create index officehours_due on officehours (ends_at) where state = 'announced';
create index officehours_by_id on officehours (id);

alter table threads add column officehours_id uuid;
alter table threads add constraint threads_officehours foreign key (site_id, officehours_id) references officehours (site_id, id);
create index threads_put_to on threads (site_id, officehours_id) where officehours_id is not null;

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
    seq bigint not null default 0,
    waiting_since timestamptz,
    conclusion jsonb,
    digest bytea not null check (octet_length(digest) = 32),
    created_at timestamptz not null,
    active_at timestamptz not null,
    primary key (site_id, id),
    foreign key (site_id, thread_id) references threads on delete cascade,
    constraint asides_closed check (state = 'open' or waiting_since is null)
);
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

create table aside_reads (
    site_id uuid not null,
    aside_id uuid not null,
    person_id uuid not null,
    seen bigint not null check (seen >= 0),
    primary key (site_id, aside_id, person_id),
    foreign key (site_id, aside_id) references asides on delete cascade
);

alter table channels drop constraint channels_name_check;
alter table channels add constraint channels_name_check
    check (name ~ '^(person|asides|queue|page|guide|thread|aside|notes):[0-9a-f-]{36}$');
