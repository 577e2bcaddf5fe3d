"""What each release says of a record: its texts and scans, whoever read them."""
