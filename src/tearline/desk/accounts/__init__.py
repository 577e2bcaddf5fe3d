"""The rooms of reporting at the desk: pages and what they tell, the register, its drawings and its brief."""
