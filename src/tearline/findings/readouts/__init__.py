"""Accounts of one event side by side: said by both, differing in number or wording, said only by one."""
