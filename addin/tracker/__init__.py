"""What both adapters of a tracker and the refresh share."""
