"""Who is nominated, offered a seat, and comes."""
