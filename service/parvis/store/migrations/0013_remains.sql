-- What withdrawals and erasures left behind goes, also what they left before this version.

alter table guide_revisions add column answer_of uuid;
update guide_revisions r set answer_of = p.author_id
from guide_steps s join posts p on (p.site_id, p.id) = (s.site_id, s.origin_post)
where (r.site_id, r.step_id, r.revision) = (s.site_id, s.id, 1) and r.state = 'visible';
alter table guide_revisions drop constraint guide_revisions_erased;
alter table guide_revisions add constraint guide_revisions_erased check (state <> 'erased' or (title = '' and body = '' and doc = '[]'
    and summary = '' and video is null and field_key is null and heading is null and digest is null and answer_of is null));

update events e set data = jsonb_set(e.data, '{step,origin}', 'null')
from guide_revisions r join guide_steps s on (s.site_id, s.id) = (r.site_id, r.step_id)
left join posts p on (p.site_id, p.id) = (s.site_id, s.origin_post)
where (e.site_id, e.about) = (r.site_id, r.id) and e.data ? 'step' and (s.state = 'removed' or p.state <> 'visible');
update events e set data = jsonb_set(e.data, '{step}', e.data -> 'step' || '{"origin":null,"validated":null}')
from guide_revisions r where (e.site_id, e.about) = (r.site_id, r.id) and e.data ? 'step' and r.state = 'erased';
update guide_steps s set origin_thread = null, origin_post = null, origin_name = null
where origin_post is not null and (state = 'removed'
    or exists (select from posts p where (p.site_id, p.id) = (s.site_id, s.origin_post) and p.state <> 'visible'));
alter table guide_steps add constraint guide_steps_removed check (state <> 'removed' or origin_post is null);
create index guide_steps_made_from on guide_steps (site_id, origin_post) where origin_post is not null;

update events e set data = jsonb_set(e.data, '{thread,field}', 'null', false)
from threads t join posts p on (p.site_id, p.thread_id, p.seq) = (t.site_id, t.id, 1)
where (e.site_id, e.about) = (t.site_id, p.id) and t.state <> 'visible' and t.field_key is not null;
update threads set field_key = null, field_label = null, field_step = null where state <> 'visible';
alter table threads drop constraint threads_withdrawn;
alter table threads add constraint threads_withdrawn check (state = 'visible'
    or (title = '' and waiting_since is null and field_key is null));

-- Permalinks of pages hold the id alone; a site's pages by their questions.
create index pages_by_id on pages (id);
create index page_aliases_by_id on page_aliases (id);
create index pages_busiest on pages (site_id, threads desc, key);

-- Two reports of a form that agree count only some minutes apart.
alter table form_fields add column doubted_at timestamptz;
update form_fields set doubted_at = now() where next_print is not null or missed > 0;
