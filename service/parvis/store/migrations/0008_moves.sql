alter table pages add column first_key text check (char_length(first_key) between 1 and 400);
