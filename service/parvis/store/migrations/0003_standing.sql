-- What makes a helper is counted where it stands, on posts and threads: a second count could only disagree with it.
alter table visitors drop column thanks, drop column accepted;
