create table promises (
    site_id uuid primary key references sites on delete cascade,
    minutes integer check (minutes between 1 and 10000),
    zone text not null,
    region text,
    hours jsonb not null,
    closed date[] not null default '{}',
    agents_after integer not null default 0 check (agents_after between 0 and 10000),
    claim_minutes integer not null default 15 check (claim_minutes between 1 and 10000)
);

create table queues (
    site_id uuid primary key references sites on delete cascade,
    waiting integer not null check (waiting >= 0)
);

create table waits (
    site_id uuid not null,
    thread_id uuid not null,
    began_at timestamptz not null,
    due_at timestamptz,
    level smallint not null default 1 check (level between 0 and 2),
    escalates_at timestamptz,
    ended_at timestamptz,
    ended_by text check (ended_by in ('agent', 'citizen', 'nobody')),
    primary key (site_id, thread_id, began_at),
    foreign key (site_id, thread_id) references threads (site_id, id) on delete cascade,
    constraint waits_ended check ((ended_at is null) = (ended_by is null) and ended_at >= began_at)
);
create unique index waits_open on waits (site_id, thread_id) where ended_at is null;
create index waits_queue on waits (site_id, (coalesce(due_at, began_at)), thread_id) where ended_at is null;
create index waits_escalating on waits (escalates_at) where ended_at is null and escalates_at is not null;
create index waits_late on waits (site_id) where ended_at is null and level = 2;
create index waits_answered on waits (site_id, ended_at) where ended_at is not null;

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
insert into waits (site_id, thread_id, began_at)
    select site_id, id, waiting_since from threads where waiting_since is not null;
insert into queues (site_id, waiting)
    select site_id, count(*) from threads where waiting_since is not null group by site_id;

drop index threads_waiting;
create index threads_active on threads (site_id, active_at desc, id desc) where state = 'visible';
create index threads_active_on on threads (site_id, page_id, active_at desc, id desc) where state = 'visible';
create index threads_asked on threads (site_id, created_at);
create index form_fields_changed on form_fields (site_id, changed_at desc) where changed_at is not null;

alter table agents add column on_duty boolean not null default true;

create table canned_replies (
    site_id uuid not null references sites on delete cascade,
    id uuid not null,
    title text not null check (char_length(title) between 1 and 120),
    body text not null check (char_length(body) between 1 and 5000),
    written_by text not null,
    written_at timestamptz not null,
    primary key (site_id, id)
);

create table saved_filters (
    site_id uuid not null,
    agent_id uuid not null,
    id uuid not null,
    name text not null check (char_length(name) between 1 and 60),
    filter jsonb not null,
    primary key (site_id, agent_id, id),
    foreign key (site_id, agent_id) references agents (site_id, id) on delete cascade
);

create table agent_notes (
    site_id uuid not null,
    id uuid not null,
    thread_id uuid not null,
    seq bigint not null,
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

alter table channels drop constraint channels_name_check;
alter table channels add constraint channels_name_check
    check (name ~ '^(person|queue|page|guide|thread|notes):[0-9a-f-]{36}$');
