"""Children coming into care, changing need group and leaving it: rates, and what follows on average."""
