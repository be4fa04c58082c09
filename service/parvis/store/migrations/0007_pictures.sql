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
create index pictures_by_id on pictures (id) where post_id is not null;

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
    for each row when (old.pictures <> '[]' and new.pictures = '[]') execute function post_pictures_go();
