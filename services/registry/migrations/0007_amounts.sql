-- As wide as the contracts' decimals (28 digits): an amount is never an error of ours.
alter table opportunities alter column fee_amount type numeric(28, 2);
alter table projects alter column amount type numeric(28, 2);
