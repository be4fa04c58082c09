-- A person's own channel: what is told to her alone.
alter table channels drop constraint channels_name_check;
alter table channels add constraint channels_name_check check (name ~ '^(person|queue|page|guide|thread):[0-9a-f-]{36}$');

-- A post, and with its opening post a question, that moderation removed: a tombstone like a withdrawn one, with the reason.
alter table threads drop constraint threads_state_check, drop constraint threads_withdrawn;
alter table threads
    add constraint threads_state_check check (state in ('visible', 'withdrawn', 'removed')),
    add constraint threads_withdrawn check (state = 'visible' or (title = '' and waiting_since is null));
alter table posts add column removed_for text;
alter table posts drop constraint posts_state_check, drop constraint posts_withdrawn;
alter table posts
    add constraint posts_state_check check (state in ('visible', 'withdrawn', 'removed')),
    add constraint posts_withdrawn check (state = 'visible' or (body = '' and doc = '[]' and source is null
        and official_by is null and place is null and pictures = '[]' and video is null)),
    add constraint posts_forgotten check (state <> 'withdrawn' or digest is null),
    add constraint posts_removed check ((removed_for is not null) = (state = 'removed'));

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

-- Its pictures wait with what is held; those of a removed post stay as long as its words are kept. Moderators alone see either.
alter table pictures add column held_with uuid;
drop index pictures_by_id;
create index pictures_by_id on pictures (id);
drop trigger posts_leave_their_pictures on posts;
create trigger posts_leave_their_pictures after update of pictures on posts
    for each row when (old.pictures <> '[]' and new.pictures = '[]' and new.state <> 'removed') execute function post_pictures_go();

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
