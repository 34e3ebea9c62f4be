-- External ids that a record elsewhere asserts and that another institution held: who has them does not depend on who came first.
create table institution_id_claims (
  scheme text not null,
  value text not null,
  claimant text not null,
  primary key (scheme, value, claimant)
);
