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
        and (validated_by is null or (trusted_revision = revision and state = 'visible')))
);
create index guide_steps_on on guide_steps (site_id, page_id, place) where state = 'visible';
-- A permalink holds the id alone.
create index guide_steps_by_id on guide_steps (id);

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
    primary key (site_id, id),
    unique (site_id, step_id, revision),
    foreign key (site_id, step_id) references guide_steps (site_id, id) on delete cascade,
    constraint guide_revisions_about check (
        (field_key is null) = (field_label is null) and (field_step is null or field_key is not null)
        and (field_key is null or heading is null)),
    constraint guide_revisions_service check ((author_service is not null) = (author_voice in ('agent', 'professional'))),
    constraint guide_revisions_erased check (state <> 'erased' or (title = '' and body = '' and doc = '[]' and summary = ''
        and video is null and field_key is null and heading is null and digest is null))
);
create index guide_revisions_by_author on guide_revisions (site_id, author_id, at);

-- Hosts whose films may be shown, beside those that the service knows: the site's own PeerTube, for instance.
alter table sites add column video_hosts text[] not null default '{}';
