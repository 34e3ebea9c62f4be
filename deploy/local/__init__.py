"""The whole department on one machine, without containers: private servers, a mailbox, five services."""
