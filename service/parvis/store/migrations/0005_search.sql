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

-- What was said before this migration.
select make_findable(site_id, id) from threads;
