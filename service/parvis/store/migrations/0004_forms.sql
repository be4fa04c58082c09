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
