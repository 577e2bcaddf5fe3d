"""How far the work is: pages a day, agreement, deadlines."""
