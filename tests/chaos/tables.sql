create table writes (write_id uuid not null);
create table effects (write_id uuid not null);
create table echoes (write_id uuid not null);
