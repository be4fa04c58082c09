-- A person's own channel: what is told to her alone.
alter table channels drop constraint channels_name_check;
alter table channels add constraint channels_name_check check (name ~ '^(person|queue|page|guide|thread):[0-9a-f-]{36}$');
