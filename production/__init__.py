"""The florists' work: tasks that appear by themselves when an order is to be made."""
